namespace Rubaru.Client.Files;

/// <summary>Where a file stands. The numbers are stored.</summary>
public enum TransferState : byte
{
    /// <summary>Theirs: the person is asked.</summary>
    Asking = 1,

    /// <summary>It moves whenever both are linked.</summary>
    Waiting = 2,

    /// <summary>This person paused it, or the disk is full (<see cref="Transfer.Problem"/>).</summary>
    Paused = 3,

    /// <summary>The receiver has all of it, and it is what was offered.</summary>
    Complete = 4,

    /// <summary>The receiver does not want it.</summary>
    Declined = 5,

    /// <summary>Either side gave it up.</summary>
    Cancelled = 6,
    Failed = 7,
}

/// <summary>Why it does not go on. The numbers are stored.</summary>
public enum TransferProblem : byte
{
    None = 0,

    /// <summary>This device has no room for it.</summary>
    DiskFull = 1,

    /// <summary>What came is not what was offered.</summary>
    Corrupt = 2,

    /// <summary>The sender's device does not have it any more.</summary>
    Gone = 3,

    /// <summary>This browser gives no place for files.</summary>
    Unsupported = 4,
}
