using Rubaru.Client.Identity;
using Rubaru.Sodium;

namespace Rubaru.Client.Transport;

/// <summary>
/// One connection of a <see cref="PeerLink"/>: one rtc_id, one life. What happens to it is reported to the link, which
/// decides. Calls to the connection run in their own queue, so one that never returns holds up nothing else.
/// </summary>
internal sealed class LinkAttempt : IPeerConnectionEvents
{
    private readonly PeerLink _link;
    private readonly LinkKeys _keys;
    private readonly SerialQueue _operations;
    private readonly HashSet<uint> _candidateSequences = [];
    private readonly List<string> _candidates = [];
    private uint? _descriptionSequence;
    private IPeerConnection? _connection;
    private bool _readingDue;
    private bool _attestDue;

    internal LinkAttempt(
        PeerLink link,
        ISodium sodium,
        TimeProvider time,
        UInt128 rtcId,
        PathPolicy policy,
        bool isOfferer
    )
    {
        _link = link;
        _keys = new LinkKeys(sodium, rtcId, isOfferer);
        RtcId = rtcId;
        Policy = policy;
        IsOfferer = isOfferer;
        Started = time.GetTimestamp();
        Heartbeat = new Heartbeat(time);
        Attested = new LinkAttestation(time);
        _operations = new SerialQueue(error => link.Post(this, () => link.Lost(this, LinkLoss.Failed, error)));
    }

    internal UInt128 RtcId { get; }
    internal PathPolicy Policy { get; }
    internal bool IsOfferer { get; }
    internal long Started { get; }
    internal Heartbeat Heartbeat { get; }
    internal LinkAttestation Attested { get; }
    internal SelectedPath? Path => Attested.Path;
    internal bool IsClosed { get; private set; }

    /// <summary>The first link frame of the peer opened, so both ends see the same two fingerprints.</summary>
    internal bool IsVerified { get; private set; }

    /// <summary>The peer has taken up my offer: from here on glare is impossible for this rtc_id.</summary>
    internal bool IsAnswered => _keys.HasPeer;

    internal bool HasSignalled { get; private set; }

    internal void Open(PeerConnectionOptions options, IPeerConnections connections) =>
        Do(async () =>
        {
            var connection = await connections.OpenAsync(options, this);
            if (IsClosed)
            {
                await connection.DisposeAsync();
                return;
            }

            _connection = connection;
            if (IsOfferer)
            {
                await connection.DialAsync();
            }
        });

    /// <returns><c>false</c>: another nonce or fingerprint than this rtc_id began with, or none; it must be closed.</returns>
    internal bool TryAccept(Signal description)
    {
        if (!_keys.TryUseRemote(description))
        {
            return false;
        }

        if (_descriptionSequence is { } last && !SignalGate.IsNewer(description.Sequence, last))
        {
            return true;
        }

        _descriptionSequence = description.Sequence;
        var kind = description.Kind == SignalKind.Offer ? "offer" : "answer";
        var sdp = PathFilter.RemoteDescription(Policy, description.Sdp);
        Do(async connection =>
        {
            if (!await connection.ReceiveDescriptionAsync(kind, sdp))
            {
                throw new InvalidOperationException($"The connection did not take the {kind}.");
            }
        });
        foreach (var candidates in _candidates)
        {
            Do(connection => connection.ReceiveCandidatesAsync(candidates));
        }

        _candidates.Clear();
        return true;
    }

    internal void AddCandidates(Signal signal)
    {
        if (_candidateSequences.Count == LinkLimits.MaxCandidateBatches || !_candidateSequences.Add(signal.Sequence))
        {
            return;
        }

        var candidates = PathFilter.RemoteCandidates(Policy, signal.Sdp);
        if (candidates.Length == 0)
        {
            return;
        }

        if (_descriptionSequence is null)
        {
            _candidates.Add(candidates);
        }
        else
        {
            Do(connection => connection.ReceiveCandidatesAsync(candidates));
        }
    }

