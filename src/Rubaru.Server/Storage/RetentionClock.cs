namespace Rubaru.Server.Storage;

/// <summary>
/// Time that never goes back within one process: the wall clock, or the time that has passed since the last look where
/// the wall clock was moved back. Ages of rows are measured with it, so moving the clock keeps nothing alive.
/// </summary>
internal sealed class RetentionClock(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset last = time.GetUtcNow();
    private long stamp = time.GetTimestamp();

    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
            {
                var wall = time.GetUtcNow();
                var now = time.GetTimestamp();
                var steady = last + time.GetElapsedTime(stamp, now);
                last = wall > steady ? wall : steady;
                stamp = now;
                return last;
            }
        }
    }

    public long UnixSeconds => Now.ToUnixTimeSeconds();
}
