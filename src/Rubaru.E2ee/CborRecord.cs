using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Rubaru.E2ee;

/// <summary>
/// A deterministic CBOR map with unsigned keys as it comes out of the vault: numbers and byte strings by key, every other
/// key or type ignored, so that an older program reads what a newer one wrote. Wipes its byte strings when disposed.
/// </summary>
internal sealed class CborRecord : IDisposable
{
    private readonly Dictionary<ulong, ulong> _numbers = [];
    private readonly Dictionary<ulong, byte[]> _bytes = [];

    private CborRecord() { }

    /// <returns><c>null</c> unless the bytes are one canonical map of at most <paramref name="limit"/> bytes. Never throws.</returns>
    public static CborRecord? TryRead(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length > limit)
        {
            return null;
        }

        var copy = bytes.ToArray();
        var record = new CborRecord();
        try
        {
            if (record.Read(new CborReader(copy, CborConformanceMode.Canonical)))
            {
                return record;
            }
        }
        catch (Exception error) when (error is CborContentException or InvalidOperationException or OverflowException)
        {
            // The three that CborReader documents for bytes that are not what was asked for: not a record, and null says so.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }

        record.Dispose();
        return null;
    }

    public ulong? Number(ulong key) => _numbers.TryGetValue(key, out var number) ? number : null;

    public uint? Number32(ulong key) => Number(key) is { } number and <= uint.MaxValue ? (uint)number : null;

    /// <returns>Owned by this record; <c>null</c> unless present with exactly this length.</returns>
    public byte[]? Bytes(ulong key, int length) => Bytes(key) is { } bytes && bytes.Length == length ? bytes : null;

    public byte[]? Bytes(ulong key) => _bytes.GetValueOrDefault(key);

    public void Dispose()
    {
        foreach (var secret in _bytes.Values)
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private bool Read(CborReader reader)
    {
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            if (reader.PeekState() != CborReaderState.UnsignedInteger)
            {
                reader.SkipValue();
                reader.SkipValue();
                continue;
            }

            var key = reader.ReadUInt64();
            switch (reader.PeekState())
            {
                case CborReaderState.UnsignedInteger:
                    _numbers[key] = reader.ReadUInt64();
                    break;
                case CborReaderState.ByteString:
                    _bytes[key] = reader.ReadByteString();
                    break;
                default:
                    reader.SkipValue();
                    break;
            }
        }

        reader.ReadEndMap();
        return reader.BytesRemaining == 0;
    }
}
