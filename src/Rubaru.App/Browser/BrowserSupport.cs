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

    /// <returns>
    /// Why this browser will not keep what is stored: ios-tab, private, or nothing that can be known. Chromium and its
    /// relatives do not let a page know that its window is private.
    /// </returns>
    public async Task<string> ForgetsAsync() => await _module.CallAsync<string>("forgets");
}
