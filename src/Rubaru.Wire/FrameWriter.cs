using System.Buffers.Binary;
using System.Text;

namespace Rubaru.Wire;

/// <summary>
/// Writes the fields of one frame in order into memory of exactly its size. A field of another size is a mistake of the
/// caller and throws: what leaves always decodes.
/// </summary>
internal ref struct FrameWriter
{
    private readonly byte[] frame;
    private Span<byte> rest;

    /// <param name="size">Bytes after the kind.</param>
    public FrameWriter(FrameKind kind, int size)
    {
        frame = new byte[1 + size];
        frame[0] = (byte)kind;
        rest = frame.AsSpan(1);
    }

    /// <summary>A frame that consists of one number.</summary>
    public static byte[] Numbered(FrameKind kind, uint number)
    {
        var w = new FrameWriter(kind, 4);
        w.UInt32(number);
        return w.ToFrame();
    }

    public void Bytes(ReadOnlySpan<byte> field, int size)
    {
        Require(field.Length == size, "A field of a frame has another size.");
        field.CopyTo(rest);
        rest = rest[size..];
    }

    public void Byte(byte value)
    {
        rest[0] = value;
        rest = rest[1..];
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(rest, value);
        rest = rest[2..];
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(rest, value);
        rest = rest[4..];
    }

    public void UnixSeconds(long value)
    {
        Require(value is >= 0 and <= Limits.MaxUnixSeconds, "Not a time of this calendar.");
        BinaryPrimitives.WriteInt64BigEndian(rest, value);
        rest = rest[8..];
    }

    public void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Id(MailboxId value)
    {
        value.Write(rest);
        rest = rest[MailboxId.Size..];
    }

    public void Id(DepositId value)
    {
        value.Write(rest);
        rest = rest[DepositId.Size..];
    }

    public void Class(DepositClass value)
    {
        Require(value is DepositClass.Stored or DepositClass.Transient, "Exactly one class.");
        Byte((byte)value);
    }

    public void Classes(DepositClass value)
    {
        Require(value is > DepositClass.None and <= (DepositClass.Stored | DepositClass.Transient), "A class.");
        Byte((byte)value);
    }

    public void Refusal(Refusal value)
    {
        Require(value is > Wire.Refusal.None and <= Wire.Refusal.LoginReplaced, "A named reason.");
        Byte((byte)value);
    }

    public void Envelope(ReadOnlySpan<byte> envelope)
    {
        Require(Limits.IsEnvelopeSize(envelope.Length), "An envelope has one of the padding sizes.");
        Bytes(envelope, envelope.Length);
    }

    public void Ascii(string value, int least, int most)
    {
        Require(value.Length >= least && value.Length <= most, "A text of a frame has another size.");
        Require(value.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0, "Only visible ASCII.");
        rest = rest[Encoding.ASCII.GetBytes(value, rest)..];
    }

    public readonly byte[] ToFrame()
    {
        Require(rest.IsEmpty, "The frame is longer than its fields.");
        return frame;
    }

    public static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException(rule);
        }
    }
}
