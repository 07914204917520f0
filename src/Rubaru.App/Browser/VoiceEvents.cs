using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Called by voice-recorder.js.</summary>
/// <param name="heard">How long it is, and the newest levels (0 to 31).</param>
/// <param name="ended">Not by the person: <c>limit</c>, <c>hidden</c> or <c>device</c>.</param>
public sealed class VoiceEvents(Action<TimeSpan, byte[]> heard, Func<string, Task> ended)
{
    [JSInvokable]
    public void OnHeard(double milliseconds, byte[] levels) => heard(TimeSpan.FromMilliseconds(milliseconds), levels);

    [JSInvokable]
    public Task OnEnded(string reason) => ended(reason);
}

/// <summary>Called by voice-button.js: <c>tap</c>, <c>press</c>, <c>release</c>, <c>lock</c> or <c>discard</c>.</summary>
public sealed class VoiceGestures(Func<string, Task> made)
{
    [JSInvokable]
    public Task OnGesture(string what) => made(what);
}
