using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>The scrolling of one message list: message-window.js keeps what is read in its place and tells when an end is near.</summary>
public sealed class MessageWindow(IJSRuntime js) : IAsyncDisposable
{
    private readonly BrowserModule module = new(js, "message-window");
    private Task watching = Task.CompletedTask;
    private IJSObjectReference? watch;
    private DotNetObjectReference<MessageWindow>? self;

    /// <summary>The latest end of what is drawn is on the screen, or left it.</summary>
    public Func<bool, Task> Latest { get; set; } = _ => Task.CompletedTask;

    /// <summary>The oldest end of what is drawn is near.</summary>
    public Func<bool, Task> Oldest { get; set; } = _ => Task.CompletedTask;

    /// <summary>The latest end of what is drawn is near.</summary>
    public Func<bool, Task> Newest { get; set; } = _ => Task.CompletedTask;

    /// <summary>Places of what is searched for, as start and length in turn.</summary>
    public Func<string, IEnumerable<(int Start, int Length)>> Found { get; set; } = _ => [];

    public Task WatchAsync(ElementReference scroller, ElementReference oldest, ElementReference latest)
    {
        self = DotNetObjectReference.Create(this);
        return watching = WatchAsync();

        async Task WatchAsync() =>
            watch = await module.CallAsync<IJSObjectReference>("watch", scroller, oldest, latest, self);
    }

    public Task AgainAsync() => CallAsync("again");

    public Task ToLatestAsync() => CallAsync("toLatest");

    public Task ToUnreadAsync() => CallAsync("toUnread");

    /// <param name="id">As in <c>data-id</c>.</param>
    public async Task ShowAsync(string id, bool flash)
    {
        // A chat may open at a message: the module is still on its way then.
        await watching;
        await CallAsync("show", id, flash);
    }

    /// <summary>Marks what is searched for in every message that is drawn, now and later.</summary>
    public Task MarkAsync(bool on) => CallAsync("mark", on);

    [JSInvokable]
    public Task LatestSeen(bool seen) => Latest(seen);

    [JSInvokable]
    public Task OldestSeen(bool seen) => Oldest(seen);

    [JSInvokable]
    public Task NewestSeen(bool seen) => Newest(seen);

    [JSInvokable]
    public int[][] Find(string[] texts) =>
        [.. texts.Select(text => Found(text).SelectMany(place => (int[])[place.Start, place.Length]).ToArray())];

    public async ValueTask DisposeAsync()
    {
        try
        {
            await CallAsync("dispose");
            if (watch is not null)
            {
                await watch.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone and its observers with it.
        }

        self?.Dispose();
    }

    private Task CallAsync(string function, params object?[] arguments) =>
        watch?.InvokeVoidAsync(function, arguments).AsTask() ?? Task.CompletedTask;
}
