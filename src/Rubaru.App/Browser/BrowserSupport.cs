using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>What the browser lacks, each under a name that the page can put into a sentence.</summary>
public sealed class BrowserSupport(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "browser-support");

    /// <returns>
    /// Of: secure-context, webrtc, indexeddb, web-locks, web-crypto. Only the first in a page that is neither HTTPS nor
    /// localhost, because the browser then hides the others too.
    /// </returns>
    public async Task<IReadOnlyList<string>> MissingAsync() => await _module.CallAsync<string[]>("missing");
}
