using Rubaru.Client.Storage;

namespace Rubaru.AppBench;

/// <summary>Tables in memory that find a range at once: what is measured is the app, not its store.</summary>
internal sealed class SortedStore : IStore
{
    private static readonly Comparer<byte[]> Bytewise = Comparer<byte[]>.Create(
        (x, y) => x.AsSpan().SequenceCompareTo(y)
    );
    private readonly Dictionary<Table, (List<byte[]> Keys, List<byte[]> Values)> _tables = [];
    private readonly Lock _gate = new();

    public Task<byte[]?> ReadAsync(Table table, byte[] key)
    {
        lock (_gate)
        {
            var (keys, values) = Of(table);
            var at = keys.BinarySearch(key, Bytewise);
            return Task.FromResult(at < 0 ? null : values[at].ToArray());
        }
    }

    public Task<IReadOnlyList<StoredRecord>> ReadRangeAsync(
        Table table,
        byte[]? from,
        byte[]? to,
        int limit,
        bool descending
    )
    {
        lock (_gate)
        {
            var (keys, values) = Of(table);
            var (begin, end) = (from is null ? 0 : Place(keys, from), to is null ? keys.Count : Place(keys, to));
            var places = Enumerable.Range(begin, Math.Max(0, end - begin));
            return Task.FromResult<IReadOnlyList<StoredRecord>>([
                .. (descending ? places.Reverse() : places)
                    .Take(limit)
                    .Select(at => new StoredRecord(keys[at], values[at].ToArray())),
            ]);
        }
    }

    public Task CommitAsync(IReadOnlyList<Change> changes)
    {
        lock (_gate)
        {
            foreach (var (table, key, value) in changes)
            {
                var (keys, values) = Of(table);
                var at = keys.BinarySearch(key, Bytewise);
                if (at >= 0)
                {
                    keys.RemoveAt(at);
                    values.RemoveAt(at);
                }

                if (value is not null)
                {
                    at = at < 0 ? ~at : at;
                    keys.Insert(at, key);
                    values.Insert(at, value);
                }
            }

            return Task.CompletedTask;
        }
    }

    public Task EraseAsync()
    {
        lock (_gate)
        {
            _tables.Clear();
            return Task.CompletedTask;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static int Place(List<byte[]> keys, byte[] key)
    {
        var at = keys.BinarySearch(key, Bytewise);
        return at < 0 ? ~at : at;
    }

    private (List<byte[]> Keys, List<byte[]> Values) Of(Table table) =>
        _tables.TryGetValue(table, out var rows) ? rows : _tables[table] = ([], []);
}
