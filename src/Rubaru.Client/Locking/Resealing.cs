using Rubaru.Client.Storage;

namespace Rubaru.Client.Locking;

/// <summary>
/// Seals every record anew after the master key was renewed (decision 23): page after page, each in a transaction of its own
/// under the writer's lock. Both keys open records until the last page is committed and the key of before is forgotten, so it
/// may end anywhere and begin again.
/// </summary>
internal sealed class Resealing(Engine engine)
{
    private Task? _running;

    /// <summary>Returns when every record is sealed under the master key of now.</summary>
    /// <exception cref="OperationCanceledException">The engine was closed before.</exception>
    /// <exception cref="StorageFullException">No room; what was done stays done.</exception>
    public Task RunAsync()
    {
        if (_running is null or { IsCompleted: true })
            _running = ResealAsync();
        return _running;
    }

    private async Task ResealAsync()
    {
        if (!engine.IsOpen || !engine.Vault.IsRenewing)
            return;
        foreach (var table in Enum.GetValues<Table>())
        {
            // The slots are not sealed by the master key.
            var from = table == Table.Vault ? null : Array.Empty<byte>();
            while (from is not null)
                from = await PageAsync(table, from);
        }
        using var held = await engine.Lock.EnterAsync();
        engine.Stopping.ThrowIfCancellationRequested();
        var transaction = engine.Begin();
        transaction.Add(Vault.Forget());
        transaction.After(engine.Vault.Renewed);
        await engine.CommitAsync(transaction);
    }

    /// <returns>Where the next page begins; <c>null</c> after the last.</returns>
    private async Task<byte[]?> PageAsync(Table table, byte[] from)
    {
        using var held = await engine.Lock.EnterAsync();
        engine.Stopping.ThrowIfCancellationRequested();
        var page = await engine.Platform.Store.ReadRangeAsync(table, from, null, Limits.ResealPage, descending: false);
        var transaction = engine.Begin();
        foreach (var (key, value) in page)
        {
            if (engine.Vault.TryReseal(table, key, value) is { } resealed)
                transaction.Add(new Change(table, key, resealed));
        }
        await engine.CommitAsync(transaction);
        return page.Count < Limits.ResealPage ? null : [.. page[^1].Key, 0];
    }
}
