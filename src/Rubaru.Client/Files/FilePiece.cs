using System.Buffers.Binary;

namespace Rubaru.Client.Files;

/// <summary>One message of the channel <c>f</c> (protocol section 12): stream_no(4) || chunk(4) || offset(4) || bytes.</summary>
/// <param name="Offset">Of the bytes within the sealed chunk.</param>
public readonly record struct FilePiece(uint Stream, uint Chunk, uint Offset, FileBytes Bytes)
{
    public const int Header = 12;

    /// <summary>What a sender of any version may send at once (section 12).</summary>
    public const int MostBytes = Header + 64 * 1024;

    /// <summary>The whole message, of bytes in memory.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Header + Bytes.Length];
        WriteHeader(bytes);
        Bytes.Memory.Span.CopyTo(bytes.AsSpan(Header));
        return bytes;
    }

    internal void WriteHeader(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Stream);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Chunk);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Offset);
    }

    /// <returns><c>null</c> for one without bytes or of another size than any version sends.</returns>
    public static FilePiece? TryRead(byte[] message) =>
        message.Length > Header ? TryRead(message, FileBytes.InMemory(message.AsMemory(Header))) : null;

    /// <param name="header">12 bytes.</param>
    /// <returns>As of the whole message.</returns>
    internal static FilePiece? TryRead(ReadOnlySpan<byte> header, FileBytes rest) =>
        rest.Length is > 0 and <= MostBytes - Header
            ? new FilePiece(
                BinaryPrimitives.ReadUInt32BigEndian(header),
                BinaryPrimitives.ReadUInt32BigEndian(header[4..]),
                BinaryPrimitives.ReadUInt32BigEndian(header[8..]),
                rest
            )
            : null;
}
