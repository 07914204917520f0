namespace Rubaru.Client.Conversations;

/// <summary>What became of a knock (protocol section 7.2): content-free, held in memory only.</summary>
public enum KnockResult
{
    /// <summary>Handed to a line of theirs that looks open, and to their push service where they have one; nobody knows yet whether it arrived.</summary>
    Sent,

    /// <summary>A push without content was handed on, for at most 60 s.</summary>
    Notified,

    /// <summary>Their app is closed and takes no push.</summary>
    NotReachable,

    /// <summary>Less than a minute after the last one to this contact.</summary>
    TooSoon,

    /// <summary>The server did not answer.</summary>
    Unreachable,
}
