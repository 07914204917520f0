using System.Text;
using Rubaru.Client.Content;

namespace Rubaru.Client.Conversations;

/// <summary>What an edit, a reaction or a deletion makes of a message. Pure: the same for mine, theirs, and early ones.</summary>
internal static class Amended
{
    /// <summary>The message that a content of one of these types is about; <c>null</c>: not readable.</summary>
    public static (UInt128 Message, bool IsReaders)? Target(MessageContent content) =>
        content.Type switch
        {
            ContentType.Edit when EditBody.TryRead(content.Body) is { } edit => (edit.Message, false),
            ContentType.Deletion when DeletionBody.TryRead(content.Body) is { } message => (message, false),
            ContentType.Reaction when ReactionBody.TryRead(content.Body) is { } reaction => (
                reaction.Message,
                reaction.IsReaders
            ),
            _ => null,
        };

    /// <returns><c>null</c>: it changes nothing (older than what holds, too late, or of no text).</returns>
    public static StoredMessage? ByPeer(StoredMessage stored, MessageContent content)
    {
        var message = stored.Message;
        if (message.Kind is not (MessageKind.Text or MessageKind.File or MessageKind.Unknown))
            return null;
        switch (content.Type)
        {
            case ContentType.Edit
                when !message.Mine
                    && message.Kind == MessageKind.Text
                    && content.Sequence > stored.EditSequence
                    && Within(Limits.EditWithin, message, content)
                    && EditBody.TryRead(content.Body) is { } edit:
                return stored with
                {
                    Message = Edit(message, edit.Text, content.Sent),
                    EditSequence = content.Sequence,
                };
            case ContentType.Deletion when !message.Mine && Within(Limits.DeleteWithin, message, content):
                return stored with { Message = Delete(message) };
            case ContentType.Reaction
                when message.Kind is MessageKind.Text or MessageKind.File
                    && content.Sequence > stored.ReactionSequence
                    && ReactionBody.TryRead(content.Body) is { } reaction:
                return stored with
                {
                    Message = message with { PeerReaction = reaction.Emoji },
                    ReactionSequence = content.Sequence,
                };
            default:
                return null;
        }
    }

    public static Message Edit(Message message, string text, DateTimeOffset at) =>
        message with
        {
            Text = text,
            Edited = at,
            Earlier = Kept([.. message.Earlier, new MessageVersion(message.Text, message.Edited ?? message.Sent)]),
        };

    /// <summary>Only that there was one is left, and what became of it on its way.</summary>
    public static Message Delete(Message message) =>
        message with
        {
            Kind = MessageKind.Deleted,
            Text = "",
            File = null,
            Quote = null,
            IsForwarded = false,
            Edited = null,
            Earlier = [],
            MyReaction = null,
            PeerReaction = null,
            Underway = Amendment.None,
            Unconfirmed = Amendment.None,
        };

    /// <summary>By the two times that the sender itself states.</summary>
    private static bool Within(TimeSpan limit, Message message, MessageContent content) =>
        content.Sent - message.Sent <= limit + Limits.ClockSlack;

    private static MessageVersion[] Kept(List<MessageVersion> versions)
    {
        var bytes = versions.Sum(version => Encoding.UTF8.GetByteCount(version.Text));
        while (versions.Count > Limits.Versions || bytes > Limits.VersionBytes)
        {
            bytes -= Encoding.UTF8.GetByteCount(versions[0].Text);
            versions.RemoveAt(0);
        }
        return [.. versions];
    }
}
