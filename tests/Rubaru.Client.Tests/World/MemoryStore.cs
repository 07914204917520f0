using Rubaru.Client.Storage;

namespace Rubaru.Client.Tests.World;

/// <summary>Tables in memory that can fail, crash and go back in time like a disk.</summary>
internal sealed class MemoryStore : IStore
{
    private sealed class Bytes : IComparer<byte[]>
    {
        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }

    private readonly object _gate = new();
    private SortedDictionary<byte[], byte[]>[] _tables = New();

    /// <summary>No room: commits throw and write nothing.</summary>
    public bool IsFull { get; set; }

    /// <summary>Called before each commit.</summary>
    public Action? Committing { get; set; }

    /// <summary>This table cannot be read for now.</summary>
    public Table? Unreadable { get; set; }

    /// <summary>The process dies at a commit; what comes after it never happens.</summary>
    public CrashPoint Crash { get; set; }

    /// <summary>Counts down to the crash; 0 means at the next commit.</summary>
    public int CommitsBeforeCrash { get; set; }
    public int Commits { get; private set; }
    public int Reads { get; private set; }
    public bool HasCrashed { get; private set; }

    public Task<byte[]?> ReadAsync(Table table, byte[] key)
    {
        lock (_gate)
        {
            Refuse();
            Reads++;
            if (table == Unreadable)
                throw new IOException("unreadable");
            return Task.FromResult(_tables[(int)table].GetValueOrDefault(key)?.ToArray());
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
            Refuse();
            Reads++;
            var found = _tables[(int)table]
                .Where(pair =>
                    (from is null || pair.Key.AsSpan().SequenceCompareTo(from) >= 0)
                    && (to is null || pair.Key.AsSpan().SequenceCompareTo(to) < 0)
                );
            var ordered = descending ? found.Reverse() : found;
            return Task.FromResult<IReadOnlyList<StoredRecord>>([
                .. ordered.Take(limit).Select(pair => new StoredRecord(pair.Key.ToArray(), pair.Value.ToArray())),
            ]);
        }
    }

    public Task CommitAsync(IReadOnlyList<Change> changes)
    {
        lock (_gate)
        {
            Refuse();
            Committing?.Invoke();
            if (IsFull)
                throw new StorageFullException("full");
            var crash = Crash != CrashPoint.Never && CommitsBeforeCrash-- <= 0;
            if (crash && Crash == CrashPoint.BeforeCommit)
                Die();
            foreach (var change in changes)
            {
                if (change.Value is null)
                    _tables[(int)change.Table].Remove(change.Key);
                else
                    _tables[(int)change.Table][change.Key.ToArray()] = change.Value.ToArray();
            }
            Commits++;
            if (crash)
                Die();
            return Task.CompletedTask;
        }
    }

    public Task EraseAsync()
    {
        lock (_gate)
        {
            Refuse();
            _tables = New();
            return Task.CompletedTask;
        }
    }

    /// <summary>The disk as it is now, for a new process.</summary>
    public MemoryStore Copy()
    {
        lock (_gate)
        {
            var copy = new MemoryStore();
            for (var table = 0; table < _tables.Length; table++)
            {
                foreach (var (key, value) in _tables[table])
                    copy._tables[table].Add(key.ToArray(), value.ToArray());
            }
            return copy;
        }
    }

    /// <summary>The process dies now: what the old one still does after this moment is neither stored nor acknowledged.</summary>
    public MemoryStore Kill()
    {
        lock (_gate)
        {
            HasCrashed = true;
            return Copy();
        }
    }

    public void Wipe(Table table) => _tables[(int)table].Clear();

    public int Count(Table table) => _tables[(int)table].Count;

    public IReadOnlyList<(byte[] Key, byte[] Value)> Everything() =>
        [.. _tables.SelectMany(table => table.Select(pair => (pair.Key, pair.Value)))];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Refuse()
    {
        if (HasCrashed)
            throw new OperationCanceledException("The process is dead.");
    }

    private void Die()
    {
        HasCrashed = true;
        throw new OperationCanceledException("The process is dead.");
    }

    private static SortedDictionary<byte[], byte[]>[] New() =>
        [.. Enumerable.Range(0, 16).Select(_ => new SortedDictionary<byte[], byte[]>(new Bytes()))];
}

internal enum CrashPoint
{
    Never,
    BeforeCommit,
    AfterCommit,
}
