namespace Rubaru.Client.Transport;

/// <summary>Times and counts of the peer link, each with its reason (architecture.md, "The peer link is disposable").</summary>
internal static class LinkLimits
{
    /// <summary>Nonce of protocol section 8.1.</summary>
    internal const int NonceSize = 32;

    /// <summary>One ping a second while the chat is open: silence is noticed long before ICE says anything (5.8 s).</summary>
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>Two pings and a half without an answer: a fresh connection is ready sooner than the old one recovers.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// A pong is overdue by 0.4 s: no reason to give up, but to ask the server, so that a socket of a dead network is replaced
    /// by the time the new connection needs it. A reason when such a socket had to be replaced: then this network has changed.
    /// </summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.4);

    /// <summary>Longest age of the last authenticated frame at which a message still takes the link.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    /// <summary>A hidden page's timers are throttled: its heartbeat is 5 s, and every limit grows with it.</summary>
    internal const int HiddenScale = 5;

    /// <summary>After the page itself stood still, the peer gets this long to be heard before it counts as silent.</summary>
    internal static readonly TimeSpan AfterStall = TimeSpan.FromSeconds(1);

    /// <summary>From dialling to the first verified frame. Connecting takes 0.2 s; the rest is for a re-sent signal.</summary>
    internal static readonly TimeSpan Dial = TimeSpan.FromSeconds(6);

    /// <summary>Neither side wants the link when no ping came for this long (three heartbeats of a hidden page).</summary>
    internal static readonly TimeSpan Unused = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The wait between attempts is a twentieth of the time it has failed, within these bounds: 2 s after 40 s, so that
    /// a healed network is found quickly and an impossible one costs two attempts a minute.
    /// </summary>
    internal static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(0.5);
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    internal const int WaitDivisor = 20;

    /// <summary>The selected pair can change from relay to direct while the link lives.</summary>
    internal static readonly TimeSpan PathReading = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sequence numbers start at the clock in eighths of a second, in milliseconds here: a page that was loaded again begins
    /// above what the last one can have used up, which is a few signals for each attempt.
    /// </summary>
    internal const int SequenceStep = 125;

    /// <summary>An offer older than the newest by less (five minutes) is a late re-send.</summary>
    internal const int StaleWindow = 2_400;

    /// <summary>A media offer fits 16 KiB (protocol section 8); twice that is not an SDP of ours.</summary>
    internal const int MaxSdp = 32 * 1024;

    /// <summary>Batches of candidates per connection: one per 300 ms of gathering, which ends after seconds.</summary>
    internal const int MaxCandidateBatches = 64;

    /// <summary>Connections whose candidates may come before their offer, and batches kept for each.</summary>
    internal const int EarlyConnections = 4;
    internal const int EarlyBatches = 16;

    /// <summary>Closed rtc_ids that are remembered, so that a late signal of theirs is ignored.</summary>
    internal const int SpentIds = 64;

    /// <summary>Type byte and the largest ratchet message (64,363 bytes, protocol section 5.7).</summary>
    internal const int MaxFrame = 1 + 64_363;

    /// <summary>Message ids in one ack frame: 4 KiB.</summary>
    internal const int AckIds = 256;

    /// <summary>Frames received and not yet taken by the engine; above, the link closes and the outbox sends again.</summary>
    internal const int PendingFrames = 2_048;
    internal const int PendingBytes = 8 * 1024 * 1024;
}
