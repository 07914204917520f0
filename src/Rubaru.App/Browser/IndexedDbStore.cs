using System.Diagnostics.CodeAnalysis;
using Microsoft.JSInterop;
using Rubaru.Client.Storage;

namespace Rubaru.App.Browser;

/// <summary>
/// The profile's tables in IndexedDB, under the exclusive lock <c>rubaru-store</c> for the life of the tab (protocol
/// section 6, "One writer"). The lock alone is not enough at a takeover, because the old tab learns of it late: every
/// transaction also checks that the owner written into the database is still this tab.
/// </summary>
public sealed class IndexedDbStore : IStore
{
    /// <summary>Raised by indexed-db-store.js; the numbers are the seam.</summary>
    private enum Outcome
    {
        Done = 0,
        Full = 1,
        Lost = 2,
    }

    private readonly IJSObjectReference _store;
    private readonly DotNetObjectReference<StoreOwnership> _ownership;

    private IndexedDbStore(IJSObjectReference store, DotNetObjectReference<StoreOwnership> ownership)
    {
        _store = store;
        _ownership = ownership;
        ownership.Value.Lost += () => Lost?.Invoke();
    }

    /// <summary>Another tab took over: nothing can be read or written any more; the engine must stop.</summary>
    public event Action? Lost;

    public bool IsLost => _ownership.Value.IsLost;

    /// <param name="takeOver">"Use here": the tab that has it is told and loses it at once.</param>
    /// <exception cref="StoreInUseException">Another tab has it.</exception>
    public static async Task<IndexedDbStore> OpenAsync(IJSRuntime js, bool takeOver)
    {
        var module = new BrowserModule(js, "indexed-db-store");
        var ownership = DotNetObjectReference.Create(new StoreOwnership());
        try
        {
            var tables = Enum.GetValues<Table>().Select(table => (int)table).ToArray();
            var store = await module.CallAsync<IJSObjectReference?>("open", tables, takeOver, ownership);
            return new IndexedDbStore(store ?? throw new StoreInUseException(), ownership);
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    public async Task<byte[]?> ReadAsync(Table table, byte[] key)
    {
        var records = StorePacking.UnpackRecords(await CallAsync<byte[]>("read", (int)table, key));
        return records.Count == 0 ? null : records[0].Value;
    }

    public async Task<IReadOnlyList<StoredRecord>> ReadRangeAsync(
        Table table,
        byte[]? from,
        byte[]? to,
        int limit,
        bool descending
    ) =>
        limit <= 0
            ? []
            : StorePacking.UnpackRecords(await CallAsync<byte[]>("readRange", (int)table, from, to, limit, descending));

    public async Task CommitAsync(IReadOnlyList<Change> changes) =>
        Check((Outcome)await CallAsync<int>("commit", StorePacking.PackChanges(changes)));

    public async Task EraseAsync() => Check((Outcome)await CallAsync<int>("erase"));

    public async ValueTask DisposeAsync()
    {
        await _store.InvokeVoidAsync("close");
        await _store.DisposeAsync();
        _ownership.Dispose();
    }

    private async Task<T> CallAsync<[DynamicallyAccessedMembers(InProcess.Json)] T>(
        string function,
        params object?[] arguments
    )
    {
        if (IsLost)
        {
            throw new StoreInUseException();
        }

        return await _store.InvokeAsync<T>(function, arguments);
    }

    private void Check(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Done:
                return;
            case Outcome.Full:
                throw new StorageFullException("The browser gives this site no more room.");
            default:
                _ownership.Value.Lose();
                throw new StoreInUseException();
        }
    }
}
