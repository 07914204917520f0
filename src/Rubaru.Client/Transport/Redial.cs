namespace Rubaru.Client.Transport;

/// <summary>How long to wait before the next attempt: a share of the time that attempts have been failing.</summary>
internal sealed class Redial(TimeProvider time)
{
    private long? _failingSince;
    private long _failed;
    private TimeSpan _wait;

    /// <summary>Zero when an attempt may start now.</summary>
    internal TimeSpan Remaining
    {
        get
        {
            var left = _wait - time.GetElapsedTime(_failed);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    internal void Failed()
    {
        _failed = time.GetTimestamp();
        _failingSince ??= _failed;
        var share = time.GetElapsedTime(_failingSince.Value, _failed) / LinkLimits.WaitDivisor;
        _wait = TimeSpan.FromTicks(
            Math.Clamp(share.Ticks, LinkLimits.ShortestWait.Ticks, LinkLimits.LongestWait.Ticks)
        );
    }

    /// <summary>The link works, or something changed that makes the next attempt promising.</summary>
    internal void Reset()
    {
        _failingSince = null;
        _wait = TimeSpan.Zero;
    }
}
