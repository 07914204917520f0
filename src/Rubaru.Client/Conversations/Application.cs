using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;

namespace Rubaru.Client.Conversations;

/// <summary>What each type of content does to the conversation (protocol section 5.7), within one step.</summary>
internal sealed class Application(
    Engine engine,
    Conversation conversation,
    Step step,
    Arrival arrival,
    RatchetMessage message
)
{
    public Task ApplyAsync(MessageContent content, byte[] seen)
    {
        switch (content.Type)
        {
            case ContentType.Null:
                return Task.CompletedTask;
            case ContentType.Receipts:
                return ReceiptsAsync(Receipts.TryRead(content.Body));
            case ContentType.Signal:
                Signal(content.Body);
                return Task.CompletedTask;
            case ContentType.SessionLost:
                return SessionLostAsync(SessionLostBody.TryRead(content.Body));
            case ContentType.ContactUpdate:
                Seen(seen);
                return UpdateAsync(ContactUpdate.TryRead(content.Body));
            case ContentType.Text when TextBody.TryRead(content.Body) is { } text:
                Seen(seen);
                Show(content, MessageKind.Text, text);
                return new SentLinks(engine).NoteAsync(step, conversation, text);
            default:
                // A later version's type, or a text that is none: stored and shown as such, and acknowledged.
                Seen(seen);
                Show(content, MessageKind.Unknown, "");
                return Task.CompletedTask;
        }
    }

    private void Seen(byte[] key) => step.Transaction.Put(Table.Seen, key, arrival.SeenRow());

    private void Show(MessageContent content, MessageKind kind, string text)
    {
        var order = step.Insert(
            new Message(
                content.MessageId,
                0,
                kind,
                false,
                text,
                content.Sent,
                engine.Time.GetUtcNow(),
                MessageState.Received,
                arrival.IsLink ? conversation.LinkMessagePath : MessagePath.Server,
                null,
                null,
                message.Bytes.Length
            ),
            content.Sequence
        );
        conversation.ReceiptsDue.AddUnread(step, content.MessageId, order);
        // What was being typed is here.
        step.After(() => conversation.Typing.Heard(false));
    }

    private async Task ReceiptsAsync(Receipts? receipts)
    {
        if (receipts is null)
        {
            engine.Drops.Malformed++;
            return;
        }
        // Whoever got a message over the link acknowledges it there; a receipt speaks of the server's copy.
        foreach (var id in receipts.Delivered)
        {
            if (conversation.Signals.IsPending(id))
                step.After(() => conversation.Signals.Acknowledged(id));
            else
                await step.ConfirmAsync(id, MessageEvent.Acknowledged(MessagePath.Server));
        }
        foreach (var id in receipts.Read)
            await step.ConfirmAsync(id, Read);
        foreach (var position in receipts.Resend)
        {
            if (conversation.Outbox.Find(position) is { } row)
                step.Release(row);
        }
        step.After(conversation.Courier.Wake);
    }

    /// <summary>Shown only where it would be told as well; it says in any case that the message arrived.</summary>
    private MessageEvent Read
    {
        get
        {
            var path = arrival.IsLink ? conversation.LinkMessagePath : MessagePath.Server;
            return engine.Profile.ReadReceipts ? MessageEvent.ReadByPeer(path) : MessageEvent.Acknowledged(path);
        }
    }

    private void Signal(byte[] body)
    {
        if (SignalBody.TryRead(body) is { } signal)
            step.After(() => conversation.SignalReceived(signal));
        else
            engine.Drops.Malformed++;
    }

    /// <summary>R5, never on the session that carries it.</summary>
    private async Task SessionLostAsync(SessionId? lost)
    {
        if (lost is not { } session || session == message.Session || step.Sessions.Find(session) is null)
            return;
        step.End(session);
        if (step.Contact is { SetUpAgain: true, FirstContact: FirstContact.Complete })
        {
            step.SaySetUpAgain();
        }
        step.After(conversation.Courier.Wake);
        await Task.CompletedTask;
    }

    private async Task UpdateAsync(ContactUpdate? update)
    {
        if (
            update is null
            || IdentityPublic.TryRead(step.Contact.Identity) is not { } identity
            || !update.MailboxKey.Verify(engine.Sodium, identity)
        )
        {
            engine.Drops.Malformed++;
            return;
        }
        if (update.Revision <= step.Contact.Revision)
            return;
        var completes = step.Contact.FirstContact is FirstContact.AwaitingReply or FirstContact.Failed;
        var first = step.Contact.Revision == 0;
        var name = step.Contact.Name;
        step.Contact = step.Contact with
        {
            Revision = update.Revision,
            GivenName = update.Name.Length > 0 ? update.Name : step.Contact.GivenName,
            Route = new Route(
                update.Mailbox,
                update.Stored,
                update.Transient,
                update.MailboxKey,
                engine.Time.GetUtcNow()
            ),
            FirstContact = completes ? FirstContact.Complete : step.Contact.FirstContact,
            InviteSecret = null,
            Gone = false,
        };
        // What a request could not hold was dropped there: what is not acknowledged now goes again.
        if (completes)
            conversation.Recovery.AskAgain(step);
        // The name is only its word: one that a contact with other keys bears already must not pass for that contact.
        if ((first || name != step.Contact.Name) && engine.IsNameTaken(conversation.Peer, step.Contact.Name))
            step.Line("same-name");
        await new ModeChange(engine, conversation, step).PeerAsync(update.Mode, completes || first);
        step.After(() => conversation.RouteChanged(completes));
    }
}
