using Rubaru.Client.Content;

namespace Rubaru.Client.Conversations;

/// <summary>Edits, reactions and deletions of mine: contents of their own that belong to a bubble.</summary>
internal sealed partial class Step
{
    /// <summary>Sends what of this message changed; the bubble says so until the other device has confirmed it.</summary>
    /// <param name="changed">As it is from now on.</param>
    public void Amend(StoredMessage changed, Amendment kind)
    {
        var message = changed.Message;
        var (type, body) = kind switch
        {
            Amendment.Edit => (ContentType.Edit, new EditBody(message.Id, message.Text).ToBytes()),
            Amendment.Deletion => (ContentType.Deletion, DeletionBody.Write(message.Id)),
            _ => (ContentType.Reaction, new ReactionBody(message.Id, !message.Mine, message.MyReaction).ToBytes()),
        };
        Send(type, body, about: message.Order);
        var (underway, unconfirmed) = (message.Underway | kind, message.Unconfirmed & ~kind);
        Replace(changed with { Message = message with { Underway = underway, Unconfirmed = unconfirmed } });
    }

    /// <summary>The row of a change left the outbox: confirmed, or given up.</summary>
    private async Task SettleAsync(OutboxRow row, bool isLost)
    {
        var kind = row.Type switch
        {
            ContentType.Edit => Amendment.Edit,
            ContentType.Deletion => Amendment.Deletion,
            _ => Amendment.Reaction,
        };
        if (row.About is not { } order || await BubbleAsync(order) is not { } stored)
            return;
        // A later change of the same kind is still on its way and speaks for both.
        if (
            _conversation.Outbox.Rows.Any(other =>
                other.About == order && other.Type == row.Type && other.Number > row.Number
            )
        )
            return;
        var message = stored.Message;
        Replace(
            stored with
            {
                Message = message with
                {
                    Underway = message.Underway & ~kind,
                    Unconfirmed = isLost ? message.Unconfirmed | kind : message.Unconfirmed & ~kind,
                },
            }
        );
    }
}
