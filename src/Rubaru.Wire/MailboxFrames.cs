namespace Rubaru.Wire;

/// <summary>First frame on <c>/v1/mailbox</c>, server to client. Nonce 32 bytes, single use.</summary>
public sealed record Challenge(byte[] Nonce, long UnixSeconds) : Frame;

/// <summary>Ed25519 over <see cref="LoginChallenge.ToBeSigned"/> with the login key of the mailbox.</summary>
public sealed record Login(MailboxId Mailbox, byte[] Signature) : Frame;

/// <summary>Creates the mailbox, or logs in where it exists with this very login key (32 bytes).</summary>
public sealed record Register(MailboxId Mailbox, byte[] LoginKey, byte[] Signature) : Frame;

/// <summary>Login or registration worked. Deliveries of what waits follow at once.</summary>
/// <param name="RetentionSeconds">How long this server keeps a stored deposit at most.</param>
/// <param name="OneTimePrekeys">How many one-time prekeys of this mailbox are left on the shelf.</param>
/// <param name="Created">The mailbox was new: capabilities and prekeys must be put (again).</param>
public sealed record LoggedIn(uint RetentionSeconds, uint OneTimePrekeys, bool Created) : Frame;

/// <param name="CapabilityHash">H(cap), 32 bytes; the server never sees a capability before somebody uses it.</param>
/// <param name="Deposits">Quota of deposits, 0 = only the mailbox's own limits.</param>
/// <param name="Bundles">Quota of bundle fetches, 0 = only the mailbox's own limits.</param>
/// <param name="ExpiresUnixSeconds">0 = never.</param>
public sealed record PutCapability(
    uint Request,
    byte[] CapabilityHash,
    DepositClass Classes,
    uint Deposits,
    uint Bundles,
    long ExpiresUnixSeconds
) : Frame;

/// <param name="State">What a later use is answered with: <see cref="Refusal.CapabilityUsed"/> or <see cref="Refusal.CapabilityRevoked"/>,
/// for ever, or <see cref="Refusal.CapabilityWithdrawn"/> until the same hash is put again: then deposits of class stored
/// are refused and class transient goes on.</param>
public sealed record DropCapability(uint Request, byte[] CapabilityHash, Refusal State) : Frame;

/// <summary>
/// Replaces the identity, signed prekey, last-resort key and mailbox key of the bundle and adds one-time prekeys.
/// Each signed key is id(4) || public key || signature(64) as in protocol section 2.1; the server only checks sizes.
/// </summary>
public sealed record PutPrekeys(
    uint Request,
    byte[] IdentityPublic,
    byte[] SignedPrekey,
    byte[] LastResort,
    byte[] MailboxKey,
    IReadOnlyList<byte[]> OneTime
) : Frame;

public sealed record PrekeyCount(uint Request) : Frame;

public sealed record PrekeyCountIs(uint Request, uint OneTime) : Frame;

/// <param name="Slot">H(cap)[0..8] of the capability it came in by (protocol section 7.1).</param>
public sealed record Delivery(DepositId Deposit, byte[] Slot, DepositClass Class, byte[] Envelope) : Frame;

/// <summary>The receiver has committed the delivery, or can never use it: the server wipes its copy.</summary>
public sealed record Acknowledge(DepositId Deposit) : Frame;

/// <summary>
/// Somebody who holds the capability of this slot wants to connect (protocol section 7.2). Content-free, kept nowhere.
/// </summary>
/// <param name="Slot">H(cap)[0..8] of the transient capability it came in by.</param>
public sealed record Knocked(byte[] Slot) : Frame;
