using Rubaru.App.Texts;
using Rubaru.Client.Backups;

namespace Rubaru.App.Components;

/// <summary>The sentences about a backup.</summary>
internal static class BackupWords
{
    /// <summary>"2 chats, 31 messages".</summary>
    public static string Holds(Language texts, BackupSummary summary) =>
        texts.Format(
            Text.BackupHolds,
            texts.Count(Text.BackupChats, summary.Chats),
            texts.Count(Text.BackupMessages, (int)Math.Min(summary.Messages, int.MaxValue))
        );

    public static string Problem(Language texts, BackupCheck check) =>
        check.Problem switch
        {
            BackupProblem.NotABackup => texts[Text.BackupNotABackup],
            BackupProblem.NewerVersion => texts[Text.BackupNewer],
            BackupProblem.WrongSecret => texts[Text.BackupWrongSecret],
            BackupProblem.CutShort => texts[Text.BackupCutShort],
            BackupProblem.OtherServer => texts.Format(Text.BackupOtherServer, check.Summary?.Server ?? ""),
            _ => texts[Text.BackupDamaged],
        };
}