    internal bool TrySend(ReadOnlySpan<byte> frame) => !IsClosed && _connection?.TrySend(frame) == true;

    /// <summary>Only while both ends attest a path that this mode allows; decided in the same step as sending.</summary>
    internal bool TrySend(byte[] frame, DeliveryMode mode) =>
        mode.IsStrict
            ? Attested.TrySend(mode, () => IsVerified && !IsClosed && Heartbeat.IsFresh, () => TrySend(frame))
            : TrySend(frame);

    /// <summary>Pieces of a file, under the same gate as a message.</summary>
    internal int TrySendPieces(IReadOnlyList<Files.FilePiece> pieces, DeliveryMode mode)
    {
        if (!mode.IsStrict)
        {
            return TrySendPieces(pieces);
        }

        var taken = 0;
        Attested.TrySend(
            mode,
            () => IsVerified && !IsClosed && Heartbeat.IsFresh,
            () => (taken = TrySendPieces(pieces)) > 0
        );
        return taken;
    }

    private int TrySendPieces(IReadOnlyList<Files.FilePiece> pieces) =>
        IsVerified && !IsClosed && _connection is { } connection ? connection.TrySendPieces(pieces) : 0;

    internal bool TrySendLinkFrame(byte[] body) =>
        !IsClosed && _connection is { } connection && _keys.TrySend(body, connection);

    /// <summary>One that speaks of content, under the same gate as a message.</summary>
    internal bool TrySendLinkFrame(byte[] body, DeliveryMode mode) =>
        mode.IsStrict
            ? Attested.TrySend(mode, () => IsVerified && !IsClosed && Heartbeat.IsFresh, () => TrySendLinkFrame(body))
            : TrySendLinkFrame(body);

    /// <param name="attest">Tell the peer also when nothing changed.</param>
    internal void ReadPath(bool attest = false)
    {
        _attestDue |= attest;
        if (_readingDue)
        {
            // One that has not begun serves all who asked, so that a flood of pings costs one reading at a time.
            return;
        }

        _readingDue = true;
        Do(async connection =>
        {
            _readingDue = false;
            var told = _attestDue;
            _attestDue = false;
            var changes = Attested.Changes;
            var path = await connection.ReadPathAsync();
            _link.Post(this, () => PathRead(path, changes, told));
        });
    }

    /// <summary>Says what is known of this end's path, so that the peer may send in strict mode.</summary>
    internal void Attest()
    {
        if (IsVerified)
        {
            TrySendLinkFrame(Attested.Say(_keys.LocalFingerprint, _keys.RemoteFingerprint).ToBytes());
        }
    }

    /// <returns><c>false</c>: the peer uses other certificates than those that were signed.</returns>
    internal bool Hear(PathAttestation theirs) =>
        Attested.Hear(theirs, _keys.LocalFingerprint, _keys.RemoteFingerprint);

    /// <summary>Closes the connection and destroys the keys. Also safe while opening has not finished.</summary>
    internal async Task CloseAsync()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        _keys.Destroy();
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    void IPeerConnectionEvents.LocalDescription(string kind, string sdp) =>
        _link.Post(this, () => LocalDescription(kind, sdp));

    void IPeerConnectionEvents.LocalCandidates(string candidates)
    {
        var passed = PathFilter.LocalCandidates(Policy, candidates);

        // The end of gathering ("") tells the peer nothing that it waits for.
        if (passed.Length > 0)
        {
            _link.Post(this, () => _link.Send(this, SignalKind.Candidates, LinkKeys.NoNonce, passed));
        }
    }

    void IPeerConnectionEvents.ChannelOpened() => _link.Post(this, Opened);

    void IPeerConnectionEvents.ChannelClosed() => _link.Post(this, () => _link.Lost(this, LinkLoss.Failed));

    void IPeerConnectionEvents.FrameReceived(byte[] frame) => _link.Post(this, () => Receive(frame));

