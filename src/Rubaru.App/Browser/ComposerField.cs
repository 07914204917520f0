using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>What keys mean in the field that messages are written in, and when it takes the focus.</summary>
public sealed class ComposerField(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "composer-field");

    /// <summary>Enter sends the form where there is a keyboard; Shift+Enter and input methods keep their Enter.</summary>
    public Task SendOnEnterAsync(ElementReference textArea) => module.CallAsync("sendOnEnter", textArea);

    /// <summary>Arrow up in the empty field, and Escape.</summary>
    public Task WatchKeysAsync(ElementReference textArea, DotNetObjectReference<ComposerKeys> keys) =>
        module.CallAsync("watchKeys", textArea, keys);

    /// <summary>Only where there is a keyboard: on a touch screen one would rise over half of what is there to read.</summary>
    public Task FocusForKeyboardAsync(ElementReference field) => module.CallAsync("focusForKeyboard", field);
}
