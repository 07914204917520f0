using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>The mailboxes: registration, login and their end. Runs on the writer's thread.</summary>
internal sealed class MailboxTable(RetentionClock clock)
{
    private readonly Dictionary<long, Mailbox> mailboxes = [];

    public void Forget() => mailboxes.Clear();

    public (long Key, byte[] LoginKey)? FindLogin(Database db, MailboxId id)
    {
        using var row = db.Read("SELECT key, login_key FROM mailbox WHERE id = @id", id.ToBytes());
        return row.Read() ? (row.GetInt64(0), (byte[])row[1]) : null;
    }

    public long Register(Database db, MailboxId id, byte[] loginKey)
    {
        var now = clock.UnixSeconds;
        return db.Count(
            "INSERT INTO mailbox (id, login_key, created, last_used) VALUES (@id, @login_key, @now, @now) RETURNING key",
            id.ToBytes(),
            loginKey,
            now
        );
    }

    /// <summary>
    /// The profile was restored elsewhere (protocol section 11): another login key, and no prekey of before, because
    /// nobody has their secrets any more. The replaced key is remembered, so that its device learns why it is refused.
    /// </summary>
    public void HandOver(Database db, long key, byte[] oldLogin, byte[] newLogin)
    {
        db.Run(
            "UPDATE mailbox SET login_key = @login_key, identity = NULL, signed_prekey = NULL, last_resort = NULL,"
                + " mailbox_key = NULL WHERE key = @key",
            newLogin,
            key
        );
        db.Run("DELETE FROM one_time_prekey WHERE mailbox = @mailbox", key);
        // It would wake the device of before.
        db.Run("DELETE FROM push_subscription WHERE mailbox = @mailbox", key);
        db.Run("DELETE FROM replaced_login WHERE mailbox = @mailbox AND login_key = @login_key", key, newLogin);
        db.Run(
            "INSERT INTO replaced_login (mailbox, login_key, number)"
                + " SELECT @mailbox, @login_key, coalesce(max(number), 0) + 1 FROM replaced_login WHERE mailbox = @mailbox",
            key,
            oldLogin
        );
        db.Run(
            "DELETE FROM replaced_login WHERE mailbox = @mailbox"
                + " AND number <= (SELECT max(number) FROM replaced_login WHERE mailbox = @mailbox) - @kept",
            key,
            (long)ServerLimits.ReplacedLogins
        );
        Get(db, key).MailboxKey = null;
    }

    /// <summary>Whether one of the login keys of before is the one that is meant.</summary>
    public bool WasReplaced(Database db, long key, Func<byte[], bool> isMeant)
    {
        using var row = db.Read("SELECT login_key FROM replaced_login WHERE mailbox = @mailbox", key);
        while (row.Read())
        {
            if (isMeant((byte[])row[0]))
            {
                return true;
            }
        }
        return false;
    }

    public void Touch(Database db, long key) =>
        db.Run("UPDATE mailbox SET last_used = @now WHERE key = @key", clock.UnixSeconds, key);

    /// <summary>The remembered mailbox of a row that exists, with its current mailbox key and its counts.</summary>
    public Mailbox Get(Database db, long key)
    {
        if (mailboxes.TryGetValue(key, out var mailbox))
        {
            return mailbox;
        }
        using (var row = db.Read("SELECT id, mailbox_key FROM mailbox WHERE key = @key", key))
        {
            row.Read();
            mailbox = new Mailbox(key, MailboxId.Read((byte[])row[0])) { MailboxKey = row[1] as byte[] };
        }
        using (
            var row = db.Read(
                "SELECT count(*), coalesce(sum(length(ciphertext)), 0),"
                    + " coalesce(sum(CASE WHEN length(ciphertext) >= @largest THEN length(ciphertext) ELSE 0 END), 0)"
                    + " FROM deposit WHERE mailbox = @key AND status = 'pending'",
                (long)Limits.LargestEnvelope,
                key
            )
        )
        {
            row.Read();
            mailbox.Pending = row.GetInt64(0);
            mailbox.PendingBytes = row.GetInt64(1);
            mailbox.PendingLargest = row.GetInt64(2);
        }
        mailboxes[key] = mailbox;
        return mailbox;
    }

    public Mailbox? FindCached(long key) => mailboxes.GetValueOrDefault(key);

    /// <summary>Mailboxes that nobody opened for 90 days, with everything of theirs (cascade).</summary>
    /// <param name="isOpen">A socket that stays open counts as use.</param>
    /// <returns>How many went.</returns>
    public int RemoveUnused(Database db, Func<MailboxId, bool> isOpen)
    {
        var before = clock.UnixSeconds - (long)ServerLimits.MailboxLife.TotalSeconds;
        var unused = new List<(long Key, MailboxId Id)>();
        using (var row = db.Read("SELECT key, id FROM mailbox WHERE last_used <= @before", before))
        {
            while (row.Read())
            {
                unused.Add((row.GetInt64(0), MailboxId.Read((byte[])row[1])));
            }
        }
        var removed = 0;
        foreach (var (key, id) in unused)
        {
            if (isOpen(id))
            {
                Touch(db, key);
                continue;
            }
            db.Run("DELETE FROM mailbox WHERE key = @key", key);
            removed++;
        }
        return removed;
    }
}
