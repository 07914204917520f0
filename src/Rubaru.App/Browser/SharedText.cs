using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Text that another app shared to this one. The service worker holds it in memory until it is taken.</summary>
public sealed class SharedText(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "shared-text");

    /// <returns><c>null</c> when there is none (any more).</returns>
    public async Task<string?> TakeAsync() =>
        await _module.CallAsync<string>("take") is { Length: > 0 } text ? text : null;
}
