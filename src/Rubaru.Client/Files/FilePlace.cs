namespace Rubaru.Client.Files;

/// <summary>Where a file waits while there is no link.</summary>
public enum FilePlace
{
    /// <summary>On its sender's device.</summary>
    Device,

    /// <summary>On its sender's device, because the server keeps only smaller ones.</summary>
    MoreThanServerKeeps,

    /// <summary>On its sender's device, because the receiver's mailbox has no room for it now.</summary>
    MailboxFull,

    /// <summary>On its way to the server; some of it may be there.</summary>
    Storing,

    /// <summary>All of it is at the server, until a time.</summary>
    Server,

    /// <summary>The server handed all of it to the receiver's device, which has not said yet that it is right.</summary>
    HandedOver,

    /// <summary>Theirs: parts of it came from the server.</summary>
    Coming,
}

/// <param name="Until">Only of <see cref="FilePlace.Server"/>: the first part goes then.</param>
public readonly record struct FileWaiting(FilePlace Place, DateTimeOffset? Until = null);
