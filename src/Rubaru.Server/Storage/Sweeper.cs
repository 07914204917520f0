using Rubaru.Server.Mailboxes;
using Rubaru.Server.Prekeys;

namespace Rubaru.Server.Storage;

/// <summary>
/// Removes what has had its time: at start, and again when the next row expires, after at most half a minute,
/// so that nothing outlives its retention. Then empties the log and destroys storage keys: nothing is left to read.
/// </summary>
internal sealed partial class Sweeper(
    Writer writer,
    Expiry expiry,
    MailboxTable mailboxes,
    CapabilityTable capabilities,
    DepositTable deposits,
    RecentDeposits recent,
    PrekeyShelf shelf,
    OpenMailboxes open,
    StorageKeys keys,
    RetentionClock clock,
    Metrics metrics,
    TimeProvider time,
    ILogger<Sweeper> log
) : BackgroundService
{
    /// <returns>When the next row expires, Unix seconds.</returns>
    public async Task<long?> SweepAsync()
    {
        recent.Sweep();
        var swept = await writer.RunAsync(Sweep, Erase);
        return swept.Next;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = ServerLimits.SweepInterval;
            try
            {
                var next = await SweepAsync() - clock.UnixSeconds;
                sleep = TimeSpan.FromSeconds(Math.Clamp(next ?? sleep.TotalSeconds, 1, sleep.TotalSeconds));
            }
            catch (StorageException)
            {
                // Disk full or broken: the next round tries again, and readiness says so meanwhile.
                LogPostponed();
            }
            await Task.Delay(sleep, time, stoppingToken);
        }
    }

    private Swept Sweep(Database db)
    {
        var expired = expiry.Expire(db);
        var removed = expiry.Remove(db);
        var mailboxesGone = mailboxes.RemoveUnused(db, open.IsOpen);
        var capabilitiesGone = capabilities.RemoveForgotten(db);
        shelf.RemoveOld(db);
        if (expired + removed["pending"] + mailboxesGone + capabilitiesGone > 0)
        {
            // Their counts and rows are remembered: read them anew.
            capabilities.Forget();
            mailboxes.Forget();
        }
        if (expired + removed.Values.Sum() + mailboxesGone > 0)
        {
            deposits.HasWiped = true;
        }
        var unusedKeys = expiry.UnusedKeys(db);
        unusedKeys.ForEach(keys.Retire);
        return new Swept(removed, unusedKeys, expiry.Next(db));
    }

    // The rows that needed these keys, and the rows in the log, are committed as gone.
    private void Erase(Database db, Swept swept)
    {
        swept.UnusedKeys.ForEach(Destroy);
        foreach (var (status, rows) in swept.Removed)
        {
            metrics.CountPurged(status, rows);
        }
        if (deposits.HasWiped)
        {
            deposits.HasWiped = !db.EmptyLog();
        }
    }

    // One file that cannot be written must not save the other keys; the next sweep finds it unused again.
    private void Destroy(long hour)
    {
        try
        {
            keys.Destroy(hour);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogKeyLeft(error.GetType().Name);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "Storage: the key of a past hour could not be destroyed ({Kind}); the next sweep tries again"
    )]
    private partial void LogKeyLeft(string kind);

    [LoggerMessage(LogLevel.Warning, "Storage: cleaning up failed and is tried again")]
    private partial void LogPostponed();

    private sealed record Swept(Dictionary<string, int> Removed, List<long> UnusedKeys, long? Next);
}
