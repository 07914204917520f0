using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Files;
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
            case ContentType.Diagnosis:
                Diagnosed(DiagnosisBody.TryRead(content.Body));
                return Task.CompletedTask;
            case ContentType.SessionLost:
                return SessionLostAsync(SessionLostBody.TryRead(content.Body));
            case ContentType.ContactUpdate:
                Seen(seen);
                return UpdateAsync(ContactUpdate.TryRead(content.Body));
            case ContentType.Text when TextBody.TryRead(content.Body) is { } text:
                return ShowAsync(content, MessageKind.Text, new ReplyBody(text), seen);
            case ContentType.Reply when ReplyBody.TryRead(content.Body) is { } reply:
                return ShowAsync(content, MessageKind.Text, reply, seen);
            case ContentType.FileOffer when FileOffer.TryRead(content.Body) is { } offer:
                return OfferAsync(content, offer, seen);
            case ContentType.FileWord:
                Seen(seen);
                if (FileWord.TryRead(content.Body) is { } word)
                    conversation.Files.Heard(step, word);
                return Task.CompletedTask;
            case ContentType.FileParcel:
                Seen(seen);
                if (FileParcel.TryRead(content.Body) is { } parcel)
                    conversation.Files.Parcels.Take(step, parcel);
                else
                    engine.Drops.Malformed++;
                return Task.CompletedTask;
            case ContentType.Edit
            or ContentType.Reaction
            or ContentType.Deletion when Amended.Target(content) is { } about:
                Seen(seen);
                return AmendAsync(content, about.Message, about.IsReaders);
            default:
                // A later version's type, or a text that is none: stored and shown as such, and acknowledged.
                return ShowAsync(content, MessageKind.Unknown, new ReplyBody(""), seen);
        }
    }

    private void Seen(byte[] key, long? order = null) => step.Transaction.Put(Table.Seen, key, arrival.SeenRow(order));

    private Task OfferAsync(MessageContent content, FileOffer offer, byte[] seen)
    {
        var body = new ReplyBody(offer.Caption) { Lifetime = offer.Lifetime };
        return conversation.Files.TryOffer(step, offer, content.MessageId)
            ? ShowAsync(content, MessageKind.File, body, seen, offer.File)
            : ShowAsync(content, MessageKind.Unknown, new ReplyBody(""), seen);
    }

    private async Task ShowAsync(
        MessageContent content,
        MessageKind kind,
        ReplyBody body,
        byte[] seen,
        FileNote? file = null
    )
    {
        var quoted = body.Quoted is { } id ? await conversation.FindAsync(id, body.QuotesReader) : null;
        var shown = new Message(
            content.MessageId,
            0,
            kind,
            false,
            body.Text,
            content.Sent,
            engine.Time.GetUtcNow(),
            MessageState.Received,
            arrival.IsLink ? conversation.LinkMessagePath : MessagePath.Server,
            null,
            null,
            message.Bytes.Length
        )
        {
            File = file,
            Quote = body.Quoted is { } answered ? new Quote(answered, body.QuotesReader, quoted?.Message.Order) : null,
            IsForwarded = body.IsForwarded,
            Lifetime = body.Lifetime,
        };
        await conversation.History.QuotedAsync(shown);
        var stored = new StoredMessage(shown, content.Sequence);
        foreach (var early in conversation.Early.Take(step.Transaction, content.MessageId))
            stored = Amended.ByPeer(stored, early) ?? stored;
        var order = step.Insert(stored);
        Seen(seen, order);
        conversation.ReceiptsDue.AddUnread(step, content.MessageId, order);
        // What was being typed is here.
        step.After(() => conversation.Typing.Heard(false));
        step.After(conversation.Vanishing.SeenSoon);
        await new SentLinks(engine).NoteAsync(step, conversation, stored.Message.Text);
    }

    /// <summary>An edit, a deletion or a reaction; one that overtook its message waits for it.</summary>
    private async Task AmendAsync(MessageContent content, UInt128 target, bool isMine)
    {
        if (await conversation.FindAsync(target, isMine) is { } stored)
        {
            if (Amended.ByPeer(stored, content) is not { } next)
                return;
            step.Replace(next);
            if (content.Type == ContentType.Edit)
                await new SentLinks(engine).NoteAsync(step, conversation, next.Message.Text);
        }
        else if (!isMine && !await conversation.HadAsync(target))
            conversation.Early.Put(step.Transaction, engine.Records, target, content);
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

    /// <summary>The last change of either side holds on both; of two at the same moment the shorter one.</summary>
    private void FollowLifetime(ContactUpdate update)
    {
        // A date in the far future must not keep the timer from ever being changed again.
        var latest = engine.Time.GetUtcNow() + Limits.ClockTrust;
        if (update.LifetimeSet is not { } told)
            return;
        var set = told < latest ? told : latest;
        var (own, theirs) = (step.Contact.Lifetime, update.Lifetime);
        if (set < step.Contact.LifetimeSet || (set == step.Contact.LifetimeSet && (theirs is null || theirs >= own)))
            return;
        step.Contact = step.Contact with { Lifetime = theirs, LifetimeSet = set };
        if (theirs != own)
            step.Line(Lifetime.Line(theirs, mine: false));
    }

    private void Diagnosed(DiagnosisBody? body)
    {
        if (body is { } known)
            step.After(() => conversation.Doctor.Received(known));
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
        FollowLifetime(update);
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
