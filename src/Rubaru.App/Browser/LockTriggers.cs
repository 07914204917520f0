using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>What the person does with the page, as far as the lock cares: touches it, asks to lock it, looks away.</summary>
public sealed class LockTriggers(IJSRuntime js) : IAsyncDisposable
{
    private readonly BrowserModule _module = new(js, "lock-triggers");
    private DotNetObjectReference<LockTriggers>? _reference;

    /// <summary>A pointer or a key; told every five seconds at most.</summary>
    public event Action? Touched;

    /// <summary>Ctrl+Shift+L, or Command+Shift+L.</summary>
    public event Action? Asked;

    /// <summary>The keys of <see cref="Asked"/> as this system writes them, once it is watched for them.</summary>
    public string Shortcut { get; private set; } = "Ctrl+Shift+L";

    /// <param name="veiled">The page is blurred while it is in the background.</param>
    public async Task WatchAsync(bool veiled)
    {
        _reference ??= DotNetObjectReference.Create(this);
        Shortcut = await _module.CallAsync<string>("watch", _reference, veiled);
    }

    public Task UnwatchAsync() => _reference is null ? Task.CompletedTask : _module.CallAsync("unwatch");

    [JSInvokable]
    public void OnTouch() => Touched?.Invoke();

    [JSInvokable]
    public void OnShortcut() => Asked?.Invoke();

    public async ValueTask DisposeAsync()
    {
        await UnwatchAsync();
        _reference?.Dispose();
        _reference = null;
    }
}
