namespace Rubaru.Client.Transport;

/// <summary>What became of telling the server about a capability.</summary>
internal enum PutOutcome
{
    /// <summary>The server has this state now. Dropping what it never had counts as done.</summary>
    Done,

    /// <summary>No answer, or a limit that passes.</summary>
    Later,

    /// <summary>It ended for good: used, revoked or expired, or another mailbox has it.</summary>
    Ended,
}
