using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>
/// Records one spoken message at a time. It is in the memory of this page until it is sealed to be sent; leaving the
/// chat, locking or closing the app discards it.
/// </summary>
public sealed partial class VoiceComposer : IAsyncDisposable
{
    /// <summary>Bars of the moving picture: the last few seconds.</summary>
    private const int Shown = 40;

    /// <summary>From here on it is said how much is left.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stop = new();
    private readonly Queue<byte> newest = [];
    private readonly DotNetObjectReference<VoiceEvents> events;
    private readonly DotNetObjectReference<VoiceGestures> gestures;
    private ElementReference microphone;
    private ElementReference next;
    private ElementReference send;
    private Task<IJSObjectReference?>? watching;
    private Stage stage;
    private TimeSpan length;
    private Recorded? recorded;
    private bool held;
    private bool gone;
    private Stage focused;

    private enum Stage
    {
        Idle,
        Asking,
        Recording,
        Review,
        Sending,
    }

    public VoiceComposer()
    {
        events = DotNetObjectReference.Create(new VoiceEvents(Heard, EndedAsync));
        gestures = DotNetObjectReference.Create(new VoiceGestures(MadeAsync));
    }

    [Inject]
    internal VoiceRecorder Recorder { get; set; } = null!;

    [Inject]
    internal PageGuard Guard { get; set; } = null!;

