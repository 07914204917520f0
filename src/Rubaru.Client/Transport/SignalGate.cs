namespace Rubaru.Client.Transport;

internal enum SignalVerdict
{
    Ignore,

    /// <summary>Candidates whose offer is not here yet; kept.</summary>
    Kept,

    /// <summary>Candidates or bye of the current connection.</summary>
    Current,

    /// <summary>The answer to my offer, or a renegotiation of the current connection.</summary>
    Description,

    /// <summary>An offer of a fresh connection, which replaces the current one.</summary>
    FreshOffer,
}

/// <summary>Which signals count (protocol section 8): stale rtc_id and seq do not, and of two crossing offers one does.</summary>
internal sealed class SignalGate(bool polite)
{
    private readonly EarlySignals _early = new();
    private uint? _newestDescription;

    internal SignalVerdict Judge(Signal signal, LinkAttempt? current)
    {
        if (
            signal.LinkNonce.Length != LinkLimits.NonceSize
            || signal.Sdp.Length > LinkLimits.MaxSdp
            || _early.IsSpent(signal.RtcId)
        )
        {
            return SignalVerdict.Ignore;
        }

        var isCurrent = current?.RtcId == signal.RtcId;
        switch (signal.Kind)
        {
            case SignalKind.Candidates when isCurrent:
                return SignalVerdict.Current;
            case SignalKind.Candidates:
                _early.Keep(signal);
                return SignalVerdict.Kept;
            case SignalKind.Bye:
                Spend(signal.RtcId);
                return isCurrent ? SignalVerdict.Current : SignalVerdict.Ignore;
            case SignalKind.Answer or SignalKind.Offer when isCurrent:
                See(signal.Sequence);

                // The peer cannot offer under my rtc_id before it answered my offer.
                return current!.IsAnswered || signal.Kind == SignalKind.Answer
                    ? SignalVerdict.Description
                    : SignalVerdict.Ignore;
            case SignalKind.Offer:
                // Perfect negotiation: of two offers under way at once the impolite side's wins.
                var loses = !polite && current is { IsOfferer: true, IsAnswered: false };
                return See(signal.Sequence) && !loses ? SignalVerdict.FreshOffer : SignalVerdict.Ignore;
            default:
                return SignalVerdict.Ignore;
        }
    }

    /// <summary>The candidates that came before their offer.</summary>
    internal IReadOnlyList<Signal> TakeCandidates(UInt128 rtcId) => _early.Take(rtcId);

    internal void Spend(UInt128 rtcId) => _early.Spend(rtcId);

    internal static bool IsNewer(uint sequence, uint than) => unchecked((int)(sequence - than)) > 0;

    /// <returns>
    /// <c>false</c> for a description that a newer one has overtaken while it was re-sent. A number far below the newest
    /// is another run of the peer whose clock was set back, and counts.
    /// </returns>
    private bool See(uint sequence)
    {
        if (
            _newestDescription is { } newest
            && !IsNewer(sequence, newest)
            && unchecked(newest - sequence) <= LinkLimits.StaleWindow
        )
        {
            return false;
        }

        _newestDescription = sequence;
        return true;
    }
}
