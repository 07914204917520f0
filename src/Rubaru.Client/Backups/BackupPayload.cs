using Rubaru.Client.Storage;

namespace Rubaru.Client.Backups;

/// <summary>Reads the records of a backup in their order and says what it holds, or what is wrong with it.</summary>
internal static class BackupPayload
{
    public const ulong Version = 1;

    public static byte[] Head(BackupSummary summary) =>
        new CborRecord()
            .Add(1, Version)
            .Add(2, Schema.Current.Version)
            .Add(3, (DateTimeOffset?)summary.Made)
            .Add(4, summary.Name)
            .Add(5, summary.Server)
            .ToBytes();

    public static byte[] End(BackupSummary summary) =>
        new CborRecord().Add(1, (ulong)summary.Chats).Add(2, (ulong)summary.Messages).ToBytes();

    /// <param name="server">Where this app is; a backup of another server goes no further than its head.</param>
    /// <param name="take">Every record between head and end; <c>false</c>: it cannot be read.</param>
    public static async Task<BackupCheck> ReadAsync(
        BackupReader reader,
        string server,
        Func<BackupRecord, Task<bool>> take
    )
    {
        var (problem, summary) = await HeadAsync(reader);
        if (summary is null)
            return new BackupCheck(problem);
        if (summary.Server != server)
            return new BackupCheck(BackupProblem.OtherServer, summary);
        var ended = false;
        while (await reader.NextAsync() is { } record)
        {
            if (ended)
                return new BackupCheck(BackupProblem.Damaged);
            if (record.Kind > BackupKind.End)
                return new BackupCheck(BackupProblem.NewerVersion);
            summary = Count(summary, record);
            if (record.Kind == BackupKind.End)
                ended = record.Body.AsSpan().SequenceEqual(End(summary));
            else if (!await take(record))
                return new BackupCheck(BackupProblem.Damaged);
        }
        problem = reader.Problem;
        if (problem == BackupProblem.None && !ended)
            problem = BackupProblem.Damaged;
        return problem == BackupProblem.None ? new BackupCheck(problem, summary) : new BackupCheck(problem);
    }

    private static async Task<(BackupProblem, BackupSummary?)> HeadAsync(BackupReader reader)
    {
        if (await reader.NextAsync() is not { Kind: BackupKind.Head } head)
            return (reader.Problem == BackupProblem.None ? BackupProblem.Damaged : reader.Problem, null);
        var map = CborMap.TryRead(head.Body);
        if (map?.Unsigned(1) > Version || map?.Unsigned(2) > Schema.Current.Version)
            return (BackupProblem.NewerVersion, null);
        return map?.Time(3) is { } made && map.Text(4) is { } name && map.Text(5) is { } server
            ? (BackupProblem.None, new BackupSummary(name, made, server, 0, 0))
            : (BackupProblem.Damaged, null);
    }

    private static BackupSummary Count(BackupSummary summary, BackupRecord record) =>
        record.Kind switch
        {
            BackupKind.Contact => summary with { Chats = summary.Chats + 1 },
            BackupKind.Message => summary with { Messages = summary.Messages + 1 },
            _ => summary,
        };
}
