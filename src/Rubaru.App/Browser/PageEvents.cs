using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>What happens to the page: hidden, shown, left, frozen, online, offline.</summary>
public sealed class PageEvents(IJSRuntime js) : IAsyncDisposable
{
    private readonly BrowserModule _module = new(js, "page-events");
    private DotNetObjectReference<PageEvents>? _reference;

    /// <summary>The page is closed, reloaded or frozen: the last moment to say bye. Only synchronous work gets done.</summary>
    public event Action? Left;

    /// <summary>The page became visible, came back from a freeze, or the network came back or is another one.</summary>
    public event Action? Woke;

    public event Action<bool>? HiddenChanged;

    public event Action<bool>? OnlineChanged;

    public bool Hidden { get; private set; }

    public bool Online { get; private set; } = true;

    public async Task StartAsync()
    {
        _reference ??= DotNetObjectReference.Create(this);
        await _module.CallAsync("watch", _reference);
    }

    [JSInvokable]
    public void OnLeave() => Left?.Invoke();

    [JSInvokable]
    public void OnResume() => Woke?.Invoke();

    [JSInvokable]
    public void OnVisibility(bool hidden)
    {
        if (Hidden == hidden)
        {
            return;
        }

        Hidden = hidden;
        HiddenChanged?.Invoke(hidden);
        if (!hidden)
        {
            Woke?.Invoke();
        }
    }

    [JSInvokable]
    public void OnNetwork(bool online)
    {
        if (Online == online)
        {
            return;
        }

        Online = online;
        OnlineChanged?.Invoke(online);
        if (online)
        {
            Woke?.Invoke();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reference is not null)
        {
            await _module.CallAsync("unwatch");
            _reference.Dispose();
            _reference = null;
        }
    }
}
