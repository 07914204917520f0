using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>The history of one chat, a page of 60 at a time. A new chat is a new instance (<c>@key</c> at the owner).</summary>
public sealed partial class MessageList : IAsyncDisposable
{
    private MessageActions actions = new();
    private ElementReference scroller;
    private ElementReference latestEnd;
    private ElementReference oldestEnd;
    private DotNetObjectReference<ScrollEnds>? watcher;
    private IJSObjectReference? watch;
    private List<HistoryLine> lines = [];
    private IReadOnlyList<Message> drawn = [];
    private UInt128? menuOf;
    private UInt128? firstUnread;
    private UInt128? newest;
    private int unreadAtOpen;
    private int arrived;
    private bool atLatest = true;
    private bool oldestInView;
    private bool loadingOlder;
    private bool opened;

    [Inject]
    internal Moments Moments { get; set; } = null!;

    [Inject]
    internal Screen Screen { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<Message> Messages { get; set; } = [];

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>How many were unread when the chat was opened, once its last page is loaded; looked at once.</summary>
    [Parameter]
    public int? Unread { get; set; }

    [Parameter]
    public bool HasOlder { get; set; }

    [Parameter, EditorRequired]
    public Func<Task> LoadOlder { get; set; } = () => Task.CompletedTask;

    /// <summary>The same object for the life of the list; looked at once.</summary>
    [Parameter, EditorRequired]
    public MessageActions Actions { get; set; } = new();

    public async Task ToLatestAsync()
    {
        await Screen.ScrollToLatestAsync(scroller);
        arrived = 0;
    }

    /// <summary>Brings a loaded message into view. <c>false</c>: it is not in the list.</summary>
    public Task<bool> ShowAsync(UInt128 id) => Screen.ScrollToMessageAsync(scroller, id.ToString("x32", null));

    public async ValueTask DisposeAsync()
    {
        if (watch is not null)
        {
            try
            {
                await watch.InvokeVoidAsync("dispose");
                await watch.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The page is gone and its observers with it.
            }
        }

        watcher?.Dispose();
    }

    protected override void OnInitialized() => actions = Actions with { OpenMenu = OpenMenu };

    protected override void OnParametersSet()
    {
        var first = !opened && Unread is not null;
        if (first)
        {
            opened = true;
            unreadAtOpen = Unread ?? 0;
            firstUnread = FirstUnread();
        }

        if (first || !drawn.SequenceEqual(Messages))
        {
            CountArrived();
            drawn = [.. Messages];
            lines = HistoryLine.Of(drawn, Moments, firstUnread);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            watcher = DotNetObjectReference.Create(new ScrollEnds(LatestSeen, OldestSeen));
            watch = await Screen.WatchEndsAsync(scroller, oldestEnd, latestEnd, watcher);
        }
    }

    private UInt128? FirstUnread()
    {
        var left = unreadAtOpen;
        for (var i = Messages.Count - 1; i >= 0 && left > 0; i--)
        {
            if (!Messages[i].Mine && Messages[i].Kind != MessageKind.System && --left == 0)
            {
                return Messages[i].Id;
            }
        }

        return null;
    }

    private void CountArrived()
    {
        if (Messages.Count == 0)
        {
            return;
        }

        if (newest is { } known && !atLatest)
        {
            for (var i = Messages.Count - 1; i >= 0 && Messages[i].Id != known; i--)
            {
                arrived += Messages[i].Mine || Messages[i].Kind == MessageKind.System ? 0 : 1;
            }
        }

        newest = Messages[^1].Id;
    }

    private async Task LatestSeen(bool seen)
    {
        if (atLatest != seen)
        {
            atLatest = seen;
            arrived = 0;
            await InvokeAsync(StateHasChanged);
        }
    }

    private async Task OldestSeen(bool seen)
    {
        oldestInView = seen;
        if (!seen || loadingOlder || !HasOlder)
        {
            return;
        }

        loadingOlder = true;
        try
        {
            await InvokeAsync(StateHasChanged);
            await LoadOlder();
        }
        finally
        {
            loadingOlder = false;
            await InvokeAsync(StateHasChanged);
        }

        if (oldestInView && watch is not null)
        {
            await watch.InvokeVoidAsync("again");
        }
    }

    private Task OpenMenu(Message? message)
    {
        menuOf = message?.Id;
        StateHasChanged();
        return Task.CompletedTask;
    }
}
