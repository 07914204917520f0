using Rubaru.Sodium;

namespace Rubaru.Server.Storage;

/// <summary>What goes when: the statements of the sweeper. Runs on the writer's thread.</summary>
internal sealed class Expiry(StorageKeys keys, ISodium sodium, RetentionClock clock, TimeSpan retention)
{
    private static readonly string[] Statuses = ["pending", "delivered", "expired", "withdrawn"];
    private readonly long retentionSeconds = (long)retention.TotalSeconds;

    /// <summary>Wipes what expired before its row goes.</summary>
    public int Expire(Database db) =>
        db.Run(
            "UPDATE deposit SET status = 'expired', ciphertext = NULL"
                + " WHERE status = 'pending' AND early = 1 AND expires <= @now",
            clock.UnixSeconds
        );

    /// <returns>Rows removed, by the status they had.</returns>
    public Dictionary<string, int> Remove(Database db)
    {
        var before = clock.UnixSeconds - retentionSeconds;
        return Statuses.ToDictionary(
            status => status,
            status => db.Run("DELETE FROM deposit WHERE status = @status AND created <= @before", status, before)
        );
    }

    /// <summary>When the next row expires or goes; <c>null</c> while there is none.</summary>
    public long? Next(Database db)
    {
        var early = db.Value("SELECT min(expires) FROM deposit WHERE status = 'pending' AND early = 1") as long?;
        var oldest = Oldest(db) + retentionSeconds;
        return early is null ? oldest
            : oldest is null ? early
            : Math.Min(early.Value, oldest.Value);
    }

    public long? Oldest(Database db) =>
        Statuses
            .Select(status => db.Value("SELECT min(created) FROM deposit WHERE status = @status", status) as long?)
            .Min();

    /// <summary>Keys of past hours that no pending row needs.</summary>
    public List<long> UnusedKeys(Database db)
    {
        var current = StorageKeys.HourOf(clock.UnixSeconds);
        return
        [
            .. keys
                .Hours.Where(hour => hour != current)
                .Where(hour =>
                    db.Value(
                        "SELECT 1 FROM deposit WHERE status = 'pending' AND created >= @start AND created < @end LIMIT 1",
                        hour * 3600,
                        (hour + 1) * 3600
                    )
                        is null
                ),
        ];
    }

    /// <summary>
    /// At start: a row created in the future (the clock was moved back since) counts as created now, or it would outlive
    /// its retention by the difference. It is sealed anew under the key of this hour.
    /// </summary>
    public void AdoptFutureRows(Database db)
    {
        var now = clock.UnixSeconds;
        var rows = new List<(long Seq, byte[] Data, string Status, long Created, byte[]? Box)>();
        using (
            var row = db.Read(
                "SELECT seq, deposit_id, slot, status, created, ciphertext FROM deposit WHERE created > @now",
                now
            )
        )
        {
            while (row.Read())
            {
                byte[] data = [.. (byte[])row[1], .. (byte[])row[2]];
                rows.Add((row.GetInt64(0), data, row.GetString(3), row.GetInt64(4), row[5] as byte[]));
            }
        }
        foreach (var (seq, data, status, created, box) in rows)
        {
            var sealedNow = Reseal(created, now, data, box);
            db.Run(
                "UPDATE deposit SET created = @now, ciphertext = @ciphertext, status = @status,"
                    + " expires = CASE WHEN expires < @expires THEN expires ELSE @expires END WHERE seq = @seq",
                now,
                sealedNow,
                status == "pending" && sealedNow is null ? "expired" : status,
                now + retentionSeconds,
                seq
            );
        }
    }

    private byte[]? Reseal(long created, long now, byte[] data, byte[]? box)
    {
        var envelope = new byte[Math.Max(0, (box?.Length ?? 0) - StorageCipher.Overhead)];
        return
            box is not null
            && keys.Find(StorageKeys.HourOf(created)) is { } old
            && StorageCipher.TryOpen(sodium, old, data, box, envelope)
            ? StorageCipher.Seal(sodium, keys.Get(StorageKeys.HourOf(now)), data, envelope)
            : null;
    }
}
