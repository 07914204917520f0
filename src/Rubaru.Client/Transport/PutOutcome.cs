namespace Rubaru.Client.Transport;

/// <summary>What became of telling the server about a capability.</summary>
internal enum PutOutcome
{
    /// <summary>The server has this state now. Dropping what it never had counts as done.</summary>
    Done,

    /// <summary>No answer, or too much was asked in a short time.</summary>
    Later,

    /// <summary>The mailbox has as many open ones as it may. Those that it has already can still be told.</summary>
    Limited,

    /// <summary>It ended for good: used, revoked or expired, or another mailbox has it.</summary>
    Ended,
}
