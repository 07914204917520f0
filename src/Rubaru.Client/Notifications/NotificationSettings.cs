using Rubaru.Client.Storage;

namespace Rubaru.Client.Notifications;

/// <summary>What the person chose about notifications, kept in the vault.</summary>
/// <param name="On">Wanted; whether it works is another matter.</param>
/// <param name="DropDue">Turned off, and the server does not know yet.</param>
/// <param name="Suggested">The explanation was answered once; it does not come again by itself.</param>
internal sealed record NotificationSettings(bool On, bool DropDue, bool Suggested)
{
    private static readonly byte[] _key = "notifications"u8.ToArray();

    public void Write(Transaction transaction) =>
        transaction.Put(Table.Profile, _key, new CborRecord().Add(1, On).Add(2, DropDue).Add(3, Suggested).ToBytes());

    public static async Task<NotificationSettings> ReadAsync(Records records) =>
        await records.ReadAsync(Table.Profile, _key) is { } map
            ? new NotificationSettings(map.Flag(1), map.Flag(2), map.Flag(3))
            : new NotificationSettings(false, false, false);
}
