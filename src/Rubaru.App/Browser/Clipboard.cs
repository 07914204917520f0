using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

public sealed class Clipboard(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "clipboard");

    /// <returns><c>false</c> when the browser refused.</returns>
    public Task<bool> CopyAsync(string text) => _module.CallAsync<bool>("copy", text);
}
