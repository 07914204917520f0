using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>
/// From a message_id to the place in the history, for what refers to a message later. Messages of theirs have it in their
/// row against repeats (<see cref="Seen.Message"/>), those of mine in one of their own; ids of the two sides are apart, so
/// nobody can take the id of a message of the other.
/// </summary>
internal static class MessageIndex
{
    public static void Put(Transaction transaction, Records records, byte[] contact, UInt128 id, long order) =>
        transaction.Put(Table.Seen, Seen.Own(records, contact, id), new CborRecord().AddSigned(1, order).ToBytes());

    public static async Task<long?> FindAsync(Records records, byte[] contact, UInt128 id, bool mine) =>
        mine
            ? (await records.ReadAsync(Table.Seen, Seen.Own(records, contact, id)))?.Signed(1)
            : (await records.ReadAsync(Table.Seen, Seen.Message(records, contact, id)))?.Signed(2);
}
