using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Native dialogs: the focus goes in, stays, and comes back.</summary>
public sealed class Dialogs(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "dialogs");

    /// <summary>Shows it as modal, so that the rest is inert and Escape closes it; one that may dock stands beside the chat where there is room.</summary>
    public Task OpenAsync(ElementReference dialog) => module.CallAsync("open", dialog);

    /// <summary>Closes it and gives the focus back to where it was.</summary>
    public Task CloseAsync(ElementReference dialog) => module.CallAsync("close", dialog);
}
