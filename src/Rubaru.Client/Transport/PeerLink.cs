using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>
/// The disposable peer-to-peer link to one contact: dials, answers, keeps the heartbeat, replaces a silent connection by
/// a fresh one (architecture.md, "The peer link is disposable"). Decisions are made here; JavaScript only calls WebRTC.
/// Everything that happens runs one after another; members may be called from any thread.
/// </summary>
public sealed partial class PeerLink : IAsyncDisposable
{
    private readonly ISodium _sodium;
    private readonly TimeProvider _time;
    private readonly IPeerConnections _connections;
    private readonly ILinkOwner _owner;
    private readonly bool _polite;
    private readonly SerialQueue _work;
    private readonly SerialQueue _signals;
    private readonly LinkDeliveries _deliveries;
    private readonly SignalGate _gate;
    private readonly Redial _redial;
    private readonly ITimer _timer;
    private LinkAttempt? _current;
    private PathPolicy _policy;
    private IReadOnlyList<IceServer>? _iceServers = [];
    private bool _wanted;
    private bool _reachable;
    private bool _heldByBye;
    private bool _hidden;
    private bool _disposed;
    private bool _wasFresh;
    private DeliveryMode _mode;
    private DeliveryMode _effective;
    private (StrictGate, bool, DeliveryMode?) _wasJudged = (StrictGate.NotConnected, false, null);
    private bool _notify;
    private uint _sequence;
    private long _due;

