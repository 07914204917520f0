using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>A file that is written piece by piece, read back, and only then given to the person.</summary>
internal sealed class BackupFile(IJSObjectReference file) : IAsyncDisposable
{
    /// <summary>Larger backups have to come in parts; nobody has one.</summary>
    public const long MostBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>What the file chooser offers first.</summary>
    public const string Extension = ".rubaru";

    public static async Task<BackupFile> CreateAsync(IJSRuntime js) =>
        new(await new BrowserModule(js, "backup-file").CallAsync<IJSObjectReference>("create"));

    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => file.InvokeVoidAsync("append", bytes.ToArray()).AsTask();

    public async Task<Stream> ReadAsync()
    {
        var written = await file.InvokeAsync<IJSStreamReference>("read");
        return await written.OpenReadStreamAsync(MostBytes);
    }

    public Task SaveAsync(string name) => file.InvokeVoidAsync("save", name).AsTask();

    public async ValueTask DisposeAsync()
    {
        await file.InvokeVoidAsync("drop");
        await file.DisposeAsync();
    }
}
