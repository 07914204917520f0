using System.Buffers.Binary;
using System.Text;

namespace Rubaru.Wire;

/// <summary>
/// Reads the fields of one frame in order. A field that does not fit makes every later read empty and
/// <see cref="IsComplete"/> false, so a decoder needs one check at its end and cannot throw.
/// </summary>
internal ref struct FrameReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;
    private bool failed;

    /// <summary>Every field was well formed and nothing is left over.</summary>
    public readonly bool IsComplete => !failed && rest.IsEmpty;
    public readonly int Remaining => rest.Length;

    public ReadOnlySpan<byte> Span(int size)
    {
        if (failed || rest.Length < size)
        {
            failed = true;
            return default;
        }
        var field = rest[..size];
        rest = rest[size..];
        return field;
    }

    public byte[] Bytes(int size) => Span(size).ToArray();

    public byte Byte() => Span(1) is [var value] ? value : (byte)0;

    public ushort UInt16() => Span(2) is { Length: 2 } field ? BinaryPrimitives.ReadUInt16BigEndian(field) : (ushort)0;

    public uint UInt32() => Span(4) is { Length: 4 } field ? BinaryPrimitives.ReadUInt32BigEndian(field) : 0;

    /// <summary>Seconds since 1970, within what <see cref="DateTimeOffset"/> can hold.</summary>
    public long UnixSeconds()
    {
        var value = Span(8) is { Length: 8 } field ? BinaryPrimitives.ReadInt64BigEndian(field) : 0;
        return Expect(value is >= 0 and <= Limits.MaxUnixSeconds) ? value : 0;
    }

    public bool Boolean()
    {
        var value = Byte();
        return Expect(value <= 1) && value == 1;
    }

    public MailboxId MailboxId() =>
        Span(Wire.MailboxId.Size) is { Length: > 0 } field ? Wire.MailboxId.Read(field) : default;

    public DepositId DepositId() =>
        Span(Wire.DepositId.Size) is { Length: > 0 } field ? Wire.DepositId.Read(field) : default;

    /// <summary>Exactly one class: what a deposit or a delivery has.</summary>
    public DepositClass Class()
    {
        var value = (DepositClass)Byte();
        Expect(value is DepositClass.Stored or DepositClass.Transient);
        return value;
    }

    /// <summary>At least one class: what a capability allows.</summary>
    public DepositClass Classes()
    {
        var value = (DepositClass)Byte();
        Expect(value is > DepositClass.None and <= (DepositClass.Stored | DepositClass.Transient));
        return value;
    }

    public Refusal Refusal()
    {
        var value = (Refusal)Byte();
        Expect(value is > Wire.Refusal.None and <= Wire.Refusal.LoginReplaced);
        return value;
    }

    /// <summary>The trailing field of a deposit or delivery: all that is left, one of the padding buckets.</summary>
    public ReadOnlySpan<byte> Envelope() => Expect(Limits.IsEnvelopeSize(rest.Length)) ? Span(rest.Length) : default;

    /// <summary>Visible ASCII: what a URL, a user name and a base64 text consist of.</summary>
    /// <param name="most">Bytes; more, or fewer than <paramref name="least"/>, is malformed.</param>
    public string Ascii(int size, int least, int most) =>
        Expect(size >= least && size <= most)
        && Span(size) is var field
        && Expect(field.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0)
            ? Encoding.ASCII.GetString(field)
            : "";

    /// <summary>A rule of this frame beyond its layout.</summary>
    public bool Expect(bool condition)
    {
        failed |= !condition;
        return !failed;
    }
}
