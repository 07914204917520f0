using System.Buffers.Binary;

namespace Rubaru.Client.Files;

/// <summary>What the two ends of a link say about a stream. The numbers are on the wire.</summary>
internal enum FileFrameKind : byte
{
    /// <summary>Of the receiver: send this file from chunk <c>Next</c> on, and stop before <c>Until</c> (its credit).</summary>
    Want = 1,

    /// <summary>Of either side: not now.</summary>
    Pause = 2,

    /// <summary>Of the sender: this device does not have the file any more.</summary>
    Gone = 3,

    /// <summary>Of the sender: it can be asked for again.</summary>
    Ready = 4,
}

/// <summary>
/// Body of the link frame "file" after its type (protocol section 8.1): kind(1) || file_id(16) || stream_no(4) || next(4) ||
/// until(4). A live matter of this link only: it changes nothing that is stored.
/// </summary>
internal sealed record FileFrame(FileFrameKind Kind, UInt128 File, uint Stream = 0, uint Next = 0, uint Until = 0)
{
    public const int Size = 1 + 16 + 4 + 4 + 4;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        bytes[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(1), File);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(17), Stream);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(21), Next);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(25), Until);
        return bytes;
    }

    /// <returns><c>null</c> for what no version sends. A kind of a newer one is read and means nothing.</returns>
    public static FileFrame? TryRead(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size && bytes[0] != 0
            ? new FileFrame(
                (FileFrameKind)bytes[0],
                BinaryPrimitives.ReadUInt128BigEndian(bytes[1..]),
                BinaryPrimitives.ReadUInt32BigEndian(bytes[17..]),
                BinaryPrimitives.ReadUInt32BigEndian(bytes[21..]),
                BinaryPrimitives.ReadUInt32BigEndian(bytes[25..])
            )
            : null;
}