    public PeerLink(
        ISodium sodium,
        TimeProvider time,
        IPeerConnections connections,
        Fingerprint me,
        Fingerprint peer,
        ILinkOwner owner
    )
    {
        _sodium = sodium;
        _time = time;
        _connections = connections;
        _owner = owner;
        _polite = me < peer;
        _work = new SerialQueue(error => LastFault = error);
        _signals = new SerialQueue(error => LastFault = error);
        _deliveries = new LinkDeliveries(error => Post(_current, () => Lost(_current, LinkLoss.Failed, error)));
        _gate = new SignalGate(_polite);
        _redial = new Redial(time);

        // Later than every number of an earlier run of this program, unless its clock was set back (see SignalGate).
        _sequence = unchecked((uint)(time.GetUtcNow().ToUnixTimeMilliseconds() / LinkLimits.SequenceStep));
        _timer = time.CreateTimer(_ => Post(Tick), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public LinkState State =>
        _current switch
        {
            null => LinkState.Idle,
            { IsVerified: true } => LinkState.Connected,
            _ => LinkState.Dialling,
        };

    /// <summary>Connected and the last authenticated heartbeat is younger than 3 s.</summary>
    public bool IsFresh => _current is { IsVerified: true } current && current.Heartbeat.IsFresh && Fits(current);

    /// <summary>The candidate type that the other end attests for itself: host, srflx, prflx or relay.</summary>
    public string? PeerEnd => PathAttestation.NameOf(_current?.Attested.Theirs?.Candidate ?? CandidateType.Unknown);

    public SelectedPath? Path => _current?.Path;

    /// <summary>
    /// Which ways the link may take. From the moment it is set nothing is sent over a connection made under another
    /// policy; that connection is replaced.
    /// </summary>
    public PathPolicy Policy
    {
        get => _policy;
        set
        {
            _policy = value;
            Post(ApplyPolicy);
        }
    }

    /// <summary>
    /// STUN and TURN servers. <c>null</c>: not known yet, so dialling waits for them. New credentials serve the next
    /// connection; other servers also replace one that is still being made, or that runs through a relay.
    /// </summary>
    public IReadOnlyList<IceServer>? IceServers
    {
        get => _iceServers;
        set
        {
            var changed = !SameUrls(_iceServers, value);
            _iceServers = value;
            if (changed)
            {
                Post(ServersChanged);
            }
        }
    }

    /// <summary>One end or both are on a TURN relay, whatever this end alone would see.</summary>
    public bool IsRelayed => _current?.Attested.IsRelayed == true;

    /// <summary>The delivery mode that the peer attests on this link; <c>null</c> while it has not.</summary>
    public DeliveryMode? PeerMode => _current?.Attested.Theirs?.Mode;

    /// <summary>Connections that were verified, since the link was made.</summary>
    public int Connects { get; private set; }

    /// <summary>A connection was tried that may have told the peer an address of this device, since the link was made.</summary>
    public bool HasToldAddress { get; private set; }

    /// <summary>Connections that were tried, dialled and answered ones.</summary>
    public int Attempts { get; private set; }

    /// <summary>Signals ignored: stale, of a closed rtc_id, or the losing side of glare.</summary>
    public int IgnoredSignals { get; private set; }

    /// <summary>Descriptions refused for their fingerprint or nonce, and first frames that did not verify.</summary>
    public int Refusals { get; private set; }

    /// <summary>The last exception of the connection or the owner, for a log; the link went on.</summary>
    public Exception? LastFault { get; private set; }

    /// <summary>
    /// The peer's mailbox has an open socket (Presence): only then it dials. Set it at every report: <c>true</c> also ends
    /// the rest after the peer's bye.
    /// </summary>
    public bool PeerReachable
    {
        get => _reachable;
        set
        {
            var appeared = value && !_reachable;
            _reachable = value;
            Post(() =>
            {
                _heldByBye &= !value;
                if (appeared)
                {
                    _redial.Reset();
                    DialAnew();
                }
            });
        }
    }

    /// <summary>
    /// The chat is visible or was used within the last two minutes: keep or make a link. When no longer wanted, the link
    /// stays as long as the peer's pings show that the peer wants it.
    /// </summary>
    public void Want(bool wanted)
    {
        var changed = _wanted != wanted;
        _wanted = wanted;
        Post(() =>
        {
            if (changed && wanted)
            {
                _heldByBye = false;
                _redial.Reset();
                Ask(LinkLimits.Silence);
            }
        });
    }

    /// <summary>The network came back or the page became visible: ask the peer now and dial without waiting.</summary>
    public void Wake() =>
        Post(() =>
        {
            _redial.Reset();
            if (_wanted)
            {
                Ask(LinkLimits.AfterStall);
            }
        });

    /// <summary>A socket to the server was replaced: if the peer is not heard either, a fresh connection is made sooner.</summary>
    public void Suspect() => Post(() => _current?.Heartbeat.Suspect());

    internal bool IsHidden => _hidden;

    /// <summary>The page is hidden: its timers are throttled, so the heartbeat slows and the limits grow.</summary>
    public void SetHidden(bool hidden)
    {
        var shown = _hidden && !hidden;
        _hidden = hidden;
        Post(() =>
        {
            if (_current is { } current)
            {
                current.Heartbeat.Scale = hidden ? LinkLimits.HiddenScale : 1;
            }

            if (shown && _wanted)
            {
                Ask(LinkLimits.AfterStall);
            }
        });
    }

    /// <summary>
    /// A signal of the peer, already decrypted and authenticated. Stale rtc_id or seq are ignored. Returns when it is
    /// taken over; what follows does not hold up the caller.
    /// </summary>
    public Task ReceiveSignalAsync(Signal signal)
    {
        Post(() => Receive(signal));
        return Task.CompletedTask;
    }

    /// <summary>Whether content may leave now, if the stricter of both choices is this mode.</summary>
    public StrictGate Judge(DeliveryMode mode) =>
        !IsFresh || _current is not { } current ? StrictGate.NotConnected
        : _hidden ? StrictGate.Hidden
        : current.Attested.Judge(mode);

    /// <summary>Sends frame 0x00 || message; <c>false</c> when there is no fresh link.</summary>
    /// <param name="mode">If strict, <c>false</c> also while the gate is closed, decided at the last moment.</param>
    public bool TrySend(ReadOnlySpan<byte> ratchetMessage, DeliveryMode mode = DeliveryMode.Relayed)
    {
        if (
            !IsFresh
            || (mode.IsStrict && _hidden)
            || _current is not { } current
            || ratchetMessage.Length >= LinkLimits.MaxFrame
        )
        {
            return false;
        }

        var frame = new byte[1 + ratchetMessage.Length];
        ratchetMessage.CopyTo(frame.AsSpan(1));
        return current.TrySend(frame, mode);
    }

    /// <summary>Messages of the channel of files.</summary>
    /// <returns>How many of them went, from the first on; none where <see cref="TrySend"/> says no and while the channel is full.</returns>
    internal int TrySendPieces(IReadOnlyList<Files.FilePiece> pieces, DeliveryMode mode) =>
        IsFresh && !(mode.IsStrict && _hidden) && _current is { } current ? current.TrySendPieces(pieces, mode) : 0;

    /// <summary>Link frame file, under the same gate as a piece: it says which file is wanted and how far it came.</summary>
    internal bool TrySendFileFrame(Files.FileFrame frame, DeliveryMode mode) =>
        IsFresh
        && !(mode.IsStrict && _hidden)
        && _current is { } current
        && current.TrySendLinkFrame(LinkFrame.EncodeFile(frame), mode);

    /// <summary>The peer does what no version of the protocol does: this connection is closed.</summary>
    internal void Distrust() => Post(() => Lost(_current, LinkLoss.Failed));

    /// <summary>What this side attests as its choice, and the stricter of both, whose gate <see cref="ILinkOwner.LinkChanged"/> tells of.</summary>
    public void SetMode(DeliveryMode own, DeliveryMode effective)
    {
        if ((own, effective) == (_mode, _effective))
        {
            return;
        }

        (_mode, _effective) = (own, effective);
        Post(() =>
        {
            if (_current?.Attested.Choose(own) == true)
            {
                _current.Attest();
            }
        });
    }

    /// <summary>Link frame typing; <c>false</c> when there is no fresh link, and then it is not told at all.</summary>
    public bool TrySendTyping(bool typing) =>
        IsFresh && _current is { } current && current.TrySendLinkFrame(LinkFrame.EncodeTyping(typing));

    /// <summary>Link frame ack, after the messages were committed here.</summary>
    public bool TryAcknowledge(IReadOnlyList<UInt128> messageIds)
    {
        if (_current is not { IsVerified: true } current)
        {
            return false;
        }

        for (var start = 0; start < messageIds.Count; start += LinkLimits.AckIds)
        {
            var count = Math.Min(LinkLimits.AckIds, messageIds.Count - start);
            if (!current.TrySendLinkFrame(LinkFrame.EncodeAck(messageIds, start, count)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends bye over the link (page is closing, or the link is no longer wanted) and closes.</summary>
    public Task CloseAsync()
    {
        _wanted = false;
        return PostAsync(LeaveAsync);
    }

    /// <summary>Closes without a word; the peer notices by silence.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        _wanted = false;
        await PostAsync(() => DropAsync(_current));
        await _timer.DisposeAsync();
    }
}
