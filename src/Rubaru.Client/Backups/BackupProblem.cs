namespace Rubaru.Client.Backups;

/// <summary>Why a file cannot be restored; each has its own sentence, and none of them changes anything.</summary>
public enum BackupProblem
{
    None,

    /// <summary>It does not begin like a backup.</summary>
    NotABackup,

    /// <summary>Written by a later version of the app.</summary>
    NewerVersion,

    /// <summary>The passphrase or the words open none of its slots.</summary>
    WrongSecret,

    /// <summary>It ends too early: not everything was copied.</summary>
    CutShort,

    /// <summary>A part of it was changed.</summary>
    Damaged,

    /// <summary>Its mailbox and its contacts are at another server; see <see cref="BackupSummary.Server"/>.</summary>
    OtherServer,
}
