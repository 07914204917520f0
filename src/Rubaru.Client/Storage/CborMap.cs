using System.Formats.Cbor;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Rubaru.Client.Storage;

/// <summary>
/// A CBOR map with small unsigned keys in deterministic encoding: the form of every record of the vault and of every
/// structured body (protocol section 5.7). Unknown keys are ignored; a value of another type reads as <c>null</c>.
/// </summary>
internal sealed class CborMap : IDisposable
{
    private readonly Dictionary<uint, ReadOnlyMemory<byte>> _values = [];

    private readonly ReadOnlyMemory<byte> _bytes;

    private CborMap(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <returns><c>null</c> unless the bytes are exactly one canonical map with unsigned keys. Never throws.</returns>
    public static CborMap? TryRead(ReadOnlyMemory<byte> bytes) =>
        Guard(() =>
        {
            var reader = new CborReader(bytes, CborConformanceMode.Canonical);
            var map = new CborMap(bytes);
            if (reader.ReadStartMap() is null)
                return null;
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                var key = reader.ReadUInt32();
                map._values.Add(key, reader.ReadEncodedValue());
            }
            reader.ReadEndMap();
            return reader.BytesRemaining == 0 ? map : null;
        });

    /// <summary>Wipes the bytes it was read from; for records that hold keys.</summary>
    public void Dispose()
    {
        if (MemoryMarshal.TryGetArray(_bytes, out var bytes))
            CryptographicOperations.ZeroMemory(bytes);
    }

    public bool Has(uint key) => _values.ContainsKey(key);

    /// <param name="size">The exact size, when there is one.</param>
    public byte[]? Bytes(uint key, int? size = null) =>
        Read(key, reader => reader.ReadByteString()) is { } bytes && (size is null || bytes.Length == size)
            ? bytes
            : null;

    public string? Text(uint key, int maxBytes = int.MaxValue) =>
        _values.TryGetValue(key, out var value) && value.Length <= (long)maxBytes + 9
            ? Read(key, reader => reader.ReadTextString())
            : null;

    public ulong? Unsigned(uint key) => Read(key, reader => (ulong?)reader.ReadUInt64());

    public long? Signed(uint key) => Read(key, reader => (long?)reader.ReadInt64());

    public bool Flag(uint key) => Read(key, reader => (bool?)reader.ReadBoolean()) ?? false;

    public DateTimeOffset? Time(uint key) =>
        Signed(key) is { } ms and >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : null;

    /// <summary>Arrays of at most <paramref name="most"/> items, each read by <paramref name="item"/>.</summary>
    public IReadOnlyList<T>? List<T>(uint key, int most, Func<CborReader, T> item) =>
        Read<IReadOnlyList<T>>(
            key,
            reader =>
            {
                if (reader.ReadStartArray() is not { } count || count > most)
                    return null;
                var items = new List<T>(count);
                for (var i = 0; i < count; i++)
                    items.Add(item(reader));
                reader.ReadEndArray();
                return items;
            }
        );

    private T? Read<T>(uint key, Func<CborReader, T?> read) =>
        _values.TryGetValue(key, out var value)
            ? Guard(() => read(new CborReader(value, CborConformanceMode.Canonical)))
            : default;

    private static T? Guard<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception)
            when (exception
                    is CborContentException
                        or InvalidOperationException
                        or OverflowException
                        or FormatException
                        or ArgumentException
            )
        {
            // The reader reports malformed input by exceptions; malformed input is normal here and reads as nothing.
            return default;
        }
    }
}
