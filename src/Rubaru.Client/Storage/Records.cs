using Rubaru.E2ee;

namespace Rubaru.Client.Storage;

/// <summary>Reads and opens sealed records; writing goes through <see cref="Transaction"/>.</summary>
internal sealed class Records(Vault vault, IStore store)
{
    private ReadAhead? _ahead;

    /// <summary>These tables are read whole, now, and answer from memory until <see cref="EndReadAhead"/>.</summary>
    public async Task ReadAheadAsync(params IReadOnlyList<Table> tables) =>
        _ahead = await ReadAhead.OfAsync(store, tables);

    public void EndReadAhead() => _ahead = null;

    public async Task<CborMap?> ReadAsync(Table table, byte[] key)
    {
        var value = _ahead?.Has(table) == true ? _ahead.Read(table, key) : await store.ReadAsync(table, key);
        return value is null ? null : Open(table, key, value);
    }

    public async Task<bool> HasAsync(Table table, byte[] key) => await store.ReadAsync(table, key) is not null;

    public async Task<IReadOnlyList<(byte[] Key, CborMap Record)>> ReadRangeAsync(
        Table table,
        byte[]? from = null,
        byte[]? to = null,
        int limit = int.MaxValue,
        bool descending = false
    )
    {
        var stored =
            _ahead?.Has(table) == true
                ? _ahead.ReadRange(table, from, to, limit, descending)
                : await store.ReadRangeAsync(table, from, to, limit, descending);
        return [.. stored.Select(record => (record.Key, Open(table, record.Key, record.Value)))];
    }

    /// <summary>Opened and not parsed, for a backup. Whoever gets it wipes it.</summary>
    public async Task<byte[]?> ReadPlainAsync(Table table, byte[] key) =>
        await store.ReadAsync(table, key) is { } value ? vault.Open(table, key, value) : null;

    public async Task<IReadOnlyList<(byte[] Key, byte[] Record)>> ReadPlainAsync(
        Table table,
        byte[]? from = null,
        byte[]? to = null,
        int limit = int.MaxValue
    ) =>
        [
            .. (await store.ReadRangeAsync(table, from, to, limit, false)).Select(record =>
                (record.Key, vault.Open(table, record.Key, record.Value))
            ),
        ];

    /// <summary>Records whose keys begin with <paramref name="prefix"/>.</summary>
    public Task<IReadOnlyList<(byte[] Key, CborMap Record)>> ReadPrefixAsync(Table table, byte[] prefix) =>
        ReadRangeAsync(table, prefix, After(prefix));

    public async Task DeletePrefixAsync(Transaction transaction, Table table, byte[] prefix)
    {
        foreach (var record in await store.ReadRangeAsync(table, prefix, After(prefix), int.MaxValue, false))
            transaction.Delete(table, record.Key);
    }

    /// <summary>The opaque name of a contact in keys.</summary>
    public byte[] Contact(Fingerprint peer) => vault.Index("contact"u8, peer.ToBytes());

    public byte[] Name(ReadOnlySpan<byte> label, ReadOnlySpan<byte> name) => vault.Index(label, name);

    /// <summary>The first key after all keys with this prefix.</summary>
    public static byte[]? After(byte[] prefix)
    {
        var next = prefix.ToArray();
        for (var i = next.Length - 1; i >= 0; i--)
        {
            if (++next[i] != 0)
                return next[..(i + 1)];
        }
        return null;
    }

    private CborMap Open(Table table, byte[] key, byte[] value) =>
        CborMap.TryRead(vault.Open(table, key, value))
        ?? throw new VaultException($"A record of {table} cannot be read.");
}
