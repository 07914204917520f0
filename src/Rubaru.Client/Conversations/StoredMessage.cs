using System.Buffers.Binary;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>A message with what only the store needs. Key: contact(16) || order(8).</summary>
/// <param name="Sequence">The sender's number; theirs are shown in its order.</param>
internal sealed record StoredMessage(Message Message, ulong Sequence)
{
    public byte[] ToBytes()
    {
        var id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, Message.Id);
        return new CborRecord()
            .Add(1, id)
            .Add(2, (ulong)Message.Kind)
            .Add(3, Message.Mine)
            .Add(4, Message.Text)
            .Add(5, (DateTimeOffset?)Message.Sent)
            .Add(6, Message.Arrived)
            .Add(7, (ulong)Message.State)
            .Add(8, (ulong)Message.Path)
            .Add(9, Message.Expires)
            .Add(10, Message.FailureReason)
            .Add(11, (ulong)Message.Bytes)
            .Add(12, Sequence)
            .Add(13, Message.IsWithdrawing)
            .ToBytes();
    }

    public static StoredMessage Read(byte[] key, CborMap map) =>
        key.Length == 24 && map.Bytes(1, 16) is { } id && map.Text(4) is { } text && map.Time(5) is { } sent
            ? new StoredMessage(
                new Message(
                    BinaryPrimitives.ReadUInt128BigEndian(id),
                    BinaryPrimitives.ReadInt64BigEndian(key.AsSpan(16)),
                    (MessageKind)(map.Unsigned(2) ?? 0),
                    map.Flag(3),
                    text,
                    sent,
                    map.Time(6),
                    (MessageState)(map.Unsigned(7) ?? 0),
                    (MessagePath)(map.Unsigned(8) ?? 0),
                    map.Time(9),
                    map.Text(10),
                    (int)(map.Unsigned(11) ?? 0)
                )
                {
                    IsWithdrawing = map.Flag(13),
                },
                map.Unsigned(12) ?? 0
            )
            : throw new VaultException("A message record cannot be read.");
}
