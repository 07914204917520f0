using System.Buffers.Binary;
using Rubaru.Client.Identity;
using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>What the link does about what happens. Everything here runs in the link's queue, one after another.</summary>
public sealed partial class PeerLink
{
    internal void Notify() => _notify = true;

    /// <summary>Runs a decision about a connection, unless it was given up meanwhile.</summary>
    internal void Post(LinkAttempt? attempt, Action decision) =>
        Post(() =>
        {
            if (attempt is not null && ReferenceEquals(attempt, _current))
            {
                decision();
            }
        });

    internal void Verified(LinkAttempt attempt)
    {
        Connects++;
        _redial.Reset();
        attempt.ReadPath();
        Notify();
    }

    internal void Received(LinkAttempt attempt, LinkFrame frame)
    {
        switch (frame.Type)
        {
            case LinkFrameType.Ping:
                attempt.Heartbeat.PeerPinged();
                attempt.TrySendLinkFrame(LinkFrame.Encode(LinkFrameType.Pong));

                // Whoever pings wants the link, and hears with each heartbeat what this end's path is now.
                attempt.ReadPath(attest: true);
                break;
            case LinkFrameType.Attest:
                Attested(attempt, frame.Attestation!);
                break;
            case LinkFrameType.Ack:
                Deliver(attempt, frame.Ids.Count, () => _owner.AcknowledgedAsync(frame.Ids));
                break;
            case LinkFrameType.Typing:
                _owner.TypingReceived(frame.IsTyping);
                break;
            case LinkFrameType.File:
                _owner.FileFrameReceived(frame.File!);
                break;
            case LinkFrameType.Bye:
                Lost(attempt, LinkLoss.Bye);
                break;
            default:
                // A pong was heard, which is all it says; newer types are not for us.
                break;
        }
    }

    private void Attested(LinkAttempt attempt, PathAttestation theirs)
    {
        var before = attempt.Attested.Theirs?.Number;
        if (!attempt.Hear(theirs))
        {
            Lost(attempt, LinkLoss.Identity);
        }
        else if (theirs.Number != before)
        {
            // So that the peer knows that this end has heard it: its own gate waits for that.
            attempt.Attest();
        }
    }

    internal void Deliver(LinkAttempt attempt, byte[] message) =>
        Deliver(attempt, message.Length, () => _owner.MessageReceivedAsync(message));

    /// <summary>Nothing of a file is taken from an end that is not verified; what came before its first frame is a fault.</summary>
    internal void Pieces(LinkAttempt attempt, IReadOnlyList<Files.FilePiece?> pieces)
    {
        if (attempt.IsVerified && pieces.All(piece => piece is not null))
        {
            _owner.PiecesReceived([.. pieces.OfType<Files.FilePiece>()]);
        }
        else
        {
            Lost(attempt, LinkLoss.Failed);
        }
    }

    internal void PieceRoom() => _owner.PieceRoom();

    internal void Lost(LinkAttempt? attempt, LinkLoss loss, Exception? fault = null)
    {
        LastFault = fault ?? LastFault;
        if (loss == LinkLoss.Bye)
        {
            _heldByBye = true;
        }
        else if (loss is LinkLoss.Failed or LinkLoss.Identity)
        {
            _redial.Failed();
        }

        _ = DropAsync(attempt);
        if (loss == LinkLoss.Identity)
        {
            Refusals++;
            _owner.IdentityCheckFailed();
        }
    }

    private void Dial()
    {
        Span<byte> rtcId = stackalloc byte[16];
        _sodium.Random(rtcId);
        var number = BinaryPrimitives.ReadUInt128BigEndian(rtcId);
        Begin(new LinkAttempt(this, _sodium, _time, number, _policy, isOfferer: true));
    }

    private void Begin(LinkAttempt attempt)
    {
        Attempts++;
        HasToldAddress |= attempt.Policy != PathPolicy.RelayOnly;
        _current = attempt;
        attempt.Heartbeat.Scale = _hidden ? LinkLimits.HiddenScale : 1;
        attempt.Attested.Choose(_mode);
        Notify();
        attempt.Open(new PeerConnectionOptions(_polite, attempt.Policy, Servers(attempt.Policy)), _connections);
    }

    /// <summary>A device that hides its address cannot be connected without a relay.</summary>
    private bool CanConnect => _policy != PathPolicy.RelayOnly || Servers(_policy).Count > 0;

    private bool MayDial => _wanted && _reachable && !_heldByBye && _iceServers is not null && CanConnect;

    private IReadOnlyList<IceServer> Servers(PathPolicy policy) => PathFilter.Servers(policy, _iceServers ?? []);

    private static bool SameUrls(IReadOnlyList<IceServer>? a, IReadOnlyList<IceServer>? b) =>
        a is null || b is null ? a == b : a.Select(server => server.Url).SequenceEqual(b.Select(server => server.Url));

    private void ApplyPolicy()
    {
        if (_current is { } current && !Fits(current))
        {
            // Without a bye, so that the peer does not rest: whoever wants the link dials.
            Replace(current);
        }
    }

    /// <summary>
    /// Made under this policy; or there already when strict mode asked for direct paths: its gate decides what it may
    /// carry, and a chat that is direct goes on being so while the server is away.
    /// </summary>
    private bool Fits(LinkAttempt attempt) =>
        attempt.Policy == _policy
        || (
            attempt is { IsVerified: true, Policy: PathPolicy.Auto }
            && _policy == PathPolicy.DirectOnly
            && _effective == DeliveryMode.DirectOnly
        );

