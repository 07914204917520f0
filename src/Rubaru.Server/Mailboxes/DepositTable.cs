using Rubaru.Server.Storage;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// The stored deposits: pending, then delivered, expired or withdrawn without their ciphertext, then gone at created +
/// retention, whatever became of them. Runs on the writer's thread, apart from <see cref="Seal"/>.
/// </summary>
internal sealed class DepositTable(
    MailboxTable mailboxes,
    StorageKeys keys,
    ISodium sodium,
    RetentionClock clock,
    TimeSpan retention
)
{
    private readonly long retentionSeconds = (long)retention.TotalSeconds;

    /// <summary>Something was wiped since the log was last emptied.</summary>
    public bool HasWiped { get; set; }

    public long ExpiryOf(long created, uint timeToLive) =>
        created + (timeToLive == 0 ? retentionSeconds : Math.Min(timeToLive, retentionSeconds));

    /// <summary>The ciphertext column; on the caller's thread, because sealing needs no database.</summary>
    public SealedDeposit Seal(DepositId id, ReadOnlySpan<byte> slot, ReadOnlySpan<byte> envelope)
    {
        var created = clock.UnixSeconds;
        var key = keys.Get(StorageKeys.HourOf(created));
        return new SealedDeposit(created, key, StorageCipher.Seal(sodium, key, AssociatedData(id, slot), envelope));
    }

    /// <param name="answer">Before the commit: the row's number, or <c>null</c> if a deposit of this name exists.</param>
    /// <exception cref="StorageException">The hour of the seal ended and its key is gone already.</exception>
    public void Insert(
        Database db,
        Capability capability,
        DepositId id,
        SealedDeposit box,
        uint timeToLive,
        byte[] withdraw,
        Action<long?> answer
    )
    {
        if (!ReferenceEquals(keys.Find(StorageKeys.HourOf(box.Created)), box.Key))
        {
            throw new StorageException();
        }
        var mailbox = capability.Mailbox;
        var expires = ExpiryOf(box.Created, timeToLive);
        var slot = new byte[Limits.SlotSize];
        capability.Hash.WriteSlot(slot);
        db.Later(
            "INSERT INTO deposit (mailbox, deposit_id, status, created, expires, early, slot, withdraw_hash, ciphertext)"
                + " VALUES (@mailbox, @deposit_id, 'pending', @created, @expires, @early, @slot, @withdraw, @ciphertext)"
                + " ON CONFLICT (mailbox, deposit_id) DO NOTHING RETURNING seq",
            seq =>
            {
                if (seq is long)
                {
                    mailbox.Pending++;
                    mailbox.PendingBytes += box.Ciphertext.Length;
                    mailbox.PendingLargest += Largest(box.Ciphertext.Length);
                    capability.Pending++;
                    capability.PendingBytes += box.Ciphertext.Length;
                    capability.PendingLargest += Largest(box.Ciphertext.Length);
                }
                answer(seq as long?);
            },
            mailbox.Key,
            id.ToBytes(),
            box.Created,
            expires,
            expires < box.Created + retentionSeconds ? 1L : 0L,
            slot,
            withdraw,
            box.Ciphertext
        );
    }

    /// <summary>
    /// What waits by this capability. Asked for only while the mailbox is at least half full, and read from the database
    /// every few seconds: it looks at every pending row of the mailbox.
    /// </summary>
    public void CountShare(Database db, Capability capability)
    {
        var now = clock.UnixSeconds;
        if (Math.Abs(now - capability.PendingCounted) < ServerLimits.ShareCounted.TotalSeconds)
        {
            return;
        }
        // What this transaction has inserted counts too.
        db.Settle();
        var slot = new byte[Limits.SlotSize];
        capability.Hash.WriteSlot(slot);
        using var row = db.Read(
            "SELECT count(*), coalesce(sum(length(ciphertext)), 0),"
                + " coalesce(sum(CASE WHEN length(ciphertext) >= @largest THEN length(ciphertext) ELSE 0 END), 0)"
                + " FROM deposit WHERE mailbox = @mailbox AND status = 'pending' AND slot = @slot",
            (long)Limits.LargestEnvelope,
            capability.Mailbox.Key,
            slot
        );
        row.Read();
        (capability.Pending, capability.PendingBytes) = (row.GetInt64(0), row.GetInt64(1));
        capability.PendingLargest = row.GetInt64(2);
        capability.PendingCounted = now;
    }

    public KnownDeposit? Find(Database db, Mailbox mailbox, DepositId id)
    {
        using var row = db.Read(
            "SELECT status, expires FROM deposit WHERE mailbox = @mailbox AND deposit_id = @deposit_id",
            mailbox.Key,
            id.ToBytes()
        );
        return row.Read() ? new KnownDeposit(row.GetString(0), row.GetInt64(1)) : null;
    }

    /// <summary>An expired row gives its name free: the sender deposits the message again.</summary>
    public void RemoveExpired(Database db, Mailbox mailbox, DepositId id) =>
        db.Run(
            "DELETE FROM deposit WHERE mailbox = @mailbox AND deposit_id = @deposit_id AND status = 'expired'",
            mailbox.Key,
            id.ToBytes()
        );

    /// <summary>
    /// The next pending rows behind <paramref name="after"/> in the order in which they were accepted; those of the largest
    /// size after all others, so that no text waits behind the pieces of a file.
    /// </summary>
    /// <param name="afterLargest">The same place among rows of the largest size.</param>
    /// <param name="complete">There were no more.</param>
    public List<StoredDeposit> ReadPending(
        Database db,
        long mailbox,
        long after,
        long afterLargest,
        int count,
        int bytes,
        out bool complete
    )
    {
        var page = new List<StoredDeposit>();
        complete = Read("<", after) && Read(">=", afterLargest);
        return page;

        bool Read(string size, long behind)
        {
            var left = count - page.Count;
            var rows = ReadPending(db, mailbox, size, behind, left, ref bytes, out var all);
            page.AddRange(rows);
            return all;
        }
    }

    private List<StoredDeposit> ReadPending(
        Database db,
        long mailbox,
        string size,
        long after,
        int count,
        ref int bytes,
        out bool complete
    )
    {
        var page = new List<StoredDeposit>();
        var unreadable = new List<long>();
        complete = true;
        using (
            var row = db.Read(
                "SELECT seq, deposit_id, slot, created, ciphertext FROM deposit WHERE mailbox = @mailbox"
                    + " AND status = 'pending' AND seq > @after AND expires > @now"
                    + $" AND length(ciphertext) {size} @largest ORDER BY seq LIMIT @limit",
                mailbox,
                after,
                clock.UnixSeconds,
                (long)Limits.LargestEnvelope,
                // One more tells whether there are more.
                count + 1L
            )
        )
        {
            while (row.Read())
            {
                if (page.Count >= count || bytes <= 0)
                {
                    complete = false;
                    break;
                }
                if (
                    Open(row.GetInt64(0), (byte[])row[1], (byte[])row[2], row.GetInt64(3), (byte[])row[4]) is
                    { } deposit
                )
                {
                    page.Add(deposit);
                    bytes -= deposit.Envelope.Length;
                }
                else
                {
                    unreadable.Add(row.GetInt64(0));
                }
            }
        }
        // A row whose key is gone can never be delivered; it must not hold up the drain either.
        foreach (var seq in unreadable)
        {
            db.Run("UPDATE deposit SET status = 'expired', ciphertext = NULL WHERE seq = @seq", seq);
        }
        return page;
    }

    /// <param name="delivered">Before the commit, when the pending row became delivered and lost its ciphertext.</param>
    public void Acknowledge(Database db, long mailbox, DepositId id, Action delivered)
    {
        db.Later(
            "SELECT length(ciphertext) FROM deposit WHERE mailbox = @mailbox AND deposit_id = @deposit_id"
                + " AND status = 'pending'",
            size =>
            {
                if (size is long bytes)
                {
                    CountWiped(mailbox, bytes);
                    delivered();
                }
            },
            mailbox,
            id.ToBytes()
        );
        db.Later(
            "UPDATE deposit SET status = 'delivered', ciphertext = NULL WHERE mailbox = @mailbox"
                + " AND deposit_id = @deposit_id AND status = 'pending'",
            mailbox,
            id.ToBytes()
        );
    }

    /// <summary>
    /// Takes back what waits, for whoever knows w (protocol section 7.2): the row stays without its ciphertext. The same
    /// again gives the same answer.
    /// </summary>
    public WithdrawOutcome Withdraw(Database db, DepositId id, ReadOnlySpan<byte> secret)
    {
        var hash = new byte[Limits.HashSize];
        sodium.Sha256(secret, hash);
        var outcome = WithdrawOutcome.Unknown;
        var waiting = new List<(long Seq, long Mailbox, long Bytes)>();
        // Names are unique in one mailbox only; whoever used one twice withdraws both.
        using (
            var row = db.Read(
                "SELECT status, seq, mailbox, coalesce(length(ciphertext), 0) FROM deposit"
                    + " WHERE deposit_id = @deposit_id AND withdraw_hash = @hash",
                id.ToBytes(),
                hash
            )
        )
        {
            while (row.Read())
            {
                switch (row.GetString(0))
                {
                    case "pending":
                        waiting.Add((row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
                        break;
                    case "delivered":
                        outcome = WithdrawOutcome.Delivered;
                        break;
                    case "withdrawn" when outcome == WithdrawOutcome.Unknown:
                        outcome = WithdrawOutcome.Withdrawn;
                        break;
                }
            }
        }
        foreach (var (seq, mailbox, bytes) in waiting)
        {
            db.Run("UPDATE deposit SET status = 'withdrawn', ciphertext = NULL WHERE seq = @seq", seq);
            CountWiped(mailbox, bytes);
        }
        return waiting.Count > 0 && outcome == WithdrawOutcome.Unknown ? WithdrawOutcome.Withdrawn : outcome;
    }

    private void CountWiped(long mailbox, long bytes)
    {
        if (mailboxes.FindCached(mailbox) is { } counted)
        {
            counted.Pending--;
            counted.PendingBytes -= bytes;
            counted.PendingLargest -= Largest(bytes);
        }
        HasWiped = true;
    }

    // Envelope and storage layer together: the next smaller size with it is far below.
    private static long Largest(long bytes) => bytes >= Limits.LargestEnvelope ? bytes : 0;

    private static byte[] AssociatedData(DepositId id, ReadOnlySpan<byte> slot) => [.. id.ToBytes(), .. slot];

    private StoredDeposit? Open(long seq, byte[] name, byte[] slot, long created, byte[] ciphertext)
    {
        var id = DepositId.Read(name);
        var envelope = new byte[Math.Max(0, ciphertext.Length - StorageCipher.Overhead)];
        return
            keys.Find(StorageKeys.HourOf(created)) is { } key
            && StorageCipher.TryOpen(sodium, key, AssociatedData(id, slot), ciphertext, envelope)
            ? new StoredDeposit(seq, id, slot, envelope)
            : null;
    }
}
