using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.JSInterop;
using Rubaru.Client.Files;
using Rubaru.Client.Storage;

namespace Rubaru.App.Browser;

/// <summary>
/// Sealed copies of files in the origin private file system (file-store.js). A worker with a libsodium of its own seals,
/// opens and hashes, so that the page's one thread stays free.
/// </summary>
public sealed class BrowserFileStore : IFileStore
{
    /// <summary>Told by file-store.js; the numbers are the seam.</summary>
    private enum Outcome
    {
        Done = 0,
        Refused = 1,
        Full = 2,
        Changed = 3,
        Stopped = 4,
    }

    private readonly BrowserModule _module;
    private Task<IJSObjectReference>? _opened;

    private BrowserFileStore(IJSRuntime js) => _module = new BrowserModule(js, "file-store");

    /// <summary>Opens nothing yet: most visits have no file.</summary>
    /// <returns><c>null</c>: this browser has no place for files.</returns>
    public static async Task<BrowserFileStore?> FindAsync(IJSRuntime js) =>
        await new BrowserModule(js, "browser-support").CallAsync<bool>("takesFiles") ? new BrowserFileStore(js) : null;

    public async Task<long?> RoomAsync() =>
        await CallAsync<double>("room") is var room and >= 0 ? (long)Math.Min(room, 1e15) : null;

    public async Task<byte[]> SealAsync(
        FileSecret secret,
        IFileSource source,
        Action<long> progress,
        CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        var file = source as ChosenFile ?? throw new ArgumentException("Not a file of this page.", nameof(source));
        using var told = DotNetObjectReference.Create(new SealProgress(progress));
        // The worker stops within its next two megabytes; that it came too late is no fault.
        await using var stopping = stop.Register(() => _ = DoAsync("stopSealing", Name(secret)));
        var answer = await CallAsync<byte[]>("seal", Name(secret), secret.Key, secret.Nonce, file.Id, told);
        if (stop.IsCancellationRequested)
        {
            await DeleteAsync(secret.Name);
            stop.ThrowIfCancellationRequested();
        }

        return Check((Outcome)answer[0]) ? answer[1..] : throw new FileChangedException();
    }

    public async Task<long> CountAsync(FileSecret secret, long size)
    {
        var length = (long)await CallAsync<double>("length", Name(secret));
        return new FileSize(size).Held(length);
    }

    public async Task<byte[]?> ReadAsync(FileSecret secret, long size, long chunk, int count) =>
        await CallAsync<byte[]>("read", Name(secret), size, chunk, count) is { Length: > 0 } boxes ? boxes : null;

    public async Task<bool> WriteAsync(FileSecret secret, long size, long chunk, byte[] boxes) =>
        Check((Outcome)await CallAsync<int>("write", Name(secret), secret.Key, secret.Nonce, size, chunk, boxes));

    public async Task<FileBytes?> FetchAsync(FileSecret secret, long size, long chunk, int count) =>
        await CallAsync<int>("fetch", Name(secret), size, chunk, count) is not 0 and var held
            ? FileBytes.HeldAs(held, 0, new FileSize(size).BoxesOf(chunk, count))
            : default(FileBytes?);

    public async Task<bool> StoreAsync(FileSecret secret, long size, long chunk, IReadOnlyList<FileBytes> parts)
    {
        var (key, nonce, names) = (secret.Key, secret.Nonce, PieceBatch.Name(parts));
        return Check((Outcome)await CallAsync<int>("store", Name(secret), key, nonce, size, chunk, names));
    }

    public void Forget(IReadOnlyList<FileBytes> parts)
    {
        if (parts.Count > 0)
        {
            _ = DoAsync("forget", PieceBatch.Name(parts));
        }
    }

    public async Task<FileCheck> CheckAsync(FileSecret secret, long size)
    {
        var answer = await CallAsync<string[]>("check", Name(secret), secret.Key, secret.Nonce, size);
        var chunks = long.Parse(answer[0], CultureInfo.InvariantCulture);
        return new FileCheck(chunks, answer.Length > 1 ? Convert.FromHexString(answer[1]) : null);
    }

    public async Task<byte[]?> HeadAsync(FileSecret secret, long size) =>
        await CallAsync<byte[]>("head", Name(secret), secret.Key, secret.Nonce, size, ImageSize.HeadBytes)
            is { Length: > 0 } head
            ? head
            : null;

    public Task<bool> SaveAsync(FileSecret secret, long size, string name) =>
        CallAsync<bool>("save", Name(secret), secret.Key, secret.Nonce, size, name);

    public async Task<string?> DrawAsync(FileSecret secret, long size) =>
        await CallAsync<string>("draw", Name(secret), secret.Key, secret.Nonce, size) is { Length: > 0 } url
            ? url
            : null;

    public async Task<string?> ListenAsync(FileSecret secret, long size) =>
        await CallAsync<string>("listen", Name(secret), secret.Key, secret.Nonce, size) is { Length: > 0 } url
            ? url
            : null;

    public void Undraw(string address) => _ = DoAsync("undraw", address);

    public Task DeleteAsync(UInt128 name) => DoAsync("delete", Name(name));

    public async Task<IReadOnlyList<UInt128>> ListAsync() =>
        [
            .. (await CallAsync<string[]>("list"))
                .Select(name =>
                    UInt128.TryParse(name, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : (UInt128?)null
                )
                .OfType<UInt128>(),
        ];

    public Task EraseAsync() => DoAsync("erase");

    public async ValueTask DisposeAsync()
    {
        if (_opened is not null)
        {
            await DoAsync("close");
            await (await _opened).DisposeAsync();
        }
    }

    private static string Name(FileSecret secret) => Name(secret.Name);

    private static string Name(UInt128 name) => name.ToString("x32", CultureInfo.InvariantCulture);

    private static bool Check(Outcome outcome) =>
        outcome switch
        {
            Outcome.Full => throw new StorageFullException("The browser gives this site no more room."),
            Outcome.Changed => throw new FileChangedException(),
            Outcome.Stopped => throw new OperationCanceledException("Sealing was stopped."),
            _ => outcome == Outcome.Done,
        };

    private Task<IJSObjectReference> OpenAsync() => _opened ??= _module.CallAsync<IJSObjectReference>("open");

    private async Task<T> CallAsync<[DynamicallyAccessedMembers(InProcess.Json)] T>(
        string function,
        params object?[] arguments
    ) => await (await OpenAsync()).InvokeAsync<T>(function, arguments);

    private async Task DoAsync(string function, params object?[] arguments) =>
        await (await OpenAsync()).InvokeVoidAsync(function, arguments);
}
