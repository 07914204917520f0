using System.Security.Cryptography;

namespace Rubaru.Client.Storage;

/// <summary>
/// What one step of the engine changes: all records are committed together, and only then the memory follows.
/// A failed commit leaves both as they were.
/// </summary>
internal sealed class Transaction(Vault vault, IStore store, ulong version)
{
    private readonly List<Change> _changes = [];
    private readonly List<Action> _after = [];

    public bool IsEmpty => _changes.Count == 0 && _after.Count == 0;

    /// <summary>Seals the record and wipes it.</summary>
    public void Put(Table table, byte[] key, byte[] record)
    {
        _changes.Add(new Change(table, key, vault.Seal(table, key, version, record)));
        CryptographicOperations.ZeroMemory(record);
    }

    public void Delete(Table table, byte[] key) => _changes.Add(new Change(table, key, null));

    /// <summary>A change that is not sealed: slots and the schema number.</summary>
    public void Add(Change change) => _changes.Add(change);

    /// <summary>Runs when the changes are durable, in the order added.</summary>
    public void After(Action action) => _after.Add(action);

    /// <summary>The memory follows; runs before everything of <see cref="After"/>, which may look at it.</summary>
    public void Follow(Action action) => _after.Insert(0, action);

    public async Task CommitAsync()
    {
        if (_changes.Count > 0)
            await store.CommitAsync(_changes);
        foreach (var action in _after)
            action();
    }
}
