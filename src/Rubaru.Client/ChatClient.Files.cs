namespace Rubaru.Client;

/// <summary>Sealed copies of files that no chat knows.</summary>
public sealed partial class ChatClient
{
    private bool _orphansDropped;

    /// <returns>Bytes that a file may still have on this device; <c>null</c> where nobody says.</returns>
    public Task<long?> RoomForFilesAsync() =>
        _engine.Thread.RunAsync(async () =>
            _engine.Platform.Files is { } store && await store.RoomAsync() is { } room
                ? Math.Max(0, room - Files.FileLimits.RoomKept)
                : (long?)null
        );

    /// <summary>Whether files can leave and come here.</summary>
    public bool TakesFiles => _engine.Platform.Files is not null;

    /// <summary>Copies whose message was never committed, because the page ended first, or that could not be removed.</summary>
    /// <remarks>Once, with the first upkeep: the start of the app does not wait for a look at the disk.</remarks>
    private async Task DropOrphansAsync()
    {
        if (_orphansDropped || _engine.Platform.Files is not { } store)
            return;
        foreach (var name in await store.ListAsync())
        {
            // Asked anew for each: meanwhile one may have been committed, or the profile locked, which then knows none.
            if (!_engine.IsOpen || _engine.Stopping.IsCancellationRequested)
                return;
            if (!_engine.Sealing.Contains(name) && !IsNeeded(name))
                await store.DeleteAsync(name);
        }
        _orphansDropped = true;
    }

    private bool IsNeeded(UInt128 name) =>
        _engine
            .Conversations.Values.SelectMany(conversation => conversation.Files.All)
            .Any(transfer => transfer.Secret.Name == name && (!transfer.IsOver || transfer.IsHere));

    private async Task EraseFilesAsync()
    {
        try
        {
            if (_engine.Platform.Files is { } store)
                await store.EraseAsync().WaitAsync(Files.FileLimits.Erase, _engine.Time);
        }
        catch (Exception exception)
        {
            // Their keys went with the profile: what is left cannot be opened.
            _engine.Report(exception);
        }
    }
}
