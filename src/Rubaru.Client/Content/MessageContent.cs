using System.Buffers.Binary;

namespace Rubaru.Client.Content;

/// <summary>
/// What a ratchet message carries: type(1) || message_id(16) || seq(8) || sent_ms(8) || flags(1) || body. Flags are 0 in
/// version 1; a reader ignores them.
/// </summary>
internal sealed record MessageContent(
    ContentType Type,
    UInt128 MessageId,
    ulong Sequence,
    DateTimeOffset Sent,
    byte[] Body
)
{
    public const int HeaderSize = 1 + 16 + 8 + 8 + 1;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderSize + Body.Length];
        bytes[0] = (byte)Type;
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(1), MessageId);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(17), Sequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(25), Sent.ToUnixTimeMilliseconds());
        Body.CopyTo(bytes, HeaderSize);
        return bytes;
    }

    /// <summary>Never throws. A time that no calendar holds reads as the beginning of 1970.</summary>
    public static MessageContent? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize)
            return null;
        var ms = BinaryPrimitives.ReadInt64BigEndian(bytes[25..]);
        return new MessageContent(
            (ContentType)bytes[0],
            BinaryPrimitives.ReadUInt128BigEndian(bytes[1..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[17..]),
            DateTimeOffset.FromUnixTimeMilliseconds(ms is >= 0 and <= 253_402_300_799_999 ? ms : 0),
            bytes[HeaderSize..].ToArray()
        );
    }
}