    [Inject]
    internal Failures Failures { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public Func<FileToSend, Action<long>, CancellationToken, Task> Send { get; set; } = null!;

    /// <summary>It takes the place of the message field, or gives it back.</summary>
    [Parameter]
    public EventCallback<bool> OnBusy { get; set; }

    /// <summary>A sentence to say.</summary>
    [Parameter]
    public EventCallback<string> OnFailure { get; set; }

    private bool IsBusy => stage is Stage.Recording or Stage.Review or Stage.Sending;

    private TimeSpan? Left => VoiceNote.Longest - length is var left && left < Late ? left : null;

    public async ValueTask DisposeAsync()
    {
        gone = true;
        if (IsBusy)
        {
            // The field comes back with the next one, as when a person was blocked and is not any more.
            await OnBusy.InvokeAsync(false);
        }

        await stop.CancelAsync();
        stop.Dispose();
        try
        {
            await Guard.SetAsync("voice", inProgress: false, moves: false);
            await ForgetAsync();
            // Until it is known what watches, the module may still want the reference to the gestures.
            if (watching is not null && await watching is { } watched)
            {
                await watched.InvokeVoidAsync("stop");
                await watched.DisposeAsync();
            }
        }
        catch (JSException)
        {
            // The page is being left: its microphone ends with it.
            return;
        }
        finally
        {
            events.Dispose();
            gestures.Dispose();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            watching = WatchAsync();
            await watching;
        }

        if (gone)
        {
            return;
        }

        await Guard.SetAsync("voice", IsBusy, stage == Stage.Recording);

        // What was pressed is gone with its stage: the focus goes to what comes next, and back when all is over.
        if (focused != stage && !held && !gone)
        {
            var before = focused;
            focused = stage;
            if (stage is Stage.Recording)
            {
                await next.FocusAsync();
            }
            else if (stage is Stage.Review)
            {
                await send.FocusAsync();
            }
            else if (stage is Stage.Idle && before is not Stage.Asking)
            {
                await microphone.FocusAsync();
            }
        }
    }

    /// <summary>Words may be typed while the module is on its way: then the button is gone before it can be watched.</summary>
    private async Task<IJSObjectReference?> WatchAsync()
    {
        try
        {
            return await Recorder.WatchAsync(microphone, gestures);
        }
        catch (JSException) when (gone)
        {
            return null;
        }
    }

    private Task MadeAsync(string gesture) =>
        InvokeAsync(async () =>
        {
            switch (gesture)
            {
                case "tap" or "press" when stage == Stage.Idle:
                    held = gesture == "press";
                    await RecordAsync();
                    break;
                case "lock":
                    held = false;
                    break;
                case "release" when held:
                    held = false;
                    // The browser still asks: whoever answers it cannot hold the button as well.
                    await (stage == Stage.Recording ? ReviewAsync() : Task.CompletedTask);
                    break;
                case "discard" when held:
                    await DiscardAsync();
                    break;
            }

            StateHasChanged();
        });

    private async Task RecordAsync()
    {
        stage = Stage.Asking;
        StateHasChanged();
        var started = await Recorder.StartAsync(events);
        if (gone || stage != Stage.Asking)
        {
            return;
        }

        (length, stage) = (TimeSpan.Zero, started == VoiceStart.Running ? Stage.Recording : Stage.Idle);
        newest.Clear();
        if (stage == Stage.Recording)
        {
            await OnBusy.InvokeAsync(true);
            return;
        }

        held = false;
        await SayAsync(
            started switch
            {
                VoiceStart.Denied => Text.VoiceDenied,
                VoiceStart.NoMicrophone => Text.VoiceNoMicrophone,
                VoiceStart.Busy => Text.VoiceBusy,
                VoiceStart.Withdrawn => null,
                _ => Text.VoiceFailed,
            }
        );
    }

    private async Task ReviewAsync()
    {
        if (stage != Stage.Recording)
        {
            return;
        }

        stage = Stage.Review;
        held = false;
        var taken = await Recorder.FinishAsync();
        if (gone && taken is not null)
        {
            await Recorder.DropAsync(taken);
        }
        else if (taken is null)
        {
            await EndAsync();
            await SayAsync(Text.VoiceNothing);
        }

        recorded = gone ? null : taken;
    }

    private async Task SendAsync()
    {
        await ReviewAsync();
        if (recorded is not { } ready || stage != Stage.Review)
        {
            return;
        }

        stage = Stage.Sending;
        try
        {
            var file = ready.File;
            await Send(new FileToSend(file, file.Name, file.Mime) { Voice = ready.Note }, _ => { }, stop.Token);
            await EndAsync();
        }
        catch (OperationCanceledException)
        {
            // The chat was left: nothing of it is sent.
        }
        catch (Exception error)
        {
            // It stays, to be sent again.
            stage = Stage.Review;
            await OnFailure.InvokeAsync(Sentence(error));
        }
    }

    private async Task DiscardAsync()
    {
        if (stage != Stage.Sending)
        {
            await EndAsync();
        }
    }

    private async Task EndAsync()
    {
        (stage, held) = (Stage.Idle, false);
        await ForgetAsync();
        await OnBusy.InvokeAsync(false);
    }

    private async Task ForgetAsync()
    {
        await Recorder.DiscardAsync();
        if (recorded is { } ready)
        {
            recorded = null;
            await Recorder.DropAsync(ready);
        }
    }

    private void Heard(TimeSpan now, byte[] levels) =>
        _ = InvokeAsync(() =>
        {
            length = now;
            foreach (var level in levels)
            {
                newest.Enqueue(level);
            }

            while (newest.Count > Shown)
            {
                newest.Dequeue();
            }

            StateHasChanged();
        });

    private Task EndedAsync(string reason) =>
        InvokeAsync(async () =>
        {
            await ReviewAsync();
            await SayAsync(
                reason switch
                {
                    "limit" => Text.VoiceLimit,
                    "hidden" => Text.VoiceHidden,
                    _ => Text.VoiceDeviceGone,
                }
            );
            StateHasChanged();
        });

    private Task SayAsync(Text? sentence) => sentence is { } key ? OnFailure.InvokeAsync(T[key]) : Task.CompletedTask;

    private string Sentence(Exception error) =>
        error switch
        {
            SendRefusedException { Reason: SendRefusal.Strict } => T.Format(Text.FileStrict, Name),
            SendRefusedException { Reason: SendRefusal.FileTooLarge } => T[Text.FileDiskFull],
            SendRefusedException { Reason: SendRefusal.AwaitingReply } => T.Format(Text.ComposerAwaitingReply, Name),
            SendRefusedException { Reason: SendRefusal.Gone } => T.Format(Text.ClosedGone, Name),
            _ => Failures.Because(Text.ComposerFailed, error),
        };
}
