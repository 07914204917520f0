using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Components;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Honesty;
using Rubaru.Client.Identity;
using Rubaru.Client.Search;

namespace Rubaru.App.Pages;

/// <summary>The chat on the screen: binds one <see cref="Conversation"/> to its parts.</summary>
public sealed partial class ChatPage : IAsyncDisposable
{
    private static readonly TimeSpan ToastTime = TimeSpan.FromSeconds(2);

    /// <summary>Long enough to read two sentences.</summary>
    private static readonly TimeSpan FailureTime = TimeSpan.FromSeconds(6);

    /// <summary>With more unread ones than this the chat opens at the latest.</summary>
    private const int MostUnread = 1_500;
    private MessageList list = null!;
    private Composer? composer;
    private Sheets sheet;
    private readonly MessageActions actions;
    private Message? chosen;
    private int? unreadAtOpen;
    private Task opening = Task.CompletedTask;
    private string? toast;
    private bool toastFailed;
    private Func<Task>? undo;
    private ITimer? toastTimer;
    private bool stale;

    private enum Sheets
    {
        None,
        Connection,
        Details,
        Info,
        Safety,
        Emoji,
        Forward,
        DeleteForBoth,
        Files,
        Viewer,
        Gallery,
    }

    public ChatPage()
    {
        files = FileActionsOfThis();
        actions = new()
        {
            Copy = CopyAsync,
            Info = m => OpenFor(m, Sheets.Info),
            Retry = RetryAsync,
            Withdraw = m => Chat.WithdrawAsync(m.Id),
            Reply = m => Turn(new ComposerContext(m, IsEdit: false)),
            Edit = m => Turn(new ComposerContext(m, IsEdit: true)),
            React = ReactAsync,
            ReactMore = m => OpenFor(m, Sheets.Emoji),
            Forward = m => OpenFor(m, Sheets.Forward),
            DeleteForMe = DeleteForMeAsync,
            DeleteForBoth = m => OpenFor(m, Sheets.DeleteForBoth),
            AmendAgain = m => AmendAsync(() => Chat.AmendAgainAsync(m)),
            ShowQuoted = ShowQuotedAsync,
        };
    }

