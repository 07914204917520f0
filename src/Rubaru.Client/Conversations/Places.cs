using System.Buffers.Binary;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Where a message of mine stands in the history once its row has left the outbox: a receipt may come later than that,
/// also after a restart. Key: contact(16) || 2 || opaque name of the message.
/// </summary>
internal static class Places
{
    public static void Put(Transaction transaction, Records records, byte[] contact, UInt128 messageId, long order) =>
        transaction.Put(Table.Outbox, Key(records, contact, messageId), new CborRecord().AddSigned(1, order).ToBytes());

    public static void Delete(Transaction transaction, Records records, byte[] contact, UInt128 messageId) =>
        transaction.Delete(Table.Outbox, Key(records, contact, messageId));

    public static async Task<long?> FindAsync(Records records, byte[] contact, UInt128 messageId) =>
        (await records.ReadAsync(Table.Outbox, Key(records, contact, messageId)))?.Signed(1);

    private static byte[] Key(Records records, byte[] contact, UInt128 messageId)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        return [.. contact, 2, .. records.Name("place"u8, [.. contact, .. id])];
    }
}
