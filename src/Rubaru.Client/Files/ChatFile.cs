using Rubaru.Client.Conversations;

namespace Rubaru.Client.Files;

/// <summary>A file with its message and its chat, for a list across chats.</summary>
public sealed record ChatFile(Conversation Chat, Message Message, Transfer Transfer)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(ChatFile);
}
