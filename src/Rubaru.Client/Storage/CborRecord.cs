using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Rubaru.Client.Storage;

/// <summary>Writes what <see cref="CborMap"/> reads. Absent values are left out.</summary>
internal sealed class CborRecord
{
    /// <summary>More than a session takes, in bytes: a writer that grows leaves copies of keys behind.</summary>
    private const int Capacity = 16 * 1024;

    private readonly CborWriter _writer = new(
        CborConformanceMode.Canonical,
        convertIndefiniteLengthEncodings: true,
        initialCapacity: Capacity
    );

    public CborRecord() => _writer.WriteStartMap(null);

    public CborRecord Add(uint key, byte[]? value)
    {
        if (value is null)
            return this;
        _writer.WriteUInt32(key);
        _writer.WriteByteString(value);
        return this;
    }

    /// <summary>Wipes the array: the record is the one place that has it then.</summary>
    public CborRecord AddSecret(uint key, byte[] value)
    {
        Add(key, value);
        CryptographicOperations.ZeroMemory(value);
        return this;
    }

    public CborRecord Add(uint key, string? value)
    {
        if (value is null)
            return this;
        _writer.WriteUInt32(key);
        _writer.WriteTextString(value);
        return this;
    }

    public CborRecord Add(uint key, ulong value)
    {
        _writer.WriteUInt32(key);
        _writer.WriteUInt64(value);
        return this;
    }

    public CborRecord AddSigned(uint key, long value)
    {
        _writer.WriteUInt32(key);
        _writer.WriteInt64(value);
        return this;
    }

    public CborRecord Add(uint key, bool value)
    {
        if (!value)
            return this;
        _writer.WriteUInt32(key);
        _writer.WriteBoolean(true);
        return this;
    }

    public CborRecord Add(uint key, DateTimeOffset? time) =>
        time is { } value ? AddSigned(key, value.ToUnixTimeMilliseconds()) : this;

    public CborRecord AddList<T>(uint key, IReadOnlyCollection<T> items, Action<CborWriter, T> write)
    {
        _writer.WriteUInt32(key);
        _writer.WriteStartArray(items.Count);
        foreach (var item in items)
            write(_writer, item);
        _writer.WriteEndArray();
        return this;
    }

    public byte[] ToBytes()
    {
        _writer.WriteEndMap();
        var bytes = _writer.Encode();
        _writer.Reset(); // clears its buffer
        return bytes;
    }
}
