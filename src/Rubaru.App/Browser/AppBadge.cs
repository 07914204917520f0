using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>The number on the icon of the installed app.</summary>
public sealed class AppBadge(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "app-badge");

    /// <param name="count">0 removes it.</param>
    public Task ShowAsync(int count) => _module.CallAsync("show", count);
}
