namespace Rubaru.Client.Backups;

/// <summary>What a backup holds.</summary>
/// <param name="Name">Of the person whose profile it is.</param>
/// <param name="Made">By the clock of the device that made it.</param>
/// <param name="Server">Origin of the server of its mailbox and contacts.</param>
/// <param name="Messages">Messages of both sides; lines of the system are not counted.</param>
public sealed record BackupSummary(string Name, DateTimeOffset Made, string Server, int Chats, long Messages)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(BackupSummary);
}

/// <param name="Summary">Also with <see cref="BackupProblem.OtherServer"/>; otherwise only without a problem.</param>
public sealed record BackupCheck(BackupProblem Problem, BackupSummary? Summary = null);
