using System.Buffers.Binary;
using Rubaru.Client.Storage;

namespace Rubaru.App.Browser;

/// <summary>
/// Many records in one array, because every value that crosses to JavaScript costs a call: for each record
/// table(1, only in changes) || key length(4) || key || value length(4, 0xFFFFFFFF = delete) || value, little-endian.
/// </summary>
internal static class StorePacking
{
    private const uint Deleted = 0xFFFF_FFFF;

    internal static byte[] PackChanges(IReadOnlyList<Change> changes)
    {
        var packed = new byte[changes.Sum(change => 1 + 4 + change.Key.Length + 4 + (change.Value?.Length ?? 0))];
        var rest = packed.AsSpan();
        foreach (var change in changes)
        {
            rest[0] = (byte)change.Table;
            rest = Write(rest[1..], change.Key);
            if (change.Value is null)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(rest, Deleted);
                rest = rest[4..];
            }
            else
            {
                rest = Write(rest, change.Value);
            }
        }

        return packed;
    }

    internal static IReadOnlyList<StoredRecord> UnpackRecords(ReadOnlySpan<byte> packed)
    {
        var records = new List<StoredRecord>();
        while (!packed.IsEmpty)
        {
            var key = Read(ref packed);
            records.Add(new StoredRecord(key, Read(ref packed)));
        }

        return records;
    }

    private static Span<byte> Write(Span<byte> destination, byte[] bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)bytes.Length);
        bytes.CopyTo(destination[4..]);
        return destination[(4 + bytes.Length)..];
    }

    private static byte[] Read(ref ReadOnlySpan<byte> packed)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(packed);
        var bytes = packed.Slice(4, length).ToArray();
        packed = packed[(4 + length)..];
        return bytes;
    }
}
