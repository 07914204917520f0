namespace Rubaru.Wire;

/// <summary>Client to server on <c>/v1/deposit</c>; idempotent by (mailbox, <see cref="Id"/>).</summary>
/// <param name="Capability">32 bytes; names the mailbox and the slot, never the sender.</param>
/// <param name="TimeToLiveSeconds">At most the server's retention; 0 = as long as the server keeps anything. Ignored for
/// class transient.</param>
/// <param name="WithdrawHash">H(w), 32 bytes, w = 16 random bytes kept by the sender.</param>
public sealed record Deposit(
    DepositId Id,
    byte[] Capability,
    DepositClass Class,
    uint TimeToLiveSeconds,
    byte[] WithdrawHash,
    byte[] Envelope
) : Frame;

public enum DepositOutcome : byte
{
    /// <summary>Committed and flushed; it waits until <see cref="Accepted.ExpiresUnixSeconds"/>.</summary>
    Stored = 1,

    /// <summary>The receiver acknowledged it.</summary>
    Delivered = 2,

    /// <summary>Class transient, and the receiver has no open socket: it went nowhere.</summary>
    NotConnected = 3,

    /// <summary>Class transient, handed to the receiver's open socket.</summary>
    Routed = 4,
}

public sealed record Accepted(DepositId Id, DepositOutcome Outcome, long ExpiresUnixSeconds) : Frame;

/// <param name="MailboxKey">The current signed mailbox key (mbk_id(4) || pk || sig) with
/// <see cref="Refusal.StaleMailboxKey"/>, otherwise empty.</param>
public sealed record DepositRefused(DepositId Id, Refusal Reason, byte[] MailboxKey) : Frame;

public sealed record FetchBundle(uint Request, byte[] Capability) : Frame;

/// <summary>3,950 bytes, protocol section 2.1.</summary>
public sealed record Bundle(uint Request, byte[] Bytes) : Frame;

/// <summary>
/// Asks for the <see cref="Bundle"/> with the last-resort key and takes nothing from the shelf: its owner looks once a day
/// at what the server hands out (protocol section 10).
/// </summary>
public sealed record CheckBundle(uint Request, byte[] Capability) : Frame;

public sealed record FetchMailboxKey(uint Request, byte[] Capability) : Frame;

/// <summary>mbk_id(4) || pk(1216) || sig(64).</summary>
public sealed record MailboxKey(uint Request, byte[] Bytes) : Frame;

/// <summary>
/// Asks whether the capability's mailbox has an open socket, and watches it: <see cref="PresenceIs"/> with the same
/// number comes at once and again at every change while this socket is open. A bounded number of watches a socket.
/// </summary>
public sealed record Presence(uint Request, byte[] Capability) : Frame;

public sealed record PresenceIs(uint Request, bool Connected) : Frame;
