namespace Rubaru.Client.Storage;

/// <summary>One change of a transaction. <see cref="Value"/> <c>null</c> deletes the record.</summary>
/// <param name="Key">Ordered bytewise within its table.</param>
/// <param name="Value">Sealed by <see cref="Vault"/> before it comes here (protocol section 11).</param>
public readonly record struct Change(Table Table, byte[] Key, byte[]? Value);

public readonly record struct StoredRecord(byte[] Key, byte[] Value);

/// <summary>Thrown by <see cref="IStore.CommitAsync"/> when nothing was written because the device has no room left.</summary>
public sealed class StorageFullException(string message) : Exception(message);

/// <summary>
/// Ordered tables of bytes with atomic transactions: IndexedDB in the browser, memory in tests, a file for a terminal.
/// Opened under an exclusive lock; a second opener gets <see cref="StoreInUseException"/>.
/// </summary>
public interface IStore : IAsyncDisposable
{
    Task<byte[]?> ReadAsync(Table table, byte[] key);

    /// <summary>At most <paramref name="limit"/> records with from &lt;= key &lt; to, ascending or descending.</summary>
    Task<IReadOnlyList<StoredRecord>> ReadRangeAsync(Table table, byte[]? from, byte[]? to, int limit, bool descending);

    /// <summary>All or nothing, and durable when it returns ("strict" durability in the browser).</summary>
    Task CommitAsync(IReadOnlyList<Change> changes);

    /// <summary>Removes every record of every table ("Erase everything on this device").</summary>
    Task EraseAsync();
}

/// <summary>Another tab or process owns the profile.</summary>
public sealed class StoreInUseException() : Exception("The profile is open elsewhere.");
