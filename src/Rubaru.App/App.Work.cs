using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.Client;

namespace Rubaru.App;

/// <summary>Files under way keep the screen on, and the browser asks before it closes the page.</summary>
public sealed partial class App
{
    [Inject]
    internal PageGuard Guard { get; set; } = null!;

    private void WatchWork(ChatClient of) => of.MovesFilesChanged += FollowWork;

    private async Task EndWorkAsync(ChatClient of)
    {
        of.MovesFilesChanged -= FollowWork;
        await Guard.SetAsync("files", inProgress: false, moves: false);
    }

    private void FollowWork()
    {
        var moves = client is { MovesFiles: true };
        _ = InvokeAsync(() => Guard.SetAsync("files", moves, moves));
    }
}
