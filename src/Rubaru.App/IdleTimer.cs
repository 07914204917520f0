namespace Rubaru.App;

/// <summary>
/// Calls when nobody has touched the page for a while. A browser stops the timers of a page that it froze, so whoever learns
/// that the page is alive again calls <see cref="Look"/> before anything is shown.
/// </summary>
internal sealed class IdleTimer(TimeProvider time, Action expired) : IDisposable
{
    private ITimer? _timer;
    private TimeSpan? _after;
    private DateTimeOffset _touched = time.GetUtcNow();

    /// <param name="after"><c>null</c>: never.</param>
    public void Set(TimeSpan? after)
    {
        if (after == _after)
        {
            return;
        }

        _after = after;
        Touch();
    }

    public void Touch()
    {
        _touched = time.GetUtcNow();
        _timer?.Dispose();
        _timer = _after is { } after ? time.CreateTimer(_ => Look(), null, after, Timeout.InfiniteTimeSpan) : null;
    }

    public void Look()
    {
        if (_after is { } after && time.GetUtcNow() - _touched >= after)
        {
            expired();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _after = null;
    }
}
