namespace Rubaru.Client.Storage;

/// <summary>
/// Whole tables, read at once while a profile opens: a read for every part of every contact would cost a turn of the
/// browser each. Sealed as they are stored. Nothing is written meanwhile, so nothing here can be out of date.
/// </summary>
internal sealed class ReadAhead
{
    private readonly Dictionary<Table, StoredRecord[]> _tables = [];

    public static async Task<ReadAhead> OfAsync(IStore store, IReadOnlyList<Table> tables)
    {
        var reading = tables.Select(table => store.ReadRangeAsync(table, null, null, int.MaxValue, false)).ToArray();
        await Task.WhenAll(reading);
        var ahead = new ReadAhead();
        for (var i = 0; i < reading.Length; i++)
            ahead._tables.Add(tables[i], [.. await reading[i]]);
        return ahead;
    }

    public bool Has(Table table) => _tables.ContainsKey(table);

    public byte[]? Read(Table table, byte[] key)
    {
        var records = _tables[table];
        var at = IndexOf(records, key);
        return at < records.Length && records[at].Key.AsSpan().SequenceEqual(key) ? records[at].Value : null;
    }

    /// <summary>As <see cref="IStore.ReadRangeAsync"/>.</summary>
    public IReadOnlyList<StoredRecord> ReadRange(Table table, byte[]? from, byte[]? to, int limit, bool descending)
    {
        var records = _tables[table];
        var start = from is null ? 0 : IndexOf(records, from);
        var end = to is null ? records.Length : IndexOf(records, to);
        var count = Math.Max(0, Math.Min(end - start, limit));
        var found = descending ? records[(end - count)..end] : records[start..(start + count)];
        if (descending)
            Array.Reverse(found);
        return found;
    }

    /// <summary>Of the first record that is not before this key.</summary>
    private static int IndexOf(StoredRecord[] records, byte[] key)
    {
        var (low, high) = (0, records.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (records[middle].Key.AsSpan().SequenceCompareTo(key) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
