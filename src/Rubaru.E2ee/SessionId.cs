using System.Buffers.Binary;

namespace Rubaru.E2ee;

/// <summary>SID = th[0..16] of the handshake (section 4). The smallest confirmed one is current (section 6, R3).</summary>
public readonly record struct SessionId(UInt128 Value) : IComparable<SessionId>
{
    public const int Size = 16;

    public static SessionId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    public int CompareTo(SessionId other) => Value.CompareTo(other.Value);

    public static bool operator <(SessionId left, SessionId right) => left.CompareTo(right) < 0;

    public static bool operator >(SessionId left, SessionId right) => left.CompareTo(right) > 0;

    public static bool operator <=(SessionId left, SessionId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SessionId left, SessionId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value.ToString("x32", null);
}
