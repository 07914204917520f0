using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>
/// Work in progress (page-guard.js): the browser asks before the page is closed, and the screen stays on while something
/// moves. Both end with it, and a browser that does neither is no failure.
/// </summary>
public sealed class PageGuard(IJSRuntime js)
{
    private readonly BrowserModule module = new(js, "page-guard");
    private readonly HashSet<string> unfinished = [];
    private readonly HashSet<string> moving = [];

    /// <param name="work">Whose work; each says so for itself.</param>
    /// <param name="moves">It goes on while nobody touches the screen.</param>
    public async Task SetAsync(string work, bool inProgress, bool moves)
    {
        var before = (unfinished.Count > 0, moving.Count > 0);
        Set(unfinished, work, inProgress);
        Set(moving, work, moves);
        var now = (unfinished.Count > 0, moving.Count > 0);
        if (now.Item1 != before.Item1)
        {
            await module.CallAsync("warn", now.Item1);
        }

        if (now.Item2 != before.Item2)
        {
            await module.CallAsync("stayAwake", now.Item2);
        }
    }

    private static void Set(HashSet<string> all, string work, bool now) => _ = now ? all.Add(work) : all.Remove(work);
}
