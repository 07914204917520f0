namespace Rubaru.Client.Conversations;

public enum MessageState : byte
{
    /// <summary>Waiting on this device.</summary>
    Waiting = 1,

    /// <summary>Sealed on the server, until <see cref="Message.Expires"/>.</summary>
    Sealed = 2,
    Delivered = 3,
    Read = 4,
    NotSent = 5,
    NotConfirmed = 6,
    Expired = 7,
    Withdrawn = 8,
    Failed = 9,

    /// <summary>An incoming message or a system line.</summary>
    Received = 10,
}

/// <summary>The way a message went. Names as in <c>data-path</c>.</summary>
public enum MessagePath : byte
{
    None = 0,
    Direct = 1,
    TurnRelay = 2,
    Server = 3,
}

public enum MessageKind : byte
{
    Text = 1,

    /// <summary>A line of the system; <see cref="Message.Text"/> is a resource key with optional ":argument".</summary>
    System = 2,

    /// <summary>A content type this version does not know: "needs a newer version".</summary>
    Unknown = 3,
}

/// <summary>One bubble. Immutable; a change replaces it in <see cref="Conversation.Messages"/>.</summary>
/// <param name="Order">Position within the conversation; display order.</param>
/// <param name="Bytes">Size of the ratchet message on the wire, for "message info".</param>
public sealed record Message(
    UInt128 Id,
    long Order,
    MessageKind Kind,
    bool Mine,
    string Text,
    DateTimeOffset Sent,
    DateTimeOffset? Arrived,
    MessageState State,
    MessagePath Path,
    DateTimeOffset? Expires,
    string? FailureReason,
    int Bytes
)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(Message);

    /// <summary>
    /// Withdrawal asked, and the server has not answered yet: "Withdrawing…". Nothing more is sent of it; the state stays
    /// what it was until the answer, and the receiver's word still wins.
    /// </summary>
    public bool IsWithdrawing { get; init; }

    /// <summary>The receiver has not acknowledged it, so <see cref="Conversation.WithdrawAsync"/> can be tried.</summary>
    public bool CanWithdraw =>
        Mine
        && Kind == MessageKind.Text
        && !IsWithdrawing
        && State is (MessageState.Waiting or MessageState.Sealed or MessageState.Expired);

    /// <summary>"Send again": <see cref="Conversation.RetryAsync"/> does something.</summary>
    public bool CanRetry =>
        Mine
        && !IsWithdrawing
        && State
            is MessageState.Failed
                or MessageState.NotConfirmed
                or MessageState.NotSent
                or MessageState.Withdrawn
                or MessageState.Expired;
}
