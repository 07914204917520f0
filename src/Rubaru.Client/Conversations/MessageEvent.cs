namespace Rubaru.Client.Conversations;

/// <summary>What can happen to a message of mine.</summary>
internal enum MessageEventKind : byte
{
    /// <summary>The server flushed a sealed copy to disk; it keeps it until <see cref="MessageEvent.Expires"/>.</summary>
    Stored = 1,

    /// <summary>
    /// The server says that the receiver's device took the envelope. That is the server's word, not the receiver's: the
    /// receipt is still to come.
    /// </summary>
    HandedOver,

    /// <summary>The receiver committed it: acknowledgement of the link, or receipt encrypted by the session.</summary>
    Acknowledged,

    /// <summary>The receiver saw it; heard only where read receipts are on.</summary>
    ReadByPeer,

    /// <summary>The time of the server's copy is over.</summary>
    CopyExpired,

    /// <summary>Its bytes are of no use any more and it is encrypted anew (a day old, or the session is gone).</summary>
    Renewed,

    /// <summary>The person asked to withdraw it; copies that the server may have are still to be withdrawn.</summary>
    WithdrawalAsked,

    /// <summary>No copy is left at the server, and it was never put on a link.</summary>
    Withdrawn,

    /// <summary>No copy is left at the server, but it was put on a link and may have arrived by it.</summary>
    WithdrawnAfterLink,

    /// <summary>The server answered that the receiver's device had taken the envelope before.</summary>
    WithdrawalTooLate,

    /// <summary>After that no receipt came for long.</summary>
    NeverConfirmed,

    /// <summary>It can never be delivered.</summary>
    Refused,

    /// <summary>Strict mode is on, and it was never put on a link: it does not go.</summary>
    StrictStopped,

    /// <summary>Strict mode is on, and the link on which it was put went, or it was put on one before: nobody knows.</summary>
    LinkLostWhileStrict,

    /// <summary>"Send again" of the person.</summary>
    Retried,
}

/// <summary>One thing that happened to a message of mine, with what the bubble shows of it.</summary>
internal readonly record struct MessageEvent(
    MessageEventKind Kind,
    DateTimeOffset? Expires = null,
    MessagePath Path = MessagePath.None,
    string? Reason = null
)
{
    public static MessageEvent Stored(DateTimeOffset expires) => new(MessageEventKind.Stored, Expires: expires);

    public static MessageEvent Acknowledged(MessagePath path) => new(MessageEventKind.Acknowledged, Path: path);

    public static MessageEvent ReadByPeer(MessagePath path) => new(MessageEventKind.ReadByPeer, Path: path);

    /// <param name="reason">"gone", "refused", or why an invite is over.</param>
    public static MessageEvent Refused(string reason) => new(MessageEventKind.Refused, Reason: reason);

    /// <summary>Strict mode forbids it to wait or to go by the server.</summary>
    /// <param name="onLink">It was put on a link: <see cref="OutboxRow.OnLink"/>.</param>
    public static MessageEvent Strict(bool onLink) =>
        onLink ? MessageEventKind.LinkLostWhileStrict : MessageEventKind.StrictStopped;

    public static implicit operator MessageEvent(MessageEventKind kind) => new(kind);
}
