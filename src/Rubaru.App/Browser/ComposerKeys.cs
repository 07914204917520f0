using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Called by composer-field.js for keys of the message field that mean something beside text.</summary>
public sealed class ComposerKeys(Func<Task> editLast, Func<Task> cancel)
{
    /// <summary>Arrow up in an empty field.</summary>
    [JSInvokable]
    public Task EditLast() => editLast();

    /// <summary>Escape.</summary>
    [JSInvokable]
    public Task Cancel() => cancel();
}
