using Rubaru.Client.Identity;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>The counters of a conversation; apart from the contact because every message moves them.</summary>
/// <param name="Sequence">My next seq, or the clock if that is later.</param>
/// <param name="Position">The next place at the end of the history.</param>
/// <param name="OutboxRow">The next row of the outbox.</param>
internal sealed record Tally(ulong Sequence, long Position, long OutboxRow, int Unread)
{
    /// <summary>Parcels of files since a message of the peer was read: it may have to skip all of them.</summary>
    public int Parcels { get; init; }

    public static Tally New { get; } = new(0, 1, 1, 0);

    public void Write(Transaction transaction, byte[] contact) =>
        transaction.Put(
            Table.Contacts,
            Key(contact),
            new CborRecord()
                .Add(1, Sequence)
                .Add(2, (ulong)Position)
                .Add(3, (ulong)OutboxRow)
                .Add(4, (ulong)Unread)
                .Add(5, (ulong)Parcels)
                .ToBytes()
        );

    /// <summary>A contact without counters begins anew: it must not keep the whole profile from opening.</summary>
    public static async Task<Tally> ReadAsync(Records records, byte[] contact) =>
        await records.ReadAsync(Table.Contacts, Key(contact)) is { } map ? Read(map) : New;

    public static Tally Read(CborMap map) =>
        new(
            map.Unsigned(1) ?? 0,
            (long)(map.Unsigned(2) ?? 1),
            (long)(map.Unsigned(3) ?? 1),
            (int)(map.Unsigned(4) ?? 0)
        )
        {
            Parcels = (int)Math.Min(map.Unsigned(5) ?? 0, int.MaxValue),
        };

    private static byte[] Key(byte[] contact) => [.. contact, 1];
}
