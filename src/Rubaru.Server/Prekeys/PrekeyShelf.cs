using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Prekeys;

/// <summary>
/// The bundles (protocol section 2.1). The server cannot check a prekey: it sees sizes, hands out what its owner put,
/// and gives each one-time prekey to one asker. Runs on the writer's thread.
/// </summary>
internal sealed class PrekeyShelf(MailboxTable mailboxes, RetentionClock clock)
{
    private const byte OneTimeType = 1;
    private const byte LastResortType = 2;

    public void Put(Database db, long mailbox, PutPrekeys put)
    {
        var identity = db.Value("SELECT identity FROM mailbox WHERE key = @key", mailbox) as byte[];
        if (identity is not null && !identity.AsSpan().SequenceEqual(put.IdentityPublic))
        {
            // One-time prekeys signed by another identity would fail at whoever gets them.
            db.Run("DELETE FROM one_time_prekey WHERE mailbox = @mailbox", mailbox);
        }
        db.Run(
            "UPDATE mailbox SET identity = @identity, signed_prekey = @signed, last_resort = @last_resort,"
                + " mailbox_key = @mailbox_key WHERE key = @key",
            put.IdentityPublic,
            put.SignedPrekey,
            put.LastResort,
            put.MailboxKey,
            mailbox
        );
        mailboxes.Get(db, mailbox).MailboxKey = put.MailboxKey;
        foreach (var prekey in put.OneTime)
        {
            db.Run(
                "INSERT INTO one_time_prekey (mailbox, created, prekey) VALUES (@mailbox, @created, @prekey)",
                mailbox,
                clock.UnixSeconds,
                prekey
            );
        }
        // The newest stay: the server drops the others earlier than their owner would.
        db.Run(
            "DELETE FROM one_time_prekey WHERE mailbox = @mailbox AND seq <= (SELECT seq FROM one_time_prekey"
                + " WHERE mailbox = @mailbox ORDER BY seq DESC LIMIT 1 OFFSET @shelf)",
            mailbox,
            (long)Limits.OneTimePrekeysPerFrame
        );
    }

    public uint Count(Database db, long mailbox) =>
        (uint)db.Count("SELECT count(*) FROM one_time_prekey WHERE mailbox = @mailbox", mailbox);

    /// <returns>The bundle, or <c>null</c> when this mailbox has put none.</returns>
    public byte[]? Take(Database db, Capability capability) => Bundle(db, capability, takeOneTime: true);

    /// <summary>The bundle with the last-resort key, as it would be handed out without one-time keys; changes nothing.</summary>
    public byte[]? Look(Database db, Capability capability) => Bundle(db, capability, takeOneTime: false);

    private byte[]? Bundle(Database db, Capability capability, bool takeOneTime)
    {
        var mailbox = capability.Mailbox.Key;
        byte[] front;
        byte[] lastResort;
        byte[] mailboxKey;
        using (
            var row = db.Read(
                "SELECT identity, signed_prekey, last_resort, mailbox_key FROM mailbox"
                    + " WHERE key = @key AND identity IS NOT NULL",
                mailbox
            )
        )
        {
            if (!row.Read())
            {
                return null;
            }
            front = [.. (byte[])row[0], .. (byte[])row[1]];
            lastResort = (byte[])row[2];
            mailboxKey = (byte[])row[3];
        }
        var oneTime = takeOneTime && MayTakeOneTime(capability) ? TakeOneTime(db, mailbox) : null;
        return [.. front, oneTime is null ? LastResortType : OneTimeType, .. oneTime ?? lastResort, .. mailboxKey];
    }

    public int RemoveOld(Database db) =>
        db.Run(
            "DELETE FROM one_time_prekey WHERE created <= @before",
            clock.UnixSeconds - (long)ServerLimits.OneTimePrekeyLife.TotalSeconds
        );

    /// <summary>Deleted at once, in the transaction that hands it out: no second asker can get it.</summary>
    private static byte[]? TakeOneTime(Database db, long mailbox) =>
        db.Value(
            "DELETE FROM one_time_prekey WHERE seq = (SELECT min(seq) FROM one_time_prekey WHERE mailbox = @mailbox)"
                + " RETURNING prekey",
            mailbox
        ) as byte[];

    // One contact must not empty the shelf for everybody else (protocol section 7.3, "exhaust OTK").
    private bool MayTakeOneTime(Capability capability)
    {
        var hour = StorageKeys.HourOf(clock.UnixSeconds);
        if (capability.PrekeyHour != hour)
        {
            capability.PrekeyHour = hour;
            capability.OneTimePrekeysTaken = 0;
        }
        return capability.OneTimePrekeysTaken++ < ServerLimits.OneTimePrekeysPerCapabilityAndHour;
    }
}
