using System.Diagnostics.CodeAnalysis;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>One JavaScript module of this library, imported at its first use.</summary>
internal sealed class BrowserModule(IJSRuntime js, string name)
{
    private Task<IJSObjectReference>? _module;

    internal Task<IJSObjectReference> LoadAsync() =>
        _module ??= js.InvokeAsync<IJSObjectReference>("import", $"./_content/Rubaru.App/js/{name}.js").AsTask();

    /// <summary>For calls that must not wait: possible where .NET runs in the page itself.</summary>
    internal async Task<IJSInProcessObjectReference> LoadInProcessAsync() =>
        (IJSInProcessObjectReference)await LoadAsync();

    internal async Task<T> CallAsync<[DynamicallyAccessedMembers(InProcess.Json)] T>(
        string function,
        params object?[] arguments
    ) => await (await LoadAsync()).InvokeAsync<T>(function, arguments);

    internal async Task CallAsync(string function, params object?[] arguments) =>
        await (await LoadAsync()).InvokeVoidAsync(function, arguments);
}
