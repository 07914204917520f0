using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client.Locking;
using Rubaru.Client.Storage;

namespace Rubaru.App.Pages;

/// <summary>The lock screen and its three ways in; the fourth leads out: erasing everything without opening it.</summary>
public sealed partial class Unlock : IDisposable
{
    private Ways mode;
    private ElementReference field;
    private string typed = "";

    /// <summary>Says why it failed, in the language of the moment.</summary>
    private Func<string>? failure;
    private bool working;
    private bool waiting;
    private bool focus = true;
    private ITimer? wait;

    private enum Ways
    {
        Passphrase,
        Words,
        Erase,
    }

    [Inject]
    internal Failures Failures { get; set; } = null!;

    [Inject]
    internal Screen Screen { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    [Inject]
    internal Moments Moments { get; set; } = null!;

    [Parameter, EditorRequired]
    public AppLock Lock { get; set; } = null!;

    /// <summary>Gets <see cref="UnlockResult.Opened"/> or <see cref="UnlockResult.Erased"/>.</summary>
    [Parameter, EditorRequired]
    public Func<UnlockResult, Task> Opened { get; set; } = null!;

    [Parameter, EditorRequired]
    public Func<Task> Erase { get; set; } = null!;

    private Ways First => Lock.HasPassphrase ? Ways.Passphrase : Ways.Words;

    public void Dispose() => wait?.Dispose();

    protected override void OnInitialized()
    {
        mode = First;
        Wait();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focus && mode == Ways.Passphrase)
        {
            focus = false;
            await field.FocusAsync();
        }
    }

    private void Show(Ways way) => (mode, typed, failure, focus) = (way, "", null, way == Ways.Passphrase);

    private Task UnlockAsync() => typed.Length == 0 ? Task.CompletedTask : TryAsync(() => Lock.UnlockAsync(typed));

    private Task PasskeyAsync() => TryAsync(Lock.UnlockByPasskeyAsync);

    private Task WordsAsync() => TryAsync(() => Lock.UnlockByWordsAsync(typed));

    private async Task TryAsync(Func<Task<UnlockResult>> attempt)
    {
        if (working)
        {
            return;
        }

        (working, failure) = (true, null);
        StateHasChanged();
        // Argon2id keeps the page's one thread for about a second.
        await Screen.PaintedAsync();
        try
        {
            var result = await attempt();
            failure = Sentence(result);
            if (result is UnlockResult.Opened or UnlockResult.Erased)
            {
                typed = "";
                await Opened(result);
                return;
            }

            typed = result == UnlockResult.Wrong && mode == Ways.Passphrase ? "" : typed;
            focus = true;
        }
        catch (Exception error)
        {
            Failures.Tell(error);
            failure = () => T.Format(Text.UnlockFailed, T[Failures.Known(error) ?? Text.ReasonUnknown]);
        }
        finally
        {
            working = false;
        }

        Wait();
    }

    private Func<string>? Sentence(UnlockResult result) =>
        result switch
        {
            UnlockResult.Wrong when mode == Ways.Words => WrongWords(),
            UnlockResult.Wrong => () => T[Text.UnlockWrong],
            UnlockResult.Cancelled => () => T[Text.UnlockCancelled],
            UnlockResult.NoMemory => () => T[Text.UnlockNoMemory],
            UnlockResult.TooSoon => WaitWords,
            _ => null,
        };

    private Func<string> WrongWords()
    {
        var (problem, word) = Lock.CheckWords(typed);
        return () =>
            problem switch
            {
                WordsProblem.Count => T.Format(Text.WordsCount, T.Number(word)),
                WordsProblem.Unknown => T.Format(Text.WordsUnknown, T.Number(word)),
                WordsProblem.Checksum => T[Text.WordsChecksum],
                _ => T[Text.WordsOther],
            };
    }

    private string WaitWords() => T.Format(Text.UnlockWait, Moments.Duration(Left));

    private TimeSpan Left =>
        TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, (Lock.NextTry - Time.GetUtcNow()).TotalSeconds)));

    /// <summary>Counts the wait down, every second, and says when it is over by letting the button be pressed.</summary>
    private void Wait()
    {
        wait?.Dispose();
        waiting = Left > TimeSpan.Zero;
        if (!waiting)
        {
            return;
        }

        failure = WaitWords;
        wait = Time.CreateTimer(_ => InvokeAsync(Waited), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
    }

    private void Waited()
    {
        if (waiting && Left <= TimeSpan.Zero)
        {
            failure = null;
        }

        Wait();
        StateHasChanged();
    }
}
