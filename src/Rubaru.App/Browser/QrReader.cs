using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Camera, picture files and pasted pictures, searched for a QR code. The scanner's video element is their key.</summary>
public sealed class QrReader(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "qr-reader");

    /// <summary>Pasted pictures are searched from now on.</summary>
    public Task WatchAsync(ElementReference video, DotNetObjectReference<QrWatcher> watcher) =>
        _module.CallAsync("watch", video, watcher);

    /// <summary>Ends everything of this scanner, the camera too.</summary>
    public Task UnwatchAsync(ElementReference video) => _module.CallAsync("unwatch", video);

    /// <summary>Asks for the camera and searches what it sees until a code is found.</summary>
    public async Task<ScanState> StartAsync(ElementReference video, DotNetObjectReference<QrWatcher> watcher) =>
        await _module.CallAsync<string>("start", video, watcher) switch
        {
            "running" => ScanState.Running,
            "stopped" => ScanState.Idle,
            "NotAllowedError" or "SecurityError" => ScanState.Denied,
            "NotFoundError" or "OverconstrainedError" => ScanState.NoCamera,
            "NotReadableError" or "AbortError" => ScanState.Busy,
            "unsupported" => ScanState.Unsupported,
            _ => ScanState.Failed,
        };

    public Task StopAsync(ElementReference video) => _module.CallAsync("stop", video);

    /// <summary>Searches the file that was chosen; the answer goes to <paramref name="watcher"/>.</summary>
    public Task ReadFileAsync(ElementReference input, DotNetObjectReference<QrWatcher> watcher) =>
        _module.CallAsync("readFile", input, watcher);
}

/// <summary>What the scanner shows. Names as in <c>data-state</c>.</summary>
public enum ScanState
{
    Idle,
    Starting,
    Running,
    Searching,

    /// <summary>The person or the browser does not allow the camera.</summary>
    Denied,
    NoCamera,

    /// <summary>Another program has it.</summary>
    Busy,
    Unsupported,
    Failed,

    /// <summary>No code in the picture.</summary>
    Nothing,

    /// <summary>The file is no picture that this browser can show.</summary>
    NoPicture,
}
