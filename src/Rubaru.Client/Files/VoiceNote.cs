using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>
/// Of a spoken message (protocol section 12): how long it is, and how loud over that time, so that a bubble has its
/// shape before the sound is there. The sender's word, as everything in an offer.
/// </summary>
/// <param name="Duration">Whole milliseconds, at least one and at most <see cref="Longest"/>.</param>
/// <param name="Levels"><see cref="Count"/> of them, each 0 (silent) to <see cref="Loudest"/>.</param>
public sealed record VoiceNote(TimeSpan Duration, byte[] Levels)
{
    /// <summary>As many bars as fit a narrow bubble.</summary>
    public const int Count = 64;

    /// <summary>Five bits: more steps than a bar has pixels that anybody tells apart.</summary>
    public const byte Loudest = 31;

    /// <summary>More bytes than a quarter of an hour of speech has: it is shown as a file, to be saved.</summary>
    public const long MostBytes = 20L * 1024 * 1024;

    private const int PackedBytes = Count * 5 / 8;

    /// <summary>What is longer is a recording to send as a file; the recorder ends here and says so.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The containers that our recorders write, and the only types under which a note is ever played.</summary>
    public static IReadOnlyList<string> Types { get; } = ["audio/webm", "audio/mp4"];

    /// <summary>No shape of a voice: what is printed may be logged.</summary>
    public override string ToString() => nameof(VoiceNote);

    /// <summary>Of a recording: as many levels as were measured, at a steady pace, become 64.</summary>
    /// <returns><c>null</c>: nothing was recorded.</returns>
    public static VoiceNote? Of(TimeSpan duration, ReadOnlySpan<byte> measured)
    {
        var whole = TimeSpan.FromMilliseconds(Math.Floor(duration.TotalMilliseconds));
        if (whole <= TimeSpan.Zero || measured.IsEmpty)
            return null;
        var levels = new byte[Count];
        for (var i = 0; i < Count; i++)
        {
            var from = i * measured.Length / Count;
            var to = Math.Max(from + 1, (i + 1) * measured.Length / Count);
            foreach (var level in measured[from..to])
                levels[i] = Math.Max(levels[i], Math.Min(level, Loudest));
        }
        return new VoiceNote(whole < Longest ? whole : Longest, levels);
    }

    internal CborRecord Write(CborRecord record) =>
        record.Add(15, (ulong)Duration.TotalMilliseconds).Add(16, Pack(Levels));

    /// <summary>Never throws. Anything out of its bounds: <c>null</c>, and the file is shown as a file.</summary>
    internal static VoiceNote? Read(CborMap map, string mime, long size) =>
        Types.Contains(mime)
        && size is > 0 and <= MostBytes
        && map.Unsigned(15) is { } milliseconds and > 0
        && milliseconds <= (ulong)Longest.TotalMilliseconds
        && map.Bytes(16, PackedBytes) is { } packed
            ? new VoiceNote(TimeSpan.FromMilliseconds(milliseconds), Unpack(packed))
            : null;

    /// <summary>64 levels of five bits, the first in the highest bits: 40 bytes.</summary>
    private static byte[] Pack(byte[] levels)
    {
        var packed = new byte[PackedBytes];
        for (var bit = 0; bit < Count * 5; bit++)
        {
            if ((levels[bit / 5] >> (4 - (bit % 5)) & 1) != 0)
                packed[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }
        return packed;
    }

    private static byte[] Unpack(byte[] packed)
    {
        var levels = new byte[Count];
        for (var bit = 0; bit < Count * 5; bit++)
        {
            if ((packed[bit / 8] & (0x80 >> (bit % 8))) != 0)
                levels[bit / 5] |= (byte)(0x10 >> (bit % 5));
        }
        return levels;
    }
}
