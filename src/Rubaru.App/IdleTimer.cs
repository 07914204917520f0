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
    private long _since = time.GetTimestamp();

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
        (_touched, _since) = (time.GetUtcNow(), time.GetTimestamp());
        Arm(_after);
    }

    public void Look()
    {
        if (_after is not { } after)
        {
            return;
        }

        var idle = Idle();
        if (idle >= after)
        {
            expired();
        }
        else
        {
            // A timer fires once: without this one nothing would look again.
            Arm(after - idle);
        }
    }

    /// <summary>Somebody may set the wall clock back, and the other one stands still while the device sleeps: whichever saw more.</summary>
    private TimeSpan Idle()
    {
        var (elapsed, wall) = (time.GetElapsedTime(_since), time.GetUtcNow() - _touched);
        return elapsed > wall ? elapsed : wall;
    }

    private void Arm(TimeSpan? wait)
    {
        _timer?.Dispose();
        _timer = wait is { } due ? time.CreateTimer(_ => Look(), null, due, Timeout.InfiniteTimeSpan) : null;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _after = null;
    }
}
