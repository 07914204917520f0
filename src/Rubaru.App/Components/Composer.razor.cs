using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.App.Components;

/// <summary>The message field of one chat. What is typed is kept: as a draft, and when sending fails.</summary>
public sealed partial class Composer : IAsyncDisposable
{
    /// <summary>The counter appears when less than this many bytes are left.</summary>
    private const int CounterFrom = 2_000;

    /// <summary>The first letter is saved at once, the following ones together: not a transaction for each.</summary>
    private static readonly TimeSpan DraftRest = TimeSpan.FromMilliseconds(400);

    private ElementReference field;
    private string text = "";
    private string saved = "";
    private string? failure;
    private bool refused;
    private bool blank = true;
    private string? reason = "empty";
    private int over;
    private int? left;
    private ITimer? rest;
    private DateTimeOffset savedAt;
    private StrictGate? shownGate;
    private ComposerContext? shownContext;
    private DotNetObjectReference<ComposerKeys>? keys;
    private bool wantsFocus;

    /// <summary>What was being written when an edit began; the field holds the other message meanwhile.</summary>
    private string? aside;

    [Inject]
    internal ComposerField Keys { get; set; } = null!;

    [Inject]
    internal Failures Failures { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>Looked at once: from then on the field is ahead of what is stored.</summary>
    [Parameter]
    public string Draft { get; set; } = "";

    [Parameter, EditorRequired]
    public Func<string, Task> Send { get; set; } = _ => Task.CompletedTask;

    [Parameter, EditorRequired]
    public Func<string, Task> SaveDraft { get; set; } = _ => Task.CompletedTask;

    /// <summary>What stands before the field: the way to send files.</summary>
    [Parameter]
    public RenderFragment? Attach { get; set; }

    /// <summary>The microphone, which stands where Send does while there is nothing to send.</summary>
    [Parameter]
    public RenderFragment? Voice { get; set; }

    /// <summary>This browser can record.</summary>
    [Parameter]
    public bool Speaks { get; set; }

    /// <summary>Something is recorded or heard in the place of the field.</summary>
    [Parameter]
    public bool VoiceBusy { get; set; }

    /// <summary>What the next thing that is sent refers to.</summary>
    [Parameter]
    public ComposerContext? About { get; set; }

    [Parameter]
    public EventCallback OnCancelContext { get; set; }

    /// <summary>Arrow up in the empty field: the last message of mine is to be edited.</summary>
    [Parameter]
    public EventCallback OnEditLast { get; set; }

    /// <summary>The new text of a message of mine.</summary>
    [Parameter]
    public Func<Message, string, Task> Edit { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>How long what is sent now will stay.</summary>
    [Parameter]
    public TimeSpan? Lifetime { get; set; }

    /// <summary>Strict mode's gate; <c>null</c> while the chat is not strict.</summary>
    [Parameter]
    public StrictGate? Gate { get; set; }

    /// <summary>My knock was answered.</summary>
    [Parameter]
    public bool PeerIsHere { get; set; }

    [Parameter]
    public EventCallback OnHereDismissed { get; set; }

    [Parameter]
    public Func<Task<KnockResult>> Knock { get; set; } = () => Task.FromResult(KnockResult.Unreachable);

    /// <summary>The person wants to change the mode of this chat.</summary>
    [Parameter]
    public EventCallback OnChangeMode { get; set; }

    /// <summary>Called at each change of what is typed, except to nothing.</summary>
    [Parameter]
    public EventCallback OnTyping { get; set; }

    private string? Closed => Gate is { } gate and not StrictGate.Open ? GateLook.Name(gate) : null;

    private bool SpeaksHere => Speaks && (VoiceBusy || (blank && About is null));

    private string Placeholder =>
        Lifetime is { } lifetime
            ? T.Format(Text.ComposerPlaceholderTimer, LifetimeWords.Of(lifetime, T))
            : T[Text.ComposerPlaceholder];

    public async Task FocusAsync() => await field.FocusAsync();

    /// <summary>The chat was opened: whoever has a keyboard can write at once, everybody else reads first.</summary>
    public Task FocusForKeyboardAsync() => Keys.FocusForKeyboardAsync(field);

    /// <summary>Saves at once what was typed: the chat or the page is being left.</summary>
    public async Task KeepAsync()
    {
        rest?.Dispose();
        rest = null;
        // While another message is edited, what was being written beside it is the draft.
        var words = aside ?? text;
        if (words != saved)
        {
            var (before, keeping) = (saved, words);
            saved = keeping;
            savedAt = Time.GetUtcNow();
            try
            {
                await SaveDraft(keeping);
            }
            catch (StorageFullException)
            {
                // The banner says so, and the field still holds the words: the next letter tries again.
                saved = saved == keeping ? before : saved;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        keys?.Dispose();
        await KeepAsync();
    }

    protected override void OnInitialized()
    {
        text = saved = Draft;
        Measure();
    }

    /// <summary>What was refused stays said until the gate opens, the words change, or the draft is kept.</summary>
    protected override void OnParametersSet()
    {
        var opened = shownGate is not (null or StrictGate.Open) && Gate is null or StrictGate.Open;
        refused &= !opened;
        shownGate = Gate;
        if (shownContext != About)
        {
            Turn(About);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Keys.SendOnEnterAsync(field);
            keys = DotNetObjectReference.Create(new ComposerKeys(EditLastAsync, CancelAsync));
            await Keys.WatchKeysAsync(field, keys);
        }

        if (wantsFocus)
        {
            wantsFocus = false;
            await FocusAsync();
        }
    }

    /// <summary>Another message is answered or edited, or none any more.</summary>
    private void Turn(ComposerContext? context)
    {
        if (context is { IsEdit: true })
        {
            aside ??= text;
            text = context.Message.Text;
        }
        else if (aside is { } kept)
        {
            (text, aside) = (kept, null);
        }

        (shownContext, failure, wantsFocus) = (context, null, context is not null);
        Measure();
    }

    private Task EditLastAsync() => InvokeAsync(() => OnEditLast.InvokeAsync());

    private Task CancelAsync() => About is null ? Task.CompletedTask : InvokeAsync(() => OnCancelContext.InvokeAsync());

    private async Task Typed()
    {
        failure = null;
        refused = false;
        Measure();
        if (!blank)
        {
            await OnTyping.InvokeAsync();
        }

        var wait = savedAt + DraftRest - Time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            await KeepAsync();
            return;
        }

        rest ??= Time.CreateTimer(_ => InvokeAsync(KeepAsync), null, wait, Timeout.InfiniteTimeSpan);
    }

    private Task KeepDraftAsync()
    {
        refused = false;
        return KeepAsync();
    }

    private void Measure()
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        var free = ChatClient.MaxTextBytes - bytes;
        over = Math.Max(0, -free);
        left = free < CounterFrom ? Math.Max(0, free) : null;
        blank = string.IsNullOrWhiteSpace(text);
        reason =
            over > 0 ? "too-long"
            : blank ? "empty"
            : null;
    }

    private async Task SubmitAsync()
    {
        Measure();
        if (reason is not null)
        {
            return;
        }

        if (Closed is not null)
        {
            // The engine would refuse as well; this way the words never leave the field.
            refused = true;
            return;
        }

        if (About is { IsEdit: true } edit)
        {
            await ChangeAsync(edit.Message);
            return;
        }

        var sending = text;
        text = "";
        failure = null;
        Measure();
        try
        {
            await Send(sending.Trim());
        }
        catch (Exception error)
        {
            // Whatever it was: the person gets the words back, above what was typed since.
            text = text.Length == 0 ? sending : sending + "\n" + text;
            Refused(error);
        }

        // The stored draft goes only after the message is committed: a reload in between loses nothing.
        await KeepAsync();
    }

    /// <summary>The words of an edit stay in the field until they are stored.</summary>
    private async Task ChangeAsync(Message message)
    {
        failure = null;
        try
        {
            await Edit(message, text.Trim());
        }
        catch (Exception error)
        {
            Refused(error);
            return;
        }

        await OnCancelContext.InvokeAsync();
    }

    private void Refused(Exception error)
    {
        refused = error is SendRefusedException { Reason: SendRefusal.Strict };
        failure = refused ? null : Sentence(error);
        Measure();
    }

    private string Sentence(Exception error) =>
        error switch
        {
            SendRefusedException { Reason: SendRefusal.TooLate } => T[Text.ComposerTooLate],
            SendRefusedException { Reason: SendRefusal.TooManyWaiting } => T[Text.ComposerTooMany],
            SendRefusedException { Reason: SendRefusal.Deleted } => T[Text.ComposerDeleted],
            SendRefusedException { Reason: SendRefusal.Replaced } => T[Text.ComposerReplaced],
            SendRefusedException { Reason: SendRefusal.NeverConnected } => T[Text.ComposerNeverConnected],
            SendRefusedException { Reason: SendRefusal.AwaitingReply } => T.Format(Text.ComposerAwaitingReply, Name),
            SendRefusedException { Reason: SendRefusal.Gone } => T.Format(Text.ClosedGone, Name),
            SendRefusedException { Reason: SendRefusal.Blocked } => T.Format(Text.ClosedBlocked, Name),
            _ => Failures.Because(Text.ComposerFailed, error),
        };
}
