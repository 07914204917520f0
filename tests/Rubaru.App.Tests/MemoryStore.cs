using Rubaru.Client.Storage;

namespace Rubaru.App.Tests;

/// <summary>A profile in memory, for pages that need a real one.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly SortedDictionary<string, (Table Table, byte[] Key, byte[] Value)> records = new(
        StringComparer.Ordinal
    );

    public bool IsEmpty => records.Count == 0;

    public Task<byte[]?> ReadAsync(Table table, byte[] key) =>
        Task.FromResult(records.TryGetValue(Name(table, key), out var record) ? record.Value : null);

    public Task<IReadOnlyList<StoredRecord>> ReadRangeAsync(
        Table table,
        byte[]? from,
        byte[]? to,
        int limit,
        bool descending
    )
    {
        var found = records
            .Values.Where(record =>
                record.Table == table
                && (from is null || record.Key.AsSpan().SequenceCompareTo(from) >= 0)
                && (to is null || record.Key.AsSpan().SequenceCompareTo(to) < 0)
            )
            .Select(record => new StoredRecord(record.Key, record.Value));
        return Task.FromResult<IReadOnlyList<StoredRecord>>([.. (descending ? found.Reverse() : found).Take(limit)]);
    }

    public Task CommitAsync(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            if (change.Value is null)
            {
                records.Remove(Name(change.Table, change.Key));
            }
            else
            {
                records[Name(change.Table, change.Key)] = (change.Table, change.Key, change.Value);
            }
        }

        return Task.CompletedTask;
    }

    public Task EraseAsync()
    {
        records.Clear();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Name(Table table, byte[] key) => $"{(int)table:D2}{Convert.ToHexString(key)}";
}
