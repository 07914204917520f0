using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>The history of one chat, as much of it as is near the screen. A new chat is a new instance (<c>@key</c> at the owner).</summary>
public sealed partial class MessageList : IAsyncDisposable
{
    private MessageActions actions = new();
    private readonly DrawnRange range = new();
    private ElementReference scroller;
    private ElementReference latestEnd;
    private ElementReference oldestEnd;
    private MessageWindow? window;
    private List<HistoryLine> lines = [];
    private IReadOnlyList<Message> drawn = [];
    private UInt128? menuOf;
    private UInt128? firstUnread;
    private long? newest;
    private int unreadAtOpen;
    private int unreadBelow;
    private int arrived;
    private bool atLatest = true;
    private bool atOldest;
    private bool oldestInView;
    private bool loadingOlder;
    private bool opened;
    private TaskCompletionSource? rendered;
    private int shows;

    [Inject]
    internal Moments Moments { get; set; } = null!;

    [Inject]
    internal IJSRuntime Scripts { get; set; } = null!;

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

    /// <summary>Where in a text stands what is searched for in this chat; <c>null</c> while nothing is.</summary>
    [Parameter]
    public Func<string, IEnumerable<(int Start, int Length)>>? Marks { get; set; }

    public async Task ToLatestAsync()
    {
        range.ToLatest(Messages);
        arrived = 0;
        Draw();
        await RenderAsync();
        if (window is not null)
        {
            await window.ToLatestAsync();
        }
    }

    /// <summary>Brings a message that is loaded into view.</summary>
    /// <param name="order"><see cref="Message.Order"/>.</param>
    /// <param name="flash">It is pointed out for a moment.</param>
    /// <returns><c>false</c>: it is not there.</returns>
    public async Task<bool> ShowAsync(long order, bool flash = true)
    {
        if (!range.Show(Messages, order))
        {
            return false;
        }

        var mine = ++shows;
        Draw();
        await RenderAsync();
        // Asked for another one meanwhile: that one stays in view.
        if (
            mine == shows
            && window is not null
            && drawn.FirstOrDefault(message => message.Order == order) is { } message
        )
        {
            await window.ShowAsync(message.Id.ToString("x32", null), flash);
            await window.AgainAsync();
        }

        return true;
    }

    /// <summary>Marks what <see cref="Marks"/> finds, in what is drawn now and later.</summary>
    public Task MarkAsync() => window?.MarkAsync(Marks is not null) ?? Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        rendered?.TrySetResult();
        return window?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    protected override void OnInitialized() => actions = Actions with { OpenMenu = OpenMenu };

    protected override void OnParametersSet()
    {
        var first = !opened && Unread is not null;
        if (first)
        {
            opened = true;
            unreadAtOpen = Unread ?? 0;
            firstUnread = FirstUnread(out var at);
            // Opened at a message that was found: that one stays, and the line is where it is.
            if (shows == 0 && at is { } order && !range.Show(Messages, order))
            {
                firstUnread = null;
            }

            unreadBelow = firstUnread is null ? 0 : unreadAtOpen;
            range.Hold(Messages);
        }

        CountArrived();
        Draw(anew: first);
    }

    /// <summary>Until what is drawn stands in the page: asked for while something else is drawn, that is later.</summary>
    private Task RenderAsync()
    {
        rendered ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        StateHasChanged();
        return rendered?.Task ?? Task.CompletedTask;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        rendered?.TrySetResult();
        rendered = null;
        if (firstRender)
        {
            window = new MessageWindow(Scripts)
            {
                Latest = LatestSeen,
                Oldest = OldestSeen,
                Newest = NewestSeen,
                Found = text => Marks?.Invoke(text) ?? [],
            };
            await window.WatchAsync(scroller, oldestEnd, latestEnd);
            if (firstUnread is not null && shows == 0)
            {
                await window.ToUnreadAsync();
            }
        }
    }

    /// <param name="anew">Although the messages are the same: the unread line came.</param>
    private void Draw(bool anew = false)
    {
        var (start, end) = range.In(Messages);
        if (start == end || (atLatest && !range.IsCut && end - start > DrawnRange.Most))
        {
            // Everything that was drawn was deleted; or nobody looks at what came long ago, and above the screen nothing moves.
            range.ToLatest(Messages);
            (start, end) = range.In(Messages);
        }

        if (!anew && end - start == drawn.Count && Messages.Skip(start).Take(end - start).SequenceEqual(drawn))
        {
            return;
        }

        drawn = [.. Messages.Skip(start).Take(end - start)];
        atOldest = start == 0;
        lines = HistoryLine.Of(drawn, Moments, firstUnread, atEnd: end == Messages.Count);
    }

    private UInt128? FirstUnread(out long? order)
    {
        var left = unreadAtOpen;
        for (var i = Messages.Count - 1; i >= 0 && left > 0; i--)
        {
            if (!Messages[i].Mine && Messages[i].Kind != MessageKind.System && --left == 0)
            {
                order = Messages[i].Order;
                return Messages[i].Id;
            }
        }

        order = null;
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
            for (var i = Messages.Count - 1; i >= 0 && Messages[i].Order > known; i--)
            {
                arrived += Messages[i].Mine || Messages[i].Kind == MessageKind.System ? 0 : 1;
            }
        }

        newest = Messages[^1].Order;
    }

    private async Task LatestSeen(bool seen)
    {
        seen &= !range.IsCut;
        unreadBelow = seen ? 0 : unreadBelow;
        if (atLatest == seen)
        {
            return;
        }

        // Opened at the first of many unread messages: they are still to come.
        (arrived, unreadBelow, atLatest) = (unreadBelow, 0, seen);
        await InvokeAsync(StateHasChanged);
    }

    private async Task NewestSeen(bool seen)
    {
        if (seen && range.IsCut)
        {
            range.GrowNewer(Messages);
            Draw();
            await InvokeAsync(StateHasChanged);
            await AgainAsync();
        }
    }

    private async Task OldestSeen(bool seen)
    {
        oldestInView = seen;
        if (!seen || loadingOlder)
        {
            return;
        }

        var known = range.GrowOlder(Messages);
        if (!known && !HasOlder)
        {
            return;
        }

        // Until they stand in the page: screen readers would read all of them out as if they had just come.
        loadingOlder = true;
        try
        {
            if (!known)
            {
                await InvokeAsync(StateHasChanged);
                await LoadOlder();
                range.GrowOlder(Messages);
            }

            Draw();
            await InvokeAsync(RenderAsync);
        }
        finally
        {
            loadingOlder = false;
        }

        await InvokeAsync(StateHasChanged);
        if (oldestInView)
        {
            await AgainAsync();
        }
    }

    private Task AgainAsync() => window?.AgainAsync() ?? Task.CompletedTask;

    private Task OpenMenu(Message? message)
    {
        menuOf = message?.Id;
        StateHasChanged();
        return Task.CompletedTask;
    }
}
