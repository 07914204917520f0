using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>What only the browser can do with the page itself: modal dialogs, scrolling, the tab's title, the theme.</summary>
public sealed class Screen(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "screen");

    /// <summary>Shows a dialog as modal: the rest is inert, focus moves in, Escape closes.</summary>
    public Task OpenAsync(ElementReference dialog) => module.CallAsync("open", dialog);

    /// <summary>Closes it and gives the focus back to where it was.</summary>
    public Task CloseAsync(ElementReference dialog) => module.CallAsync("close", dialog);

    /// <summary>Enter sends the form where there is a keyboard; Shift+Enter and input methods keep their Enter.</summary>
    public Task SendOnEnterAsync(ElementReference textArea) => module.CallAsync("sendOnEnter", textArea);

    /// <summary>Arrow up in the empty field, and Escape.</summary>
    public Task WatchKeysAsync(ElementReference textArea, DotNetObjectReference<ComposerKeys> keys) =>
        module.CallAsync("watchKeys", textArea, keys);

    /// <summary>Arrows up and down choose from what is listed below the field; the caret stays where it is.</summary>
    public Task KeepCaretAsync(ElementReference field) => module.CallAsync("keepCaret", field);

    /// <summary>Scrolls as little as is needed to see the element of that id.</summary>
    public Task IntoViewAsync(string id) => module.CallAsync("intoView", id);

    /// <summary>Only where there is a keyboard: on a touch screen one would rise over half of what is there to read.</summary>
    public Task FocusForKeyboardAsync(ElementReference field) => module.CallAsync("focusForKeyboard", field);

    public Task SetTitleAsync(string title) => module.CallAsync("setTitle", title);

    /// <summary>"system", "light" or "dark": kept on this device and applied before the app starts the next time.</summary>
    public Task SetThemeAsync(string theme) => module.CallAsync("setTheme", theme);

    /// <summary>The choice goes with everything else that a person erases.</summary>
    public Task ForgetThemeAsync() => module.CallAsync("forgetTheme");

    public Task<string> ThemeAsync() => module.CallAsync<string>("theme");

    /// <summary>Returns when what was drawn is on the screen: before work that would keep the page from drawing it.</summary>
    public Task PaintedAsync() => module.CallAsync("painted");

    public Task BackAsync() => module.CallAsync("back");

    /// <summary>Puts a menu below or above what it belongs to, within the window.</summary>
    /// <param name="atStart">Their beginnings stand in one line, not their ends.</param>
    public Task PlaceAsync(ElementReference menu, ElementReference beside, bool atStart = false) =>
        module.CallAsync("place", menu, beside, atStart);
}
