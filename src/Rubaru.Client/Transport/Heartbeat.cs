namespace Rubaru.Client.Transport;

/// <summary>When the two ends of one connection were last heard, and what follows from it.</summary>
internal sealed class Heartbeat(TimeProvider time)
{
    private long _heard = time.GetTimestamp();
    private long _silentSince = time.GetTimestamp();
    private long _pinged = time.GetTimestamp();
    private long _peerPinged = time.GetTimestamp();
    private long _pathRead = time.GetTimestamp();

    private bool _quietTold;
    private bool _suspected;

    /// <summary>1, or <see cref="LinkLimits.HiddenScale"/> while the page is hidden.</summary>
    internal int Scale { get; set; } = 1;

    internal bool IsFresh => Age(_heard) < LinkLimits.Fresh * Scale;

    internal bool IsSilent => Age(_silentSince) > Patience * Scale;

    /// <summary>Something else of this device's network had ended: silence that has begun counts sooner.</summary>
    internal void Suspect() => _suspected = true;

    private TimeSpan Patience => _suspected ? LinkLimits.Quiet : LinkLimits.Silence;

    /// <summary>Once for each time that the peer is not heard though it should be.</summary>
    internal bool TakeQuiet()
    {
        if (_quietTold || Age(_silentSince) <= LinkLimits.Quiet * Scale)
        {
            return false;
        }

        return _quietTold = true;
    }

    internal bool IsPingDue => Age(_pinged) >= LinkLimits.Heartbeat * Scale;

    /// <summary>The peer does not ping, so it does not want the link either.</summary>
    internal bool IsUnused => Age(_peerPinged) > LinkLimits.Unused;

    internal void Pinged() => _pinged = time.GetTimestamp();

    internal void Heard()
    {
        _heard = _silentSince = time.GetTimestamp();
        _quietTold = _suspected = false;
    }

    internal void PeerPinged() => _peerPinged = time.GetTimestamp();

    /// <summary>Silence so far proves nothing: nobody asked, or this page itself stood still. Ask now and count anew.</summary>
    internal void Excuse(TimeSpan grace)
    {
        _suspected = false;
        var spent = (LinkLimits.Silence * Scale) - grace;
        _silentSince = time.GetTimestamp() - (long)(spent.TotalSeconds * time.TimestampFrequency);
    }

    internal bool TakePathReading(bool known)
    {
        if (Age(_pathRead) < (known ? LinkLimits.PathReading : LinkLimits.Heartbeat) * Scale)
        {
            return false;
        }

        _pathRead = time.GetTimestamp();
        return true;
    }

    /// <summary>Time until one of the answers above can change.</summary>
    internal TimeSpan NextCheck(bool wanted)
    {
        var next = (LinkLimits.Fresh * Scale) - Age(_heard);
        if (next <= TimeSpan.Zero)
        {
            next = LinkLimits.Unused;
        }

        next = Least(
            next,
            wanted ? (LinkLimits.Heartbeat * Scale) - Age(_pinged) : LinkLimits.Unused - Age(_peerPinged)
        );
        if (!wanted)
        {
            return next;
        }

        var silence = _quietTold ? Patience : LinkLimits.Quiet;
        return Least(next, (silence * Scale) - Age(_silentSince));
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private TimeSpan Age(long since) => time.GetElapsedTime(since);
}
