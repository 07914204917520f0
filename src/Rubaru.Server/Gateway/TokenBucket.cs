namespace Rubaru.Server.Gateway;

/// <summary>Rate limit of one connection. Not thread safe: only the connection's reader takes tokens.</summary>
internal struct TokenBucket
{
    private readonly TimeProvider time;
    private readonly double perSecond;
    private readonly double atOnce;
    private double tokens;
    private long stamp;

    public TokenBucket(double perSecond, double atOnce, TimeProvider time)
    {
        this.time = time;
        this.perSecond = perSecond;
        this.atOnce = atOnce;
        tokens = atOnce;
        stamp = time.GetTimestamp();
    }

    public bool TryTake()
    {
        if (tokens < 1)
        {
            Refill();
        }
        if (tokens < 1)
        {
            return false;
        }
        tokens--;
        return true;
    }

    // Looking at the clock only when the bucket is empty keeps it off the path of every frame.
    private void Refill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(atOnce, tokens + time.GetElapsedTime(stamp, now).TotalSeconds * perSecond);
        stamp = now;
    }
}
