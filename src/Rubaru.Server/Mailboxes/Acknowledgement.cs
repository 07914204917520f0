namespace Rubaru.Server.Mailboxes;

/// <summary>What an acknowledgement of a receiver belongs to.</summary>
internal enum Acknowledgement
{
    /// <summary>Nothing that this socket was sent and has not acknowledged.</summary>
    Unknown,

    /// <summary>A row, which must be wiped.</summary>
    OfRow,

    /// <summary>A deposit in memory; there is nothing more to do.</summary>
    Complete,
}
