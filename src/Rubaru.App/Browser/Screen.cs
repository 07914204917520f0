using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>The page as a whole: its title, its history, what has the focus, and when it was drawn.</summary>
public sealed class Screen(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "screen");

    public Task SetTitleAsync(string title) => module.CallAsync("setTitle", title);

    /// <summary>Returns when what was drawn is on the screen: before work that would keep the page from drawing it.</summary>
    public Task PaintedAsync() => module.CallAsync("painted");

    public Task BackAsync() => module.CallAsync("back");

    /// <summary>Gives the focus to the first element of that CSS selector; nothing happens where there is none.</summary>
    public Task FocusAsync(string selector) => module.CallAsync("focus", selector);
}
