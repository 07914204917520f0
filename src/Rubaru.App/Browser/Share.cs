using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>The system's share sheet, where there is one.</summary>
public sealed class Share(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "share");

    public Task<bool> IsAvailableAsync() => _module.CallAsync<bool>("available");

    /// <returns><c>false</c> when the person cancelled or the browser refused.</returns>
    public Task<bool> ShareAsync(string text, string url) => _module.CallAsync<bool>("share", text, url);
}