    /// <summary>
    /// An offer of mine that was made before the way to the peer was open: its candidates may be those of a network that was
    /// dead (no address by STUN, so a relay for good), or a page that is gone had it.
    /// </summary>
    private void DialAnew()
    {
        if (_current is { IsOfferer: true, IsAnswered: false })
        {
            Replace(_current);
        }
    }

    private void ServersChanged()
    {
        // Not an offer of the peer: who has made one waits for its answer and may refuse mine meanwhile.
        if (_current is { IsVerified: false, IsOfferer: true } or { Path.LocalType: "relay" })
        {
            Replace(_current);
        }
    }

    private void Replace(LinkAttempt attempt)
    {
        _redial.Reset();
        Lost(attempt, LinkLoss.Replaced);
    }

    private Task LeaveAsync()
    {
        if (_current is { IsVerified: true } connected)
        {
            connected.TrySendLinkFrame(LinkFrame.Encode(LinkFrameType.Bye));
        }
        else if (_current is { HasSignalled: true } dialling)
        {
            Send(dialling, SignalKind.Bye, LinkKeys.NoNonce, "");
        }

        return DropAsync(_current);
    }

    private async Task DropAsync(LinkAttempt? attempt)
    {
        if (attempt is null)
        {
            return;
        }

        _gate.Spend(attempt.RtcId);
        if (ReferenceEquals(attempt, _current))
        {
            _current = null;
            Notify();
        }

        try
        {
            await attempt.CloseAsync();
        }
        catch (Exception error)
        {
            // The connection is no longer referred to; a failure to close it changes nothing for the link.
            LastFault = error;
        }
    }

    private void Ask(TimeSpan grace)
    {
        if (_current is { IsVerified: true } current)
        {
            current.Heartbeat.Excuse(grace);
            Ping(current);
        }
    }

    private static void Ping(LinkAttempt attempt)
    {
        attempt.TrySendLinkFrame(LinkFrame.Encode(LinkFrameType.Ping));
        attempt.Heartbeat.Pinged();
    }

    private void Deliver(LinkAttempt attempt, int size, Func<Task> delivery)
    {
        if (!_deliveries.TryAdd(size, delivery))
        {
            Lost(attempt, LinkLoss.Failed);
        }
    }

    private void Tick()
    {
        if (_current is not { } current)
        {
            return;
        }

        if (_time.GetElapsedTime(_due) > LinkLimits.AfterStall && current.IsVerified && _wanted)
        {
            // The timer is late, so this page stood still and could not hear; frames may wait behind this very call.
            Ask(LinkLimits.AfterStall);
        }

        if (!current.IsVerified)
        {
            if (_time.GetElapsedTime(current.Started) >= LinkLimits.Dial)
            {
                Lost(current, LinkLoss.Failed);
            }
        }
        else if (!_wanted)
        {
            if (current.Heartbeat.IsUnused)
            {
                _ = LeaveAsync();
            }
        }
        else if (current.Heartbeat.IsSilent)
        {
            Lost(current, LinkLoss.Silent);
        }
        else
        {
            if (current.Heartbeat.IsPingDue)
            {
                Ping(current);
            }

            if (current.Heartbeat.TakeQuiet())
            {
                _owner.LinkQuiet();
            }
        }
    }

    /// <summary>After every decision: dial if it is time, tell the owner what changed, set the one timer.</summary>
    private void Settle()
    {
        if (_disposed)
        {
            return;
        }

        if (_current is null && MayDial && _redial.Remaining == TimeSpan.Zero)
        {
            Dial();
        }

        if (_current is { IsVerified: true } current && current.Heartbeat.TakePathReading(current.Path is not null))
        {
            current.ReadPath();
        }

        var judged = (Judge(_effective), IsRelayed, PeerMode);
        _notify |= _wasFresh != IsFresh || _wasJudged != judged;
        (_wasFresh, _wasJudged) = (IsFresh, judged);
        var next = _current switch
        {
            null => MayDial ? _redial.Remaining : Timeout.InfiniteTimeSpan,
            { IsVerified: false } dialling => LinkLimits.Dial - _time.GetElapsedTime(dialling.Started),
            { } connected => NextCheck(connected),
        };
        if (next != Timeout.InfiniteTimeSpan)
        {
            // Rounded up to whole milliseconds: a timer that fires early would only have to be set again.
            next = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(next.TotalMilliseconds)));
            _due = _time.GetTimestamp() + (long)(next.TotalSeconds * _time.TimestampFrequency);
        }

        _timer.Change(next, Timeout.InfiniteTimeSpan);
        if (_notify)
        {
            _notify = false;
            _owner.LinkChanged();
        }
    }

    private TimeSpan NextCheck(LinkAttempt connected)
    {
        var next = connected.Heartbeat.NextCheck(_wanted);
        var word = connected.Attested.Remaining;
        return word > TimeSpan.Zero && word < next ? word : next;
    }

    private void Post(Action decision) =>
        _work.Add(() =>
        {
            try
            {
                decision();
            }
            finally
            {
                Settle();
            }
        });

    private Task PostAsync(Func<Task> decision)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            var closing = decision();
            Settle();
            _ = closing.ContinueWith(_ => done.TrySetResult(), TaskScheduler.Default);
        });
        return done.Task;
    }
}
