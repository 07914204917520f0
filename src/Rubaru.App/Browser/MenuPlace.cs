using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Where a menu stands.</summary>
public sealed class MenuPlace(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "menu-place");

    /// <summary>Puts a menu below or above what it belongs to, within the window.</summary>
    /// <param name="atStart">Their beginnings stand in one line, not their ends.</param>
    public Task PlaceAsync(ElementReference menu, ElementReference beside, bool atStart = false) =>
        module.CallAsync("place", menu, beside, atStart);
}
