namespace Rubaru.Wire;

/// <summary>Why the server refused; each has its own sentence in the app.</summary>
public enum Refusal : byte
{
    None = 0,
    Malformed = 1,

    /// <summary>The path asked for another protocol version: "Reload to update".</summary>
    Version = 2,
    NotLoggedIn = 3,
    BadSignature = 4,

    /// <summary>No such mailbox (never registered, or removed after 90 unused days): register again with the same keys.</summary>
    UnknownMailbox = 5,

    /// <summary>The mailbox, or the capability of a PutCapability, belongs to somebody else.</summary>
    MailboxTaken = 6,
    RegistrationLimited = 7,
    RateLimited = 8,
    UnknownCapability = 9,
    CapabilityUsed = 10,
    CapabilityRevoked = 11,
    CapabilityExpired = 12,
    QuotaExceeded = 13,
    ClassNotAllowed = 14,
    TooLarge = 15,
    MailboxFull = 16,

    /// <summary>The envelope is sealed to an old mailbox key; the current signed one is attached.</summary>
    StaleMailboxKey = 17,
    NoBundle = 18,

    /// <summary>Disk full or database down: nothing was stored.</summary>
    StorageUnavailable = 19,

    /// <summary>The same mailbox logged in elsewhere; this socket ends.</summary>
    Superseded = 20,
    TooManyWatches = 21,

    /// <summary>The server is shutting down.</summary>
    GoingAway = 22,

    /// <summary>
    /// The owner has closed this stored-class capability for strict mode. Unlike a revoked one it may be opened again.
    /// </summary>
    CapabilityWithdrawn = 23,

    /// <summary>The endpoint is no address that this server would send a push to, or push is off.</summary>
    PushRefused = 24,

    /// <summary>The sender took this deposit back; another one has another name.</summary>
    DepositWithdrawn = 25,

    /// <summary>This login key was replaced: the profile was restored on another device, and this one must stop.</summary>
    LoginReplaced = 26,
}
