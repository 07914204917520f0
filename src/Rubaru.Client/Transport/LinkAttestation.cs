using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;

namespace Rubaru.Client.Transport;

/// <summary>
/// What the two ends of one connection say of its path, and what follows for strict mode. Neither end trusts its own
/// view alone: with the peer on a relay an end sees <c>host</c> or <c>prflx</c> at both of its candidates.
/// </summary>
/// <remarks>
/// Safe from several threads. <see cref="TrySend"/> judges and sends in one step, and a change waits for it or comes
/// before it: so no message leaves after a change that closes the gate.
/// </remarks>
internal sealed class LinkAttestation(TimeProvider time)
{
    private readonly Lock _gate = new();
    private SelectedPath? _path;
    private DeliveryMode _mode;
    private uint _number = 1;
    private PathAttestation? _theirs;
    private long _heard;

    /// <summary>The last reading; <c>null</c> from a change of the pair until it was read anew.</summary>
    internal SelectedPath? Path => _path;

    internal PathAttestation? Theirs => _theirs;

    /// <summary>One end or both say so, or this end sees it: then it is no direct path for either.</summary>
    internal bool IsRelayed => IsRelay(_path) || _theirs is { Candidate: CandidateType.Relay };

    /// <summary>How often the pair changed; a reading belongs to the pair that was there when it began.</summary>
    internal int Changes { get; private set; }

    /// <summary>The selected pair changed and nobody has looked yet.</summary>
    internal void Changed()
    {
        lock (_gate)
        {
            (_path, _number) = (null, _number + 1);
            Changes++;
        }
    }

    /// <returns>The path is another than before; its round trip does not count.</returns>
    internal bool Read(SelectedPath? path, int changes)
    {
        lock (_gate)
        {
            if (changes != Changes)
            {
                return false;
            }

            var changed =
                (path is null ? null : path with { RoundTripMs = null })
                != (_path is null ? null : _path with { RoundTripMs = null });
            _path = path;
            _number += changed ? 1u : 0;
            return changed;
        }
    }

    /// <returns>What this end is to say has changed.</returns>
    internal bool Choose(DeliveryMode mode)
    {
        lock (_gate)
        {
            if (mode == _mode)
            {
                return false;
            }

            (_mode, _number) = (mode, _number + 1);
            return true;
        }
    }

    internal PathAttestation Say(byte[] own, byte[] other)
    {
        lock (_gate)
        {
            var type = IsRelay(_path) ? CandidateType.Relay : PathAttestation.TypeOf(_path?.LocalType ?? "");
            return new PathAttestation(type, _path?.Protocol ?? "", _mode, _number, _theirs?.Number ?? 0, own, other);
        }
    }

    /// <returns><c>false</c>: it names other certificates than the two that this connection was signed for.</returns>
    internal bool Hear(PathAttestation theirs, byte[] own, byte[] other)
    {
        lock (_gate)
        {
            if (!theirs.Own.AsSpan().SequenceEqual(other) || !theirs.Other.AsSpan().SequenceEqual(own))
            {
                _theirs = null;
                return false;
            }

            _theirs = theirs;
            _heard = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>How long what the other end said still counts.</summary>
    internal TimeSpan Remaining =>
        _theirs is null ? TimeSpan.Zero
        : LinkLimits.Fresh - time.GetElapsedTime(_heard) is var left && left > TimeSpan.Zero ? left
        : TimeSpan.Zero;

    /// <param name="mode">The stricter of both choices, as far as it is known here.</param>
    internal StrictGate Judge(DeliveryMode mode)
    {
        lock (_gate)
        {
            if (IsRelay(_path) || _theirs is { Candidate: CandidateType.Relay })
            {
                if (Strictness.Stricter(mode, _theirs?.Mode ?? mode) == DeliveryMode.DirectOnly)
                {
                    return StrictGate.Relayed;
                }
            }

            return
                _path is { DtlsConnected: true } path
                && PathAttestation.TypeOf(path.LocalType) != CandidateType.Unknown
                && PathAttestation.TypeOf(path.RemoteType) != CandidateType.Unknown
                && _theirs is { } theirs
                && theirs.Candidate != CandidateType.Unknown
                // What they said, they said knowing what I say now.
                && theirs.Seen == _number
                && Remaining > TimeSpan.Zero
                ? StrictGate.Open
                : StrictGate.NotAttested;
        }
    }

    /// <summary>Judges and sends in one step.</summary>
    internal bool TrySend(DeliveryMode mode, Func<bool> mayGo, Func<bool> send)
    {
        lock (_gate)
        {
            return Judge(mode) == StrictGate.Open && mayGo() && send();
        }
    }

    private static bool IsRelay(SelectedPath? path) => path is { LocalType: "relay" } or { RemoteType: "relay" };
}
