using System.Buffers.Binary;

namespace Rubaru.E2ee;

/// <summary>FP = H("Rubaru/1 id" || IdentityPublic), 32 bytes: the only name of a peer inside the protocol (section 2).</summary>
public readonly record struct Fingerprint(UInt128 High, UInt128 Low) : IComparable<Fingerprint>
{
    public const int Size = 32;

    public static Fingerprint Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <summary>Order of the bytes, as the protocol's min(FP) and max(FP) mean it.</summary>
    public int CompareTo(Fingerprint other) =>
        High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public static bool operator <(Fingerprint left, Fingerprint right) => left.CompareTo(right) < 0;

    public static bool operator >(Fingerprint left, Fingerprint right) => left.CompareTo(right) > 0;

    public static bool operator <=(Fingerprint left, Fingerprint right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Fingerprint left, Fingerprint right) => left.CompareTo(right) >= 0;

    public override string ToString() => High.ToString("x32", null) + Low.ToString("x32", null);
}
