using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Rubaru.E2ee;

namespace Rubaru.App.Components;

/// <summary>What the list shows of a chat.</summary>
public sealed record ChatRow(
    Fingerprint Peer,
    string Name,
    Message? Last,
    string Draft,
    int Unread,
    MessagePath Path,
    LinkState Link,
    bool AwaitingFirstReply,
    bool Strict,
    bool Typing,
    CheckMark Mark = CheckMark.None
)
{
    public bool Pinned { get; init; }

    public bool Archived { get; init; }

    public bool Muted { get; init; }

    /// <summary>No name, no draft: what is printed may be logged.</summary>
    public override string ToString() => nameof(ChatRow);

    public static ChatRow Of(Conversation chat) =>
        new(
            chat.Peer,
            chat.Name,
            chat.Last,
            chat.Draft,
            chat.Unread,
            chat.Path,
            chat.LinkState,
            chat.AwaitingFirstReply,
            chat.EffectiveMode != DeliveryMode.Relayed,
            chat.PeerIsTyping,
            CheckMark.Of(chat)
        )
        {
            Pinned = chat.PinnedAt is not null,
            Archived = chat.IsArchived,
            Muted = chat.IsMuted,
        };
}