    void IPeerConnectionEvents.PiecesReceived(IReadOnlyList<Files.FilePiece?> pieces) =>
        _link.Post(this, () => _link.Pieces(this, pieces));

    void IPeerConnectionEvents.PieceRoom() => _link.Post(this, _link.PieceRoom);

    void IPeerConnectionEvents.PathChanged()
    {
        // At once, not in the queue: the next send may be the next thing that happens.
        Attested.Changed();
        _link.Post(
            this,
            () =>
            {
                _link.Notify();
                Attest();
                ReadPath();
            }
        );
    }

    void IPeerConnectionEvents.ConnectionStateChanged(string state)
    {
        // "disconnected" is no reason: the heartbeat knows sooner and better.
        if (state is "failed" or "closed")
        {
            _link.Post(this, () => _link.Lost(this, LinkLoss.Failed));
        }
    }

    private void LocalDescription(string kind, string sdp)
    {
        if (_keys.TryUseLocal(sdp) is not { } nonce)
        {
            _link.Lost(this, LinkLoss.Failed);
            return;
        }

        HasSignalled = true;
        var passed = PathFilter.LocalDescription(Policy, sdp);
        _link.Send(this, kind == "offer" ? SignalKind.Offer : SignalKind.Answer, nonce, passed);
    }

    private void Opened()
    {
        // The ping is the fingerprint check: only the holder of both nonces and the same two hashes can open it.
        if (TrySendLinkFrame(LinkFrame.Encode(LinkFrameType.Ping)))
        {
            Heartbeat.Pinged();
        }
        else
        {
            // An open channel without keys: the other end skipped the exchange that makes them.
            _link.Lost(this, LinkLoss.Failed);
        }
    }

    private void Receive(byte[] frame)
    {
        if (frame.Length > LinkLimits.MaxFrame)
        {
            _link.Lost(this, LinkLoss.Failed);
        }
        else if (frame is [0x00, _, ..] && IsVerified)
        {
            _link.Deliver(this, frame[1..]);
        }
        else if (frame is not [0x01, ..] || _keys.TryOpen(frame) is not { } body)
        {
            _link.Lost(this, IsVerified ? LinkLoss.Failed : LinkLoss.Identity);
        }
        else
        {
            ReceiveLinkFrame(LinkFrame.TryDecode(body));
        }
    }

    private void ReceiveLinkFrame(LinkFrame? frame)
    {
        Heartbeat.Heard();
        if (!IsVerified)
        {
            IsVerified = true;
            _link.Verified(this);
        }

        if (frame is { } known)
        {
            _link.Received(this, known);
        }
        else
        {
            _link.Lost(this, LinkLoss.Failed);
        }
    }

    /// <param name="changes">As counted when the reading began; a pair that changed meanwhile is being read again.</param>
    private void PathRead(SelectedPath? path, int changes, bool attest)
    {
        if (
            path is not null
            && !(
                Fits(path.LocalFingerprint, _keys.LocalFingerprint)
                && Fits(path.RemoteFingerprint, _keys.RemoteFingerprint)
            )
        )
        {
            _link.Lost(this, LinkLoss.Identity);
            return;
        }

        var changed = Attested.Read(path, changes);
        if (changed)
        {
            _link.Notify();
        }

        if (changed || attest)
        {
            Attest();
        }
    }

    /// <summary>A browser that does not tell the certificate in use has compared it with the description itself.</summary>
    private static bool Fits(string inUse, byte[] signed) =>
        inUse.Length == 0 || SdpFingerprint.TryParse("sha-256 " + inUse)?.AsSpan().SequenceEqual(signed) == true;

    private void Do(Func<Task> operation) => _operations.Add(() => IsClosed ? Task.CompletedTask : operation());

    private void Do(Func<IPeerConnection, Task> operation) =>
        Do(() => _connection is { } connection ? operation(connection) : Task.CompletedTask);
}