    [Inject]
    internal Clipboard Clipboard { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    [Parameter, EditorRequired]
    public Conversation Chat { get; set; } = null!;

    [Parameter, EditorRequired]
    public MessageSearch Search { get; set; } = null!;

    /// <summary>How long the server keeps a sealed message.</summary>
    [Parameter]
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(6);

    /// <summary>To which a message can be forwarded.</summary>
    [Parameter]
    public IReadOnlyList<Conversation> Chats { get; set; } = [];

    /// <summary>Who sees what of this chat now; asked when the sheet behind the badge is drawn.</summary>
    [Parameter]
    public Func<IReadOnlyList<Exposure>>? Exposures { get; set; }

    /// <summary>The main switch.</summary>
    [Parameter]
    public DeliveryMode GlobalMode { get; set; }

    /// <summary>The app shows a banner: one at a time.</summary>
    [Parameter]
    public bool Quiet { get; set; }

    /// <summary>The field takes the focus where there is a keyboard: the person just opened this chat.</summary>
    [Parameter]
    public bool Focused { get; set; }

    /// <summary>The message that it opens at, by its <see cref="Message.Order"/>; looked at once.</summary>
    [Parameter]
    public long? Place { get; set; }

    /// <summary>This device has a network. Without one nothing is said about the other person.</summary>
    [Parameter]
    public bool Online { get; set; } = true;

    [Parameter]
    public EventCallback OnBack { get; set; }

    [Parameter]
    public EventCallback OnDeleted { get; set; }

    /// <summary>The engine hears of a lost network a moment later than the browser.</summary>
    private MessagePath Path => !Online && Chat.Path == MessagePath.Server ? MessagePath.None : Chat.Path;

    private ChatModes Modes => ChatModes.Of(Chat, GlobalMode);

    /// <summary>Nothing can be written here: I blocked the person, or the person ended the contact.</summary>
    private bool Closed => Chat.IsBlocked || Chat.IsGone;

    /// <summary>There is somebody who could be told, and may be.</summary>
    private Func<Task>? Replace => Chat.AwaitingFirstReply || Closed ? null : Chat.ReplaceCapabilitiesAsync;

    private StrictGate? Gate => Modes.Strict ? Chat.Gate : null;

    /// <summary>The page may go away: what was typed is kept now.</summary>
    public Task KeepDraftAsync() => composer?.KeepAsync() ?? Task.CompletedTask;

    /// <summary>The field takes the focus where there is a keyboard.</summary>
    public Task FocusAsync() => composer?.FocusForKeyboardAsync() ?? Task.CompletedTask;

    public async Task HideAsync(bool hidden)
    {
        await KeepDraftAsync();
        if (hidden)
        {
            Chat.Hide();
        }
        else
        {
            await Chat.ShowAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        Chat.Changed -= ChangedOutside;
        toastTimer?.Dispose();
        Chat.Hide();
        Chat.Trim();
        return ValueTask.CompletedTask;
    }

    protected override Task OnInitializedAsync() => opening = OpenAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        if (Focused && composer is not null)
        {
            await composer.FocusForKeyboardAsync();
        }

        if (Place is { } order)
        {
            await JumpAsync(order);
        }

        if (Given?.Invoke() is { Count: > 0 } shared)
        {
            FilesChosen(shared);
        }

        await LookForVoicesAsync();
    }

    private async Task OpenAsync()
    {
        Chat.Changed += ChangedOutside;
        var unread = Chat.Unread;
        await Chat.ShowAsync();
        // The line above the first unread message needs that message.
        while (
            Chat.HasOlder
            && Chat.Messages.Count is var loaded and < MostUnread
            && Chat.Messages.Count(message => message is { Mine: false, Kind: not MessageKind.System }) < unread
        )
        {
            await Chat.LoadOlderAsync();
            if (Chat.Messages.Count == loaded)
            {
                break;
            }
        }

        unreadAtOpen = unread;
    }

    protected override void OnParametersSet() => stale = false;

    /// <summary>
    /// Drawn after what the engine is doing now, so that a message leaves before its bubble costs time, and once for
    /// several small steps. Mostly the whole screen is drawn before that, and this with it.
    /// </summary>
    private void ChangedOutside()
    {
        if (!stale)
        {
            stale = true;
            _ = InvokeAsync(DrawAsync);
        }
    }

    private async Task DrawAsync()
    {
        await Task.Yield();
        if (stale)
        {
            stale = false;
            StateHasChanged();
        }
    }

    private async Task SendAsync(string text)
    {
        await Chat.SendAsync(text, context is { IsEdit: false } answer ? answer.Message : null);
        CancelContext();
        await list.ToLatestAsync();
    }

    private async Task RetryAsync(Message message)
    {
        try
        {
            await Chat.RetryAsync(message.Id);
        }
        catch (SendRefusedException refused)
        {
            Say(
                refused.Reason switch
                {
                    SendRefusal.Replaced => T[Text.ComposerReplaced],
                    SendRefusal.FileGone => T[Text.FileCopyGone],
                    SendRefusal.Gone => T.Format(Text.ClosedGone, Chat.Name),
                    _ => T.Format(GateLook.Refused(Chat.Gate), Chat.Name),
                },
                failed: true
            );
        }
    }

    private async Task CopyAsync(Message message)
    {
        var copied = await Clipboard.CopyAsync(message.Text);
        Say(T[copied ? Text.MessageCopied : Text.MessageCopyFailed], !copied);
    }

    private void Say(string words, bool failed, Func<Task>? undo = null)
    {
        (toast, toastFailed, this.undo) = (words, failed, undo);
        toastTimer?.Dispose();
        toastTimer = Time.CreateTimer(
            _ => InvokeAsync(ClearToast),
            null,
            failed || undo is not null ? FailureTime : ToastTime,
            Timeout.InfiniteTimeSpan
        );
        StateHasChanged();
    }

    private void ClearToast()
    {
        (toast, undo) = (null, null);
        StateHasChanged();
    }

    private void CloseSheet() => sheet = Sheets.None;

    private void SheetBroke()
    {
        CloseSheet();
        PartBroke();
    }

    private void PartBroke() => Say(T.Format(Text.PartFailed, T[Text.ReasonUnknown]), failed: true);

    /// <summary>The button that sends takes the place of the microphone.</summary>
    private void VoiceBroke()
    {
        (speaks, speaking) = (false, false);
        PartBroke();
    }

    private async Task DeleteAsync()
    {
        await Chat.DeleteAsync();
        await OnDeleted.InvokeAsync();
    }
}
