using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Installing as an app, where the browser offers it to pages. Nothing is shown where it does not.</summary>
public sealed class AppInstall(IJSRuntime js) : IDisposable
{
    private readonly BrowserModule _module = new(js, "app-install");
    private DotNetObjectReference<AppInstall>? _reference;

    /// <summary><see cref="IsPossible"/> is another than before.</summary>
    public event Action? Changed;

    public bool IsPossible { get; private set; }

    public async Task StartAsync()
    {
        _reference ??= DotNetObjectReference.Create(this);
        await _module.CallAsync("start", _reference);
    }

    /// <summary>"Install": the browser asks the person itself.</summary>
    public Task InstallAsync() => _module.CallAsync("install");

    [JSInvokable]
    public void OnPossible(bool possible)
    {
        IsPossible = possible;
        Changed?.Invoke();
    }

    public void Dispose() => _reference?.Dispose();
}
