using System.Globalization;
using System.Text;

namespace Rubaru.App.Components;

/// <summary>Levels as bars of an SVG path: one bar is two units wide, four from the next, and 32 high at the loudest.</summary>
internal static class VoiceShape
{
    public const int Pitch = 4;
    public const int Height = 32;

    /// <param name="levels">Each 0 to 31.</param>
    /// <param name="from">The first bar that is drawn, and its place.</param>
    public static string Path(ReadOnlySpan<byte> levels, int from = 0)
    {
        var path = new StringBuilder();
        for (var i = 0; i < levels.Length; i++)
        {
            // Silence is a dot: the line has no holes.
            var half = Math.Max(1, Math.Min(levels[i], (byte)31) / 2.2);
            path.Append(
                CultureInfo.InvariantCulture,
                $"M{((from + i) * Pitch) + 2} {(Height / 2) - half:0.#}v{2 * half:0.#}"
            );
        }

        return path.ToString();
    }
}
