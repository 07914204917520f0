using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Rubaru.E2ee;

/// <param name="StoredAt">Unix time in milliseconds.</param>
internal sealed record SkippedMessageKey(uint Epoch, uint Counter, long StoredAt, byte[] Key)
{
    public void Wipe() => CryptographicOperations.ZeroMemory(Key);

    public override string ToString() => $"SkippedMessageKey ({Epoch}, {Counter})";
}

/// <summary>
/// Keys of messages that may still come (protocol section 5.6). Immutable: a change copies at most 2,000 references and
/// shares the keys. They are skipped in the order of (e, n), so this order is also their age.
/// </summary>
internal sealed class SkippedMessageKeys
{
    public static readonly SkippedMessageKeys Empty = new([]);

    private const int RecordSize = 4 + 4 + 8 + MessageKey.Size;
    private static readonly long Lifetime = (long)Limits.Protocol.SkippedKeyLifetime.TotalMilliseconds;

    private readonly SkippedMessageKey[] _keys;

    private SkippedMessageKeys(SkippedMessageKey[] keys) => _keys = keys;

    public int Count => _keys.Length;

    /// <summary>All positions are before (e, n).</summary>
    public bool IsBefore(uint epoch, uint counter) => Count == 0 || Compare(_keys[^1], epoch, counter) < 0;

    /// <returns><c>null</c> if it was never stored, was used, evicted or has expired.</returns>
    public SkippedMessageKey? Find(uint epoch, uint counter, long now)
    {
        var index = IndexOf(epoch, counter);
        return index >= 0 && IsAlive(_keys[index], now) ? _keys[index] : null;
    }

    public SkippedMessageKeys Without(SkippedMessageKey used) =>
        new([.. _keys.Where(key => !ReferenceEquals(key, used))]);

    /// <summary>Appends keys that were skipped now; beyond 2,000 the oldest go.</summary>
    public SkippedMessageKeys With(IReadOnlyList<SkippedMessageKey> skipped) =>
        skipped.Count == 0 ? this : new([.. _keys.Concat(skipped).TakeLast(Limits.Protocol.StoredPerSession)]);

    /// <summary>Drops what is older than 48 h; the same instance when there is nothing to drop.</summary>
    public SkippedMessageKeys WithoutExpired(long now) =>
        Array.TrueForAll(_keys, key => IsAlive(key, now)) ? this : new([.. _keys.Where(key => IsAlive(key, now))]);

    /// <summary>Wipes the keys that <paramref name="live"/> does not hold too.</summary>
    public void Wipe(SkippedMessageKeys? live)
    {
        if (ReferenceEquals(this, live))
        {
            return;
        }

        foreach (var key in _keys)
        {
            var index = live?.IndexOf(key.Epoch, key.Counter) ?? -1;
            if (index < 0 || !ReferenceEquals(live!._keys[index].Key, key.Key))
            {
                key.Wipe();
            }
        }
    }

    /// <summary>e(4) || n(4) || stored(8) || mk(32) for each.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_keys.Length * RecordSize];
        for (var i = 0; i < _keys.Length; i++)
        {
            var (epoch, counter, storedAt, key) = _keys[i];
            _ = new Concatenation(bytes.AsSpan(i * RecordSize)).Add(epoch).Add(counter).Add((ulong)storedAt).Add(key);
        }

        return bytes;
    }

    /// <returns><c>null</c> unless whole records, at most 2,000, strictly ascending.</returns>
    public static SkippedMessageKeys? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % RecordSize != 0 || bytes.Length / RecordSize > Limits.Protocol.StoredPerSession)
        {
            return null;
        }

        var keys = new SkippedMessageKey[bytes.Length / RecordSize];
        for (var i = 0; i < keys.Length; i++)
        {
            var record = bytes.Slice(i * RecordSize, RecordSize);
            keys[i] = new SkippedMessageKey(
                BinaryPrimitives.ReadUInt32BigEndian(record),
                BinaryPrimitives.ReadUInt32BigEndian(record[4..]),
                BinaryPrimitives.ReadInt64BigEndian(record[8..]),
                record[16..].ToArray()
            );
            if (keys[i].StoredAt < 0 || (i > 0 && Compare(keys[i - 1], keys[i].Epoch, keys[i].Counter) >= 0))
            {
                return null;
            }
        }

        return new SkippedMessageKeys(keys);
    }

    // Symmetric: a clock that was set back must not give a key more than its lifetime.
    private static bool IsAlive(SkippedMessageKey key, long now) => Math.Abs(now - key.StoredAt) < Lifetime;

    private static int Compare(SkippedMessageKey key, uint epoch, uint counter) =>
        key.Epoch != epoch ? key.Epoch.CompareTo(epoch) : key.Counter.CompareTo(counter);

    private int IndexOf(uint epoch, uint counter)
    {
        int low = 0,
            high = _keys.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Compare(_keys[middle], epoch, counter);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
