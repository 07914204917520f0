using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>A field whose arrow keys go through the options that are listed below it.</summary>
public sealed class OptionsField(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "options-field");

    /// <summary>Arrows up and down and Enter choose from what is listed below the field, and do nothing else.</summary>
    public Task OwnKeysAsync(ElementReference field) => module.CallAsync("ownKeys", field);

    /// <summary>Scrolls as little as is needed to see the element of that id.</summary>
    public Task IntoViewAsync(string id) => module.CallAsync("intoView", id);
}
