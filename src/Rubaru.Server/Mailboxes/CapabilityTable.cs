using System.Collections.Concurrent;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// The capabilities, and a memory of those in use. Changed on the writer's thread only; the memory may be read by any
/// thread, which is how a transient deposit passes without the database.
/// </summary>
internal sealed class CapabilityTable(MailboxTable mailboxes, RetentionClock clock)
{
    private readonly ConcurrentDictionary<Hash256, Capability> cache = new();

    public void Forget() => cache.Clear();

    public Capability? FindCached(Hash256 hash) => cache.GetValueOrDefault(hash);

    public Capability? Find(Database db, Hash256 hash)
    {
        if (cache.TryGetValue(hash, out var capability))
        {
            return capability;
        }
        // Unknown ones are not remembered: a stranger must not fill the memory.
        capability = Load(db, hash);
        if (capability is not null)
        {
            if (cache.Count >= ServerLimits.CachedCapabilities)
            {
                cache.Clear();
            }
            cache[hash] = capability;
        }
        return capability;
    }

    /// <summary>
    /// Adds it, changes it where this mailbox already has it, or opens it again when it was withdrawn; what was used of its
    /// quotas stays used. What was used up or revoked stays so.
    /// </summary>
    /// <returns><see cref="Refusal.None"/> when done.</returns>
    public Refusal Put(Database db, long mailbox, PutCapability put)
    {
        var hash = Hash256.Read(put.CapabilityHash);
        var known = Find(db, hash);
        if (known is not null && known.Mailbox.Key != mailbox)
        {
            return Refusal.MailboxTaken;
        }
        if (known is { Ended: not Refusal.None })
        {
            return known.Ended;
        }
        if (known is null && !MakeRoom(db, mailbox))
        {
            return Refusal.QuotaExceeded;
        }
        db.Run(
            "INSERT INTO capability (hash, mailbox, classes, state, deposits, bundles, expires, forget)"
                + " VALUES (@hash, @mailbox, @classes, 'open', @deposits, @bundles, @expires, @forget)"
                + " ON CONFLICT (hash) DO UPDATE SET classes = excluded.classes, state = 'open',"
                + " deposits = excluded.deposits, bundles = excluded.bundles, expires = excluded.expires,"
                + " forget = excluded.forget",
            put.CapabilityHash,
            mailbox,
            (long)put.Classes,
            (long)put.Deposits,
            (long)put.Bundles,
            put.ExpiresUnixSeconds,
            ForgetOf(put.ExpiresUnixSeconds)
        );
        cache.TryRemove(hash, out _);
        Find(db, hash);
        return Refusal.None;
    }

    /// <summary>
    /// Ends it, or withdraws it until it is put again; the row stays so that a later use is refused with the true reason.
    /// </summary>
    public void Drop(Database db, long mailbox, DropCapability drop)
    {
        var hash = Hash256.Read(drop.CapabilityHash);
        var known = Find(db, hash);
        if (known is null || known.Mailbox.Key != mailbox)
        {
            return;
        }
        if (drop.State == Refusal.CapabilityWithdrawn)
        {
            // It lives as long as it would have: strict mode may last for years.
            db.Run(
                "UPDATE capability SET state = 'withdrawn' WHERE hash = @hash AND state = 'open'",
                drop.CapabilityHash
            );
            cache.TryRemove(hash, out _);
            Find(db, hash);
            return;
        }
        var forget = ForgetOf(known.Expires) ?? clock.UnixSeconds + (long)ServerLimits.EndedCapabilityLife.TotalSeconds;
        db.Run(
            "UPDATE capability SET state = @state, forget = @forget WHERE hash = @hash",
            drop.State == Refusal.CapabilityUsed ? "used" : "revoked",
            forget,
            drop.CapabilityHash
        );
        cache.TryRemove(hash, out _);
        Find(db, hash);
    }

    public void CountDeposit(Database db, Capability capability)
    {
        if (capability.IsCounted)
        {
            capability.DepositsUsed++;
            db.Run(
                "UPDATE capability SET deposits_used = @used WHERE hash = @hash",
                capability.DepositsUsed,
                capability.Hash.ToBytes()
            );
        }
    }

    public void CountBundle(Database db, Capability capability)
    {
        if (capability.Bundles != 0)
        {
            capability.BundlesUsed++;
            db.Run(
                "UPDATE capability SET bundles_used = @used WHERE hash = @hash",
                capability.BundlesUsed,
                capability.Hash.ToBytes()
            );
        }
    }

    public int RemoveForgotten(Database db) =>
        db.Run("DELETE FROM capability WHERE forget IS NOT NULL AND forget <= @now", clock.UnixSeconds);

    private static long? ForgetOf(long expires) =>
        expires == 0 ? null : expires + (long)ServerLimits.ExpiredCapabilityLife.TotalSeconds;

    private static bool MakeRoom(Database db, long mailbox)
    {
        var open = db.Count(
            "SELECT count(*) FROM capability WHERE mailbox = @mailbox AND state IN ('open', 'withdrawn')",
            mailbox
        );
        if (open >= ServerLimits.OpenCapabilitiesPerMailbox)
        {
            return false;
        }
        var all = db.Count("SELECT count(*) FROM capability WHERE mailbox = @mailbox", mailbox);
        if (all >= ServerLimits.CapabilitiesPerMailbox)
        {
            // The ended one that would be forgotten first; there is one, since fewer than half are open.
            db.Run(
                "DELETE FROM capability WHERE hash = (SELECT hash FROM capability"
                    + " WHERE mailbox = @mailbox AND state IN ('used', 'revoked') ORDER BY forget LIMIT 1)",
                mailbox
            );
        }
        return true;
    }

    private Capability? Load(Database db, Hash256 hash)
    {
        if (db.Value("SELECT mailbox FROM capability WHERE hash = @hash", hash.ToBytes()) is not long owner)
        {
            return null;
        }
        var mailbox = mailboxes.Get(db, owner);
        using var row = db.Read(
            "SELECT classes, state, deposits, deposits_used, bundles, bundles_used, expires"
                + " FROM capability WHERE hash = @hash",
            hash.ToBytes()
        );
        row.Read();
        return new Capability(mailbox, hash)
        {
            Classes = (DepositClass)row.GetInt64(0),
            Ended = row.GetString(1) switch
            {
                "used" => Refusal.CapabilityUsed,
                "revoked" => Refusal.CapabilityRevoked,
                _ => Refusal.None,
            },
            IsWithdrawn = row.GetString(1) == "withdrawn",
            Deposits = (uint)row.GetInt64(2),
            DepositsUsed = row.GetInt64(3),
            Bundles = (uint)row.GetInt64(4),
            BundlesUsed = row.GetInt64(5),
            Expires = row.GetInt64(6),
        };
    }
}
