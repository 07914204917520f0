using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>The one sound of the page (voice-player.js): a note that begins ends the other.</summary>
public sealed class VoicePlayer(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "voice-player");
    private int notes;

    /// <summary>What the person chose last, for every note until the page is left.</summary>
    public double Rate { get; private set; } = 1;

    /// <summary>The number by which one note is known here.</summary>
    public int Enter() => ++notes;

    /// <param name="from">Seconds from the beginning.</param>
    /// <returns><c>false</c>: another one began, or the browser does not play it.</returns>
    public Task<bool> PlayAsync(string address, double from, int note, DotNetObjectReference<PlayerEvents> events) =>
        module.CallAsync<bool>("play", address, from, Rate, note, events);

    public Task PauseAsync() => module.CallAsync("pause");

    public Task SeekAsync(double seconds) => module.CallAsync("seek", seconds);

    /// <summary>1, 1.5, 2 and around.</summary>
    public Task FasterAsync()
    {
        Rate = Rate switch
        {
            1 => 1.5,
            1.5 => 2,
            _ => 1,
        };
        return module.CallAsync("setRate", Rate);
    }

    /// <summary>Nothing happens when another one plays.</summary>
    public Task StopAsync(int note) => module.CallAsync("stop", note);
}

/// <summary>Called by voice-player.js.</summary>
/// <param name="moved">Seconds from the beginning.</param>
/// <param name="stopped">Whether at its end.</param>
public sealed class PlayerEvents(Action<double> moved, Action<bool> stopped)
{
    [JSInvokable]
    public void OnMoved(double seconds) => moved(seconds);

    [JSInvokable]
    public void OnEnded() => stopped(true);

    [JSInvokable]
    public void OnPaused() => stopped(false);

    /// <summary>Another one plays.</summary>
    [JSInvokable]
    public void OnStopped() => stopped(false);
}
