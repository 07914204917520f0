using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>
/// The service worker that keeps the app for offline starts. A new version is fetched and waits; it takes over only when
/// the person says so, never silently.
/// </summary>
public sealed class AppUpdate(IJSRuntime js) : IDisposable
{
    private readonly BrowserModule _module = new(js, "app-update");
    private DotNetObjectReference<AppUpdate>? _reference;

    /// <summary><see cref="IsReady"/> became <c>true</c>.</summary>
    public event Action? Changed;

    /// <summary>A new version waits.</summary>
    public bool IsReady { get; private set; }

    public async Task StartAsync()
    {
        _reference ??= DotNetObjectReference.Create(this);
        await _module.CallAsync("start", _reference);
    }

    /// <summary>"Update": the waiting version takes over and the page loads again.</summary>
    public Task ApplyAsync() => _module.CallAsync("apply");

    [JSInvokable]
    public void OnReady()
    {
        IsReady = true;
        Changed?.Invoke();
    }

    public void Dispose() => _reference?.Dispose();
}
