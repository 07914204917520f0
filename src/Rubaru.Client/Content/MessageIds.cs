using System.Buffers.Binary;

namespace Rubaru.Client.Content;

/// <summary>message_id as 16 bytes, big-endian.</summary>
internal static class MessageIds
{
    public static byte[] Bytes(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return bytes;
    }

    public static UInt128 Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);
}
