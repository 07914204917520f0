using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>What concerns the window as a whole: keys that work everywhere, the on-screen keyboard, dragged and pasted files.</summary>
public sealed class AppFrame(IJSRuntime js) : IAsyncDisposable
{
    private readonly BrowserModule module = new(js, "app-frame");
    private DotNetObjectReference<AppFrame>? self;

    /// <summary>Ctrl+K: "k"; Ctrl+F in a chat: "f". On a Mac with the command key.</summary>
    public event Action<string>? Pressed;

    /// <summary>A file was dropped or pasted.</summary>
    public event Action? Offered;

    public async Task StartAsync()
    {
        self ??= DotNetObjectReference.Create(this);
        await module.CallAsync("watch", self);
    }

    [JSInvokable]
    public void Press(string key) => Pressed?.Invoke(key);

    [JSInvokable]
    public void Offer() => Offered?.Invoke();

    public async ValueTask DisposeAsync()
    {
        if (self is not null)
        {
            await module.CallAsync("unwatch");
            self.Dispose();
            self = null;
        }
    }
}
