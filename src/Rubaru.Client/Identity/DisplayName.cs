using System.Globalization;
using System.Text;

namespace Rubaru.Client.Identity;

/// <summary>Names come from other people: bounded, one line, and unable to turn the text around them.</summary>
internal static class DisplayName
{
    /// <summary>Removes control and direction-changing characters and cuts at 64 UTF-8 bytes, at a whole rune.</summary>
    public static string Clean(string name)
    {
        var clean = new StringBuilder();
        var bytes = 0;
        foreach (var rune in name.Trim().EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator)
                continue;
            if (rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2029)
                continue;
            bytes += rune.Utf8SequenceLength;
            if (bytes > Limits.NameBytes)
                break;
            clean.Append(rune.ToString());
        }
        return clean.ToString().TrimEnd();
    }

    /// <summary>
    /// The same but for case, spaces and characters that nobody sees. Letters of other alphabets that look alike are told
    /// apart: that the names differ proves nothing.
    /// </summary>
    public static bool LooksLike(string one, string other) =>
        Visible(one) is { Length: > 0 } visible && visible == Visible(other);

    private static string Visible(string name)
    {
        var visible = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
                visible.Append(Rune.ToUpperInvariant(rune).ToString());
        }
        return visible.ToString();
    }
}
