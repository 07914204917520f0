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
        _orphansDropped = true;
        var found = await store.ListAsync();
        var known = _engine
            .Conversations.Values.SelectMany(conversation => conversation.Files.All)
            .Select(transfer => transfer.Secret.Name)
            .ToHashSet();
        foreach (var name in found.Where(name => !known.Contains(name) && !_engine.Sealing.Contains(name)))
            await store.DeleteAsync(name);
    }

    private async Task EraseFilesAsync()
    {
        try
        {
            if (_engine.Platform.Files is { } store)
                await store.EraseAsync();
        }
        catch (Exception exception)
        {
            // Their keys go with the profile: what is left cannot be opened. Nothing may keep that from going.
            _engine.Report(exception);
        }
    }
}
