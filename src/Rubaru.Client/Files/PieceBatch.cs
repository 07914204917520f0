using System.Buffers.Binary;

namespace Rubaru.Client.Files;

/// <summary>
/// Several messages of the channel <c>f</c>, whose bytes the host holds, as they are named between this program and its
/// browser (decision 38). Nobody else's bytes have this form.
/// </summary>
public static class PieceBatch
{
    private const int Number = 4;

    /// <summary>To be sent, one after another: held(4) || start(4) || length(4) || header(12).</summary>
    public static byte[] Pack(IReadOnlyList<FilePiece> pieces)
    {
        const int Size = 3 * Number + FilePiece.Header;
        var packed = new byte[pieces.Count * Size];
        for (var i = 0; i < pieces.Count; i++)
        {
            var one = packed.AsSpan(i * Size, Size);
            Write(one, pieces[i].Bytes);
            pieces[i].WriteHeader(one[(3 * Number)..]);
        }
        return packed;
    }

    /// <summary>That came: held(4) || length of the message(4) || its first 12 bytes, and zeros where it is shorter.</summary>
    /// <returns>Each as a piece; <c>null</c> for a message that is none.</returns>
    public static IEnumerable<FilePiece?> Split(byte[] packed)
    {
        const int Size = 2 * Number + FilePiece.Header;
        for (var at = 0; at < packed.Length; at += Size)
        {
            var held = BinaryPrimitives.ReadInt32BigEndian(packed.AsSpan(at));
            var length = BinaryPrimitives.ReadInt32BigEndian(packed.AsSpan(at + Number));
            var rest = FileBytes.HeldAs(held, FilePiece.Header, length - FilePiece.Header);
            yield return FilePiece.TryRead(packed.AsSpan(at + 2 * Number, FilePiece.Header), rest);
        }
    }

    /// <summary>Bytes that the host holds: held(4) || start(4) || length(4), one after another.</summary>
    public static byte[] Name(IReadOnlyList<FileBytes> parts)
    {
        var packed = new byte[parts.Count * 3 * Number];
        for (var i = 0; i < parts.Count; i++)
            Write(packed.AsSpan(i * 3 * Number), parts[i]);
        return packed;
    }

    private static void Write(Span<byte> at, FileBytes bytes)
    {
        if (bytes.Held == 0)
            throw new ArgumentException("These bytes are in memory.", nameof(bytes));
        BinaryPrimitives.WriteInt32BigEndian(at, bytes.Held);
        BinaryPrimitives.WriteInt32BigEndian(at[Number..], bytes.Start);
        BinaryPrimitives.WriteInt32BigEndian(at[(2 * Number)..], bytes.Length);
    }
}
