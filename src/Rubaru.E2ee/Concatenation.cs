using System.Buffers.Binary;

namespace Rubaru.E2ee;

/// <summary>The protocol's <c>||</c>: parts one after another in a buffer of the caller, integers big-endian.</summary>
internal ref struct Concatenation(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly Span<byte> Bytes => _buffer[.._length];

    public Concatenation Add(ReadOnlySpan<byte> part)
    {
        part.CopyTo(_buffer[_length..]);
        _length += part.Length;
        return this;
    }

    public Concatenation Add(byte value)
    {
        _buffer[_length++] = value;
        return this;
    }

    public Concatenation Add(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], value);
        _length += sizeof(ushort);
        return this;
    }

    public Concatenation Add(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[_length..], value);
        _length += sizeof(uint);
        return this;
    }

    public Concatenation Add(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer[_length..], value);
        _length += sizeof(ulong);
        return this;
    }

    public Concatenation Add(Fingerprint fingerprint)
    {
        fingerprint.Write(_buffer[_length..]);
        _length += Fingerprint.Size;
        return this;
    }

    public Concatenation Add(SessionId session)
    {
        session.Write(_buffer[_length..]);
        _length += SessionId.Size;
        return this;
    }
}
