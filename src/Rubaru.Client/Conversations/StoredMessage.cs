using System.Buffers.Binary;
using System.Formats.Cbor;
using Rubaru.Client.Content;
using Rubaru.Client.Files;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Conversations;

/// <summary>A message with what only the store needs. Key: contact(16) || order(8).</summary>
/// <param name="Sequence">The sender's number; theirs are shown in its order.</param>
internal sealed record StoredMessage(Message Message, ulong Sequence)
{
    /// <summary>The numbers of the last edit and the last reaction of theirs: an older one that comes late changes nothing.</summary>
    public ulong EditSequence { get; init; }
    public ulong ReactionSequence { get; init; }

    public byte[] ToBytes()
    {
        var record = new CborRecord()
            .Add(1, MessageIds.Bytes(Message.Id))
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
            .Add(17, Message.IsForwarded)
            .Add(19, Message.Vanishes)
            .Add(20, Message.Edited)
            .Add(21, Message.MyReaction)
            .Add(22, Message.PeerReaction);
        if (Message.Quote is { } quote)
        {
            record.Add(14, MessageIds.Bytes(quote.Id)).Add(15, quote.Mine);
            if (quote.Order is { } order)
                record.AddSigned(16, order);
        }
        if (Message.Lifetime is { } lifetime)
            record.Add(18, (ulong)lifetime.TotalSeconds);
        if (Message.Earlier.Count > 0)
            record.AddList(23, Message.Earlier, WriteVersion);
        if (EditSequence > 0)
            record.Add(24, EditSequence);
        if (ReactionSequence > 0)
            record.Add(25, ReactionSequence);
        if (Message.Underway != Amendment.None)
            record.Add(26, (ulong)Message.Underway);
        if (Message.Unconfirmed != Amendment.None)
            record.Add(27, (ulong)Message.Unconfirmed);
        if (Message.File is { } file)
            record.Add(28, file.Write(new CborRecord()).ToBytes());
        return record.ToBytes();
    }

    public static StoredMessage Read(byte[] key, CborMap map) =>
        key.Length == 24 && map.Bytes(1, 16) is { } id && map.Text(4) is { } text && map.Time(5) is { } sent
            ? new StoredMessage(
                new Message(
                    MessageIds.Read(id),
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
                    File = map.Bytes(28) is { } file && CborMap.TryRead(file) is { } note ? FileNote.Read(note) : null,
                    IsWithdrawing = map.Flag(13),
                    Quote = map.Bytes(14, 16) is { } quoted
                        ? new Quote(MessageIds.Read(quoted), map.Flag(15), map.Signed(16))
                        : null,
                    IsForwarded = map.Flag(17),
                    Lifetime = Lifetime.Read(map.Unsigned(18)),
                    Vanishes = map.Time(19),
                    Edited = map.Time(20),
                    MyReaction = map.Text(21),
                    PeerReaction = map.Text(22),
                    Earlier = map.Has(23) ? map.List(23, Limits.Versions, ReadVersion) ?? [] : [],
                    Underway = (Amendment)(map.Unsigned(26) ?? 0),
                    Unconfirmed = (Amendment)(map.Unsigned(27) ?? 0),
                },
                map.Unsigned(12) ?? 0
            )
            {
                EditSequence = map.Unsigned(24) ?? 0,
                ReactionSequence = map.Unsigned(25) ?? 0,
            }
            : throw new VaultException("A message record cannot be read.");

    private static void WriteVersion(CborWriter writer, MessageVersion version)
    {
        writer.WriteStartArray(2);
        writer.WriteInt64(version.From.ToUnixTimeMilliseconds());
        writer.WriteTextString(version.Text);
        writer.WriteEndArray();
    }

    private static MessageVersion ReadVersion(CborReader reader)
    {
        reader.ReadStartArray();
        var from = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());
        var text = reader.ReadTextString();
        reader.ReadEndArray();
        return new MessageVersion(text, from);
    }
}
