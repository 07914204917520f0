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

    /// <summary>Its sender asked to delete it on both devices, and nothing of it is left.</summary>
    Deleted = 4,

    /// <summary>An image or a file (<see cref="Message.File"/>); the text is its caption, often empty.</summary>
    File = 5,
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

    /// <summary>What is known of its file.</summary>
    public Files.FileNote? File { get; init; }

    /// <summary>Written or chosen by a person, and still there.</summary>
    private bool IsContent => Kind is MessageKind.Text or MessageKind.File;

    /// <summary>The message that this one answers.</summary>
    public Quote? Quote { get; init; }

    /// <summary>Its text came from another chat.</summary>
    public bool IsForwarded { get; init; }

    /// <summary>When its text last changed, by its sender's clock.</summary>
    public DateTimeOffset? Edited { get; init; }

    /// <summary>What it said before, oldest first; not everything where it was edited often (<see cref="Limits.Versions"/>).</summary>
    public IReadOnlyList<MessageVersion> Earlier { get; init; } = [];

    /// <summary>My reaction: one emoji.</summary>
    public string? MyReaction { get; init; }

    /// <summary>The other person's reaction: one emoji.</summary>
    public string? PeerReaction { get; init; }

    /// <summary>How long it stays once it was delivered (mine) or seen (theirs).</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>When it goes from this device; <c>null</c> while <see cref="Lifetime"/> is not running.</summary>
    public DateTimeOffset? Vanishes { get; init; }

    /// <summary>What I changed of it and the other device has not confirmed yet.</summary>
    public Amendment Underway { get; init; }

    /// <summary>What I changed of it and may not have reached the other device; it is not sent again by itself.</summary>
    public Amendment Unconfirmed { get; init; }

    /// <summary>
    /// Withdrawal asked, and the server has not answered yet: "Withdrawing…". Nothing more is sent of it; the state stays
    /// what it was until the answer, and the receiver's word still wins.
    /// </summary>
    public bool IsWithdrawing { get; init; }

    /// <summary>The receiver has not acknowledged it, so <see cref="Conversation.WithdrawAsync"/> can be tried.</summary>
    public bool CanWithdraw =>
        Mine
        && IsContent
        && !IsWithdrawing
        && State is (MessageState.Waiting or MessageState.Sealed or MessageState.Expired);

    /// <summary>"Send again": <see cref="Conversation.RetryAsync"/> does something.</summary>
    public bool CanRetry =>
        Mine
        && IsContent
        && !IsWithdrawing
        && State
            is MessageState.Failed
                or MessageState.NotConfirmed
                or MessageState.NotSent
                or MessageState.Withdrawn
                or MessageState.Expired;

    /// <summary>It can be answered, and a reaction to it can be sent: the other person has it, or may have it.</summary>
    public bool CanAnswer =>
        IsContent
        && !IsWithdrawing
        && State is not (MessageState.Withdrawn or MessageState.Failed or MessageState.NotSent);

    /// <summary>Within a day of sending it (reading 68), and unless it was stopped: then it is sent anew instead.</summary>
    public bool CanEdit(DateTimeOffset now) =>
        Mine && Kind == MessageKind.Text && CanAnswer && now - Sent < Limits.EditWithin;

    /// <summary>Mine, and the other device may have it.</summary>
    public bool CanDeleteForBoth(DateTimeOffset now) =>
        Mine
        && IsContent
        && State is MessageState.Delivered or MessageState.Read or MessageState.NotConfirmed
        && now - Sent < Limits.DeleteWithin;

    /// <summary>What is still on its way is withdrawn first: gone here and arriving there would surprise everybody.</summary>
    public bool CanDeleteForMe =>
        Kind != MessageKind.System
        && !(Mine && (IsWithdrawing || State is MessageState.Waiting or MessageState.Sealed or MessageState.Expired));
}
