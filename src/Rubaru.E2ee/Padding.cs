namespace Rubaru.E2ee;

/// <summary>
/// ISO 7816-4 padding (0x80, then zeros) of content, so that the sealed envelope is exactly 4096, 8192, 16384, 32768 or
/// 65536 bytes (protocol section 5.7).
/// </summary>
internal static class Padding
{
    /// <summary>The 0x80 is always there, so the content is at least one byte shorter than the room for it.</summary>
    public const int MarkSize = 1;

    private const byte Mark = 0x80;

    /// <summary>Sizes of a ratchet message; <see cref="SealedEnvelope.Overhead"/> is added around it.</summary>
    public static ReadOnlySpan<int> MessageSizes => [2923, 7019, 15211, 31595, 64363];

    /// <summary>Smallest size of a ratchet message that holds the content, its mark and the overhead of its kind.</summary>
    public static int MessageSize(int contentLength, int overhead)
    {
        foreach (var size in MessageSizes)
        {
            if (contentLength + MarkSize + overhead <= size)
            {
                return size;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(contentLength), contentLength, "Larger bodies are files.");
    }

    /// <summary>Writes the content and fills the rest of <paramref name="padded"/>.</summary>
    public static void Pad(ReadOnlySpan<byte> content, Span<byte> padded)
    {
        content.CopyTo(padded);
        padded[content.Length] = Mark;
        padded[(content.Length + 1)..].Clear();
    }

    /// <returns>Length of the content, or -1 if it was not padded. Only of authenticated bytes: its timing tells their length.</returns>
    public static int ContentLength(ReadOnlySpan<byte> padded)
    {
        var mark = padded.LastIndexOfAnyExcept((byte)0);
        return mark >= 0 && padded[mark] == Mark ? mark : -1;
    }
}
