using Rubaru.Client.Identity;

namespace Rubaru.Client.Transport;

/// <summary>Signals out and in (protocol section 8). Everything here runs in the link's queue, one after another.</summary>
public sealed partial class PeerLink
{
    internal void Send(LinkAttempt attempt, SignalKind kind, byte[] nonce, string sdp)
    {
        var signal = new Signal(attempt.RtcId, kind, ++_sequence, nonce, sdp);

        // A signal of a connection that is over would only confuse the peer, except for the bye that says so.
        _signals.Add(() =>
            attempt.IsClosed && kind != SignalKind.Bye ? Task.CompletedTask : _owner.SendSignalAsync(signal)
        );
    }

    private void Receive(Signal signal)
    {
        switch (_gate.Judge(signal, _current))
        {
            case SignalVerdict.Current when signal.Kind == SignalKind.Bye:
                Lost(_current, LinkLoss.Bye);
                break;
            case SignalVerdict.Current:
                _current?.AddCandidates(signal);
                break;
            case SignalVerdict.Description when _current?.TryAccept(signal) == false:
                Lost(_current, LinkLoss.Identity);
                break;
            case SignalVerdict.FreshOffer when !_disposed && CanConnect:
                Answer(signal);
                break;
            case SignalVerdict.FreshOffer or SignalVerdict.Ignore:
                IgnoredSignals++;
                break;
            default:
                // Kept for later, or taken by the condition above.
                break;
        }
    }

    private void Answer(Signal offer)
    {
        if (!LinkKeys.CanBegin(offer))
        {
            // A bad offer does not cost the connection that works.
            Refusals++;
            return;
        }

        if (_current is not null)
        {
            Lost(_current, LinkLoss.Replaced);
        }

        _heldByBye = false;
        var attempt = new LinkAttempt(this, _sodium, _time, offer.RtcId, _policy, isOfferer: false);
        Begin(attempt);
        attempt.TryAccept(offer);
        foreach (var candidates in _gate.TakeCandidates(offer.RtcId))
        {
            attempt.AddCandidates(candidates);
        }
    }
}
