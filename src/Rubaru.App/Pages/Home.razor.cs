using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Rubaru.App.Browser;
using Rubaru.App.Components;
using Rubaru.App.Texts;
using Rubaru.Client;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Rubaru.E2ee;

namespace Rubaru.App.Pages;

/// <summary>The screen of a profile that is open: list, chat, sheets, banner, and what the back key does.</summary>
public sealed partial class Home : IDisposable
{
    private HashSet<Fingerprint> known = [];
    private IReadOnlyList<ChatRow> rows = [];
    private IReadOnlyList<RequestRow> requests = [];
    private ChatPage? page;
    private Conversation? open;
    private OpenInvite? spare;
    private Sheets sheet;
    private string link = "";
    private bool paste;
    private string? entry;
    private int entries;
    private int shownUnread = -1;
    private bool pending;

    private enum Sheets
    {
        None,
        Contact,
        Settings,
        Request,
        Words,
        Share,
        Switcher,
        Transfers,
    }

    [Inject]
    internal Screen Screen { get; set; } = null!;

    [Inject]
    internal AppBadge Badge { get; set; } = null!;

    [Inject]
    internal NavigationManager Navigation { get; set; } = null!;

    [Parameter, EditorRequired]
    public ChatClient Client { get; set; } = null!;

    /// <summary>The invite link the app was opened with.</summary>
    [Parameter]
    public string? InviteLink { get; set; }

    [Parameter]
    public bool Online { get; set; } = true;

    [Parameter]
    public bool UpdateReady { get; set; }

    [Parameter]
    public bool? StorageKept { get; set; }

    [Parameter, EditorRequired]
    public Func<Task> Erase { get; set; } = null!;

    /// <summary>"Lock now", where a passphrase is set.</summary>
    [Parameter]
    public EventCallback Lock { get; set; }

    /// <summary>The kind of the banner whose button was pressed.</summary>
    [Parameter]
    public EventCallback<string> BannerAction { get; set; }

    private string Host => new Uri(Navigation.BaseUri).Authority;

    private Circumstances Circumstances =>
        new(
            Client.Server,
            Online,
            UpdateReady,
            Client.StorageFull,
            Client.Conversations.FirstOrDefault(c => c.IdentityCheckFailed)?.Name,
            open is { LinkState: LinkState.Connected },
            open is { } chat
                && (
                    chat.AsksForCheck
                    || ChatNotice.Speaks(
                        chat.AwaitingFirstReply,
                        chat.Path,
                        chat.LinkState,
                        chat.EffectiveMode != DeliveryMode.Relayed
                    )
                ),
            Client.ServerHasWrongKeys,
            Client.ClockDisagrees
        );

    /// <summary>The last who knocked and was not answered.</summary>
    private Conversation? Knocking => Client.Conversations.Where(c => c.KnockedAt is not null).MaxBy(c => c.KnockedAt);

    private bool BannerShown => Knocking is not null || BannerChoice.Of(Circumstances) is not null;

    /// <summary>The page may go away: what was typed is kept now.</summary>
    public Task KeepDraftAsync() => page?.KeepDraftAsync() ?? Task.CompletedTask;

    /// <summary>The page is not visible, or visible again: nobody reads an open chat in a hidden page.</summary>
    public Task HideAsync(bool hidden) => page?.HideAsync(hidden) ?? Task.CompletedTask;

    public void Dispose()
    {
        Client.Changed -= ChangedOutside;
        Navigation.LocationChanged -= LocationChanged;
        EndNotices();
        EndFrame();
    }

    protected override async Task OnInitializedAsync()
    {
        Client.Changed += ChangedOutside;
        Navigation.LocationChanged += LocationChanged;
        known = Peers();
        if (InviteLink is { } opened)
        {
            (link, sheet) = (opened, Sheets.Request);
        }

        StartSharing();
        Look();
        StartNotices();
        await TitleAsync();
        await StartFrameAsync();
    }

