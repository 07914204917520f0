namespace Rubaru.Client.Conversations;

/// <summary>Why a text was not taken; the composer keeps it.</summary>
public enum SendRefusal
{
    Empty,

    /// <summary>Longer than <see cref="ChatClient.MaxTextBytes"/>.</summary>
    TooLong,

    /// <summary>Too many messages wait for this contact (protocol section 8).</summary>
    TooManyWaiting,

    /// <summary>The contact was deleted meanwhile.</summary>
    Deleted,

    /// <summary>The invite did not work, so there is nobody to send to before a new one is opened.</summary>
    NeverConnected,

    /// <summary>The other person has not answered the first contact yet, and enough waits for that.</summary>
    AwaitingReply,

    /// <summary>The other person deleted or blocked this contact.</summary>
    Gone,

    /// <summary>I blocked this person, or have not accepted its request.</summary>
    Blocked,

    /// <summary>The message is gone, or too old to be changed.</summary>
    TooLate,

    /// <summary>Strict mode, and <see cref="Conversation.Gate"/> is closed.</summary>
    Strict,

    /// <summary>The profile was restored on another device; this one has stopped.</summary>
    Replaced,

    /// <summary>The file is larger than the protocol carries, or than this device has room for.</summary>
    FileTooLarge,

    /// <summary>This browser gives no place for files.</summary>
    FilesUnsupported,

    /// <summary>The sealed copy of this file is not on this device any more.</summary>
    FileGone,
}

/// <summary>Thrown by <see cref="Conversation.SendAsync"/> before anything was stored or sent.</summary>
public sealed class SendRefusedException(SendRefusal reason) : Exception(Sentence(reason))
{
    public SendRefusal Reason => reason;

    private static string Sentence(SendRefusal reason) =>
        reason switch
        {
            SendRefusal.Empty => "There is nothing to send.",
            SendRefusal.TooLong => "The message is too long.",
            SendRefusal.TooManyWaiting => "Too many messages wait for this contact already.",
            SendRefusal.NeverConnected => "The invite of this contact did not work.",
            SendRefusal.AwaitingReply => "The first contact has not been answered yet.",
            SendRefusal.Gone => "The other person takes no more messages.",
            SendRefusal.Blocked => "This person is blocked, or its request is not accepted.",
            SendRefusal.Replaced => "The profile was restored on another device.",
            SendRefusal.FileTooLarge => "The file is too large for this device.",
            SendRefusal.FilesUnsupported => "There is no place for files here.",
            SendRefusal.FileGone => "The copy of this file is gone.",
            SendRefusal.TooLate => "The message cannot be changed any more.",
            SendRefusal.Strict => "Strict mode is on and there is no attested direct connection.",
            _ => "This contact was deleted.",
        };
}
