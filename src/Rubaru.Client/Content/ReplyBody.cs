using System.Text;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Content;

/// <summary>
/// Content type 12: {1: text, ? 2: message_id that it answers, ? 3: true where that is a message of the reader,
/// ? 4: true where it is forwarded, ? 5: lifetime in seconds}. The quoted words do not travel: the reader looks them up, so
/// nobody can be quoted with what was never said, and what is deleted goes from quotes too.
/// </summary>
internal sealed record ReplyBody(string Text)
{
    /// <summary>No text: what is printed may be logged.</summary>
    public override string ToString() => nameof(ReplyBody);

    public UInt128? Quoted { get; init; }

    /// <summary>The quoted message is one of whoever reads this.</summary>
    public bool QuotesReader { get; init; }
    public bool IsForwarded { get; init; }
    public TimeSpan? Lifetime { get; init; }

    /// <summary>What must travel of a message of mine, also when it is sent once more.</summary>
    public static ReplyBody Of(Message message) =>
        new(message.Text)
        {
            Quoted = message.Quote?.Id,
            QuotesReader = message.Quote is { Mine: false },
            IsForwarded = message.IsForwarded,
            Lifetime = message.Lifetime,
        };

    /// <summary>Nothing stands beside the text: content type 1 says it all.</summary>
    public bool IsPlain => Quoted is null && !IsForwarded && Lifetime is null;

    public ContentType Type => IsPlain ? ContentType.Text : ContentType.Reply;

    public byte[] ToBytes()
    {
        if (IsPlain)
            return TextBody.Write(Text);
        var record = new CborRecord()
            .Add(1, Text)
            .Add(2, Quoted is { } quoted ? MessageIds.Bytes(quoted) : null)
            .Add(3, QuotesReader)
            .Add(4, IsForwarded);
        if (Lifetime is { } lifetime)
            record.Add(5, (ulong)lifetime.TotalSeconds);
        return record.ToBytes();
    }

    /// <summary>Never throws. A lifetime that no choice offers is bounded, never dropped.</summary>
    public static ReplyBody? TryRead(byte[] body) =>
        CborMap.TryRead(body) is { } map
        && map.Text(1, ChatClient.MaxTextBytes) is { Length: > 0 } text
        && Encoding.UTF8.GetByteCount(text) <= ChatClient.MaxTextBytes
        && (!map.Has(2) || map.Bytes(2, 16) is not null)
            ? new ReplyBody(text)
            {
                Quoted = map.Bytes(2, 16) is { } id ? MessageIds.Read(id) : null,
                QuotesReader = map.Flag(3),
                IsForwarded = map.Flag(4),
                Lifetime = Conversations.Lifetime.Read(map.Unsigned(5)),
            }
            : null;
}
