using System.Buffers.Binary;

namespace Rubaru.Wire;

/// <summary>The random 16-byte name of a mailbox (protocol section 7.2).</summary>
public readonly record struct MailboxId(UInt128 Value)
{
    public const int Size = 16;

    public static MailboxId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    public override string ToString() => Value.ToString("x32", null);
}
