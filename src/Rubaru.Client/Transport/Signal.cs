namespace Rubaru.Client.Transport;

public enum SignalKind : byte
{
    Offer = 1,
    Answer = 2,
    Candidates = 3,
    Bye = 4,
}

/// <summary>
/// Content type 3 (protocol sections 5.7, 8): rtc_id(16) || kind(1) || seq(4) || link_nonce(32) || SDP. Always inside a
/// ratchet message, always deposited as transient, never stored by the server.
/// </summary>
/// <param name="LinkNonce">32 bytes; all zero except in the first offer or answer of an rtc_id.</param>
public sealed record Signal(UInt128 RtcId, SignalKind Kind, uint Sequence, byte[] LinkNonce, string Sdp)
{
    /// <summary>Without the description, which holds addresses.</summary>
    public override string ToString() => nameof(Signal);
}
