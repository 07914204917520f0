using System.Buffers.Binary;

namespace Rubaru.Client.Files;

/// <summary>One message of the channel <c>f</c> (protocol section 12): stream_no(4) || chunk(4) || offset(4) || bytes.</summary>
/// <param name="Offset">Of the bytes within the sealed chunk.</param>
internal readonly record struct FilePiece(uint Stream, uint Chunk, uint Offset, ReadOnlyMemory<byte> Bytes)
{
    public const int Header = 12;

    /// <summary>What a sender of any version may send at once (section 12).</summary>
    public const int MostBytes = Header + 64 * 1024;

    public byte[] ToBytes()
    {
        var bytes = new byte[Header + Bytes.Length];
        WriteTo(bytes);
        return bytes;
    }

    public void WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Stream);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Chunk);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Offset);
        Bytes.Span.CopyTo(bytes[Header..]);
    }

    /// <returns><c>null</c> for one without bytes or of another size than any version sends.</returns>
    public static FilePiece? TryRead(byte[] bytes) =>
        bytes.Length is > Header and <= MostBytes
            ? new FilePiece(
                BinaryPrimitives.ReadUInt32BigEndian(bytes),
                BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)),
                BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)),
                bytes.AsMemory(Header)
            )
            : null;
}
