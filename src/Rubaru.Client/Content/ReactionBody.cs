using Rubaru.Client.Storage;

namespace Rubaru.Client.Content;

/// <summary>
/// Content type 14: {1: message_id, ? 2: true where that is a message of the reader, ? 3: one emoji}; without 3 the
/// reaction is taken back. One of each person a message; the highest seq counts.
/// </summary>
internal sealed record ReactionBody(UInt128 Message, bool IsReaders, string? Emoji)
{
    /// <summary>No emoji: what is printed may be logged.</summary>
    public override string ToString() => nameof(ReactionBody);

    public byte[] ToBytes() =>
        new CborRecord().Add(1, MessageIds.Bytes(Message)).Add(2, IsReaders).Add(3, Emoji).ToBytes();

    /// <summary>Never throws. What is not one emoji is no reaction.</summary>
    public static ReactionBody? TryRead(byte[] body)
    {
        if (CborMap.TryRead(body) is not { } map || map.Bytes(1, 16) is not { } id)
            return null;
        var emoji = map.Text(3, Content.Emoji.MostBytes);
        return !map.Has(3) || (emoji is not null && Content.Emoji.IsOne(emoji))
            ? new ReactionBody(MessageIds.Read(id), map.Flag(2), emoji)
            : null;
    }
}
