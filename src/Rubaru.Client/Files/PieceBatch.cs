using System.Buffers.Binary;

namespace Rubaru.Client.Files;

/// <summary>
/// Several messages of the channel <c>f</c> as they cross between this program and its browser, which is what a transfer spends
/// most time on (decision 38): length(4) || message, one after another. Each travels as a message of its own.
/// </summary>
public static class PieceBatch
{
    private const int Length = 4;

    internal static byte[] Pack(IReadOnlyList<FilePiece> pieces)
    {
        var packed = new byte[pieces.Sum(piece => Length + FilePiece.Header + piece.Bytes.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            var size = FilePiece.Header + piece.Bytes.Length;
            BinaryPrimitives.WriteInt32BigEndian(packed.AsSpan(at), size);
            piece.WriteTo(packed.AsSpan(at + Length, size));
            at += Length + size;
        }
        return packed;
    }

    /// <summary>What this side of the seam packed; nobody else's bytes have this form.</summary>
    public static IEnumerable<byte[]> Split(byte[] packed)
    {
        for (var at = 0; at < packed.Length; )
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(packed.AsSpan(at));
            at += Length;
            yield return packed[at..(at + size)];
            at += size;
        }
    }
}