    /// <summary>The engine tells of every small step; what belongs together is drawn once.</summary>
    private void ChangedOutside()
    {
        if (!pending)
        {
            pending = true;
            _ = InvokeAsync(ChangedAsync);
        }
    }

    private async Task ChangedAsync()
    {
        await Task.Yield();
        pending = false;
        Look();
        var fresh = Client.Conversations.FirstOrDefault(c => !known.Contains(c.Peer));
        known = Peers();
        if (open is not null && !known.Contains(open.Peer))
        {
            open = null;
        }

        // Somebody used my invite: the chat opens by itself where the person is waiting for it, and nowhere else.
        if (fresh is not null && (sheet == Sheets.Contact || (open is null && sheet == Sheets.None)))
        {
            Open(fresh);
        }

        OpenExpected();
        StateHasChanged();
        await TitleAsync();
    }

    private HashSet<Fingerprint> Peers() => [.. Client.Conversations.Select(c => c.Peer)];

    private void Look()
    {
        rows = [.. Client.Conversations.Select(ChatRow.Of)];
        requests = [.. Client.Requests.Select(RequestRow.Of)];
    }

    private Conversation? Request(Fingerprint peer) => Client.Requests.FirstOrDefault(c => c.Peer == peer);

    private async Task AcceptRequestAsync(Fingerprint peer)
    {
        if (Request(peer) is { } request)
        {
            await request.AcceptRequestAsync();
            Open(request);
        }
    }

    private async Task TitleAsync()
    {
        var unread = Client.Conversations.Where(c => !c.IsMuted).Sum(c => c.Unread);
        if (unread == shownUnread)
        {
            return;
        }

        shownUnread = unread;
        await Screen.SetTitleAsync(
            unread > 0 ? T.Format(Text.TabUnread, T.Number(unread), T[Text.AppName]) : T[Text.AppName]
        );
        await Badge.ShowAsync(unread);
    }

    private void Open(Fingerprint peer)
    {
        if (Chat(peer) is { } chat)
        {
            Open(chat);
        }
    }

    private void Open(Conversation chat)
    {
        known.Add(chat.Peer);
        (sheet, place) = (Sheets.None, null);
        expecting.End();
        if (open == chat)
        {
            // Whoever chose it once more wants to write there.
            _ = page?.FocusAsync();
            return;
        }

        // A chat stands above the list in the history, whichever chat it is: the back key leads to the list.
        var above = open is not null;
        open = chat;
        Look();
        // Unlike those of an earlier life of this page, which its history still has.
        entry = $"chat {Time.GetUtcNow().ToUnixTimeMilliseconds()} {++entries}";
        Navigation.NavigateTo("", new NavigationOptions { HistoryEntryState = entry, ReplaceHistoryEntry = above });
    }

    private async Task AnswerAsync(Conversation chat)
    {
        Open(chat);
        await chat.AnswerKnockAsync();
    }

    /// <summary>The arrow in the header is the back key.</summary>
    private Task BackAsync() => Screen.BackAsync();

    private void LocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (change.HistoryEntryState != entry && open is { } left)
        {
            open = null;
            InvokeAsync(() => ShowListAsync(left.Peer));
        }
    }

    /// <summary>Who goes through the list by keys or by ear goes on at the chat that was left.</summary>
    private async Task ShowListAsync(Fingerprint left)
    {
        StateHasChanged();
        await Screen.FocusAsync($"[data-testid=chat-item][data-contact=\"{left}\"]");
    }

    private void AddContact(bool paste)
    {
        this.paste = paste;
        sheet = Sheets.Contact;
    }

    private void CloseSheet() => sheet = Sheets.None;

    private void SheetBroke()
    {
        CloseSheet();
        Tell(T.Format(Text.PartFailed, T[Text.ReasonUnknown]), back: null);
    }

    private void Connected((Conversation Chat, OpenInvite? Spare) result)
    {
        spare = result.Spare;
        Open(result.Chat);
    }
}
