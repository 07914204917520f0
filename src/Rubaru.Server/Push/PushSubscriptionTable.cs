using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Push;

/// <summary>At most one subscription a mailbox; it goes with its mailbox (cascade). Runs on the writer's thread.</summary>
internal sealed class PushSubscriptionTable(RetentionClock clock)
{
    public PushSubscription? Find(Database db, MailboxId mailbox)
    {
        using var row = db.Read(
            "SELECT endpoint, p256dh, auth FROM push_subscription"
                + " WHERE mailbox = (SELECT key FROM mailbox WHERE id = @id)",
            mailbox.ToBytes()
        );
        return row.Read() ? new PushSubscription(row.GetString(0), (byte[])row[1], (byte[])row[2]) : null;
    }

    public void Put(Database db, long mailbox, PushSubscription subscription) =>
        db.Run(
            "INSERT INTO push_subscription (mailbox, endpoint, p256dh, auth, created)"
                + " VALUES (@mailbox, @endpoint, @point, @auth, @created)"
                + " ON CONFLICT (mailbox) DO UPDATE SET endpoint = excluded.endpoint,"
                + " p256dh = excluded.p256dh, auth = excluded.auth, created = excluded.created",
            mailbox,
            subscription.Endpoint,
            subscription.PublicKey,
            subscription.Secret,
            clock.UnixSeconds
        );

    public void Drop(Database db, long mailbox) =>
        db.Run("DELETE FROM push_subscription WHERE mailbox = @mailbox", mailbox);

    /// <summary>The push service does not know it any more; a newer one that was put meanwhile stays.</summary>
    public void Drop(Database db, MailboxId mailbox, PushSubscription gone) =>
        db.Run(
            "DELETE FROM push_subscription WHERE mailbox = (SELECT key FROM mailbox WHERE id = @id)"
                + " AND endpoint = @endpoint",
            mailbox.ToBytes(),
            gone.Endpoint
        );
}
