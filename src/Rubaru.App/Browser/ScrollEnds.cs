using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Called by screen.js when an end of the message list comes into view or leaves it.</summary>
public sealed class ScrollEnds(Func<bool, Task> latest, Func<bool, Task> oldest)
{
    [JSInvokable]
    public Task LatestSeen(bool seen) => latest(seen);

    [JSInvokable]
    public Task OldestSeen(bool seen) => oldest(seen);
}
