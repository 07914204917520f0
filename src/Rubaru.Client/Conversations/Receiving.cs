using System.Buffers.Binary;
using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>
/// The one way in. From the server: envelope → mailbox key → slot check → ratchet message. From the link: the ratchet
/// message itself. Then session, content and every row are committed in one transaction, and only after that is anything
/// acknowledged (protocol sections 5.6, 6, 7.1).
/// </summary>
internal sealed partial class Receiving(Engine engine)
{
    private readonly Acceptance _acceptance = new(engine);
    private readonly Suspicion _suspicion = new(engine);
    private readonly RejectionLimit _rejections = new(engine);
    private int _faults;
    private bool _restarting;

    /// <summary>A delivery that could not be handled is still to come again.</summary>
    public bool IsWaiting => _restarting;

    /// <summary>Acknowledges to the server what is committed and what can never be used; what found no room stays there.</summary>
    public async Task DeliverAsync(Delivery delivery)
    {
        if (engine.TakesProbe(delivery))
            return;
        try
        {
            await OpenAsync(delivery);
            _faults = 0;
            await engine.Mailbox.AcknowledgeAsync(delivery.Deposit);
        }
        catch (StorageFullException)
        {
            // Not committed, so not acknowledged: the server keeps it and delivers it again on the next connection.
            await Task.Delay(Limits.RetryFirst * 10, engine.Time, engine.Stopping);
            engine.Mailbox.Restart();
        }
        catch (Exception exception)
        {
            // Not acknowledged either, and the deliveries after it go on: one damaged row must not stop the mailbox.
            engine.Spawn(AskAgainAsync);
            engine.Report(exception);
        }
    }

    /// <summary>What failed may work later; what is damaged fails again, so the pauses grow.</summary>
    private async Task AskAgainAsync()
    {
        if (_restarting)
            return;
        _restarting = true;
        await Task.Delay(Limits.RetryMost * (1 << Math.Min(_faults++, 6)), engine.Time, engine.Stopping);
        _restarting = false;
        if (engine.IsOpen)
            engine.Mailbox.Restart();
    }

    /// <summary>A ratchet message over the data channel; DTLS and the link's first frame showed who sent it.</summary>
    public async Task FromLinkAsync(Conversation conversation, byte[] bytes)
    {
        using var held = await engine.Lock.EnterAsync();
        if (conversation.IsDeleted)
            return;
        if (conversation.IsBlocked)
            engine.Drops.Blocked++;
        else if (RatchetMessage.TryRead(bytes) is { } message)
            await ReadAsync(conversation, message, new Arrival(null, null));
        else
            engine.Drops.Malformed++;
    }

    private async Task OpenAsync(Delivery delivery)
    {
        if (_suspicion.IsThrottled(delivery.Slot))
        {
            engine.Drops.Throttled++;
            return;
        }
        if (SealedEnvelope.MailboxKeyId(delivery.Envelope) is not { } keyId)
        {
            engine.Drops.Unopenable++;
            return;
        }
        var hash = new byte[Wire.Limits.HashSize];
        engine.Sodium.Sha256(delivery.Envelope, hash);
        var arrival = new Arrival(engine.Capabilities.OfSlot(delivery.Slot), Seen.Envelope(keyId, hash))
        {
            IsTransient = delivery.Class == DepositClass.Transient,
        };
        var mailbox = engine.Profile.Mailbox.ToBytes();
        using var held = await engine.Lock.EnterAsync();
        // Looked up only while the lock is held: a secret that outlived its time is wiped under it.
        if (engine.Prekeys.Find(PrekeyType.Mailbox, keyId) is not { } mailboxKey)
        {
            engine.Drops.Unopenable++;
            if (engine.Prekeys.IsAhead(keyId))
                engine.Shelf.Unknown();
            return;
        }
        if (await engine.Records.HasAsync(Table.Seen, arrival.Envelope!))
        {
            engine.Drops.Replayed++;
            return;
        }
        if (
            !SealedEnvelope.TryOpen(
                engine.Sodium,
                mailboxKey,
                mailbox,
                delivery.Envelope,
                out var sender,
                out var bytes
            )
        )
            engine.Drops.Unopenable++;
        else
        {
            await OpenedAsync(sender, bytes, arrival);
            if (!arrival.IsFaulty)
                return;
        }
        _suspicion.Faulty(delivery.Slot);
    }

    private async Task OpenedAsync(Fingerprint sender, byte[] bytes, Arrival arrival)
    {
        if (engine.Blocks.IsBlocked(sender))
            engine.Drops.Blocked++;
        else if (!arrival.IsFor(sender))
        {
            engine.Drops.WrongSlot++;
            arrival.IsFaulty = true;
            if (arrival.Issued is { Retired: null } issued)
                _suspicion.WrongSender(issued);
            // Not remembered: on the slot that it was sent to it may still come.
            return;
        }
        else if (RatchetMessage.TryRead(bytes) is not { } message)
        {
            engine.Drops.Malformed++;
            arrival.IsFaulty = true;
        }
        else if (engine.Conversations.TryGetValue(sender, out var conversation))
        {
            if (conversation.IsFull && InviteOf(arrival)?.Admits(sender) != true)
            {
                // Not read, so that its sender, who hears nothing, sends it again after the person has accepted.
                engine.Drops.Requests++;
                return;
            }
            await ReadAsync(conversation, message, arrival);
            return;
        }
        else if (await _acceptance.MeetAsync(sender, message, arrival))
            return;
        if (_rejections.TryTake(default))
            await RememberAsync(arrival);
    }

    private Invite? InviteOf(Arrival arrival) =>
        arrival.Issued?.Invite is { } invite ? engine.Invites.Find(invite) : null;

    /// <summary>
    /// Opened envelopes are remembered, so that no replay can trigger anything; of those that cannot be used, as many as may
    /// trigger anything (reading 55).
    /// </summary>
    private async Task RememberAsync(Arrival arrival)
    {
        var transaction = engine.Begin();
        arrival.Remember(transaction);
        await engine.CommitAsync(transaction);
    }

    private async Task ReadAsync(Conversation conversation, RatchetMessage message, Arrival arrival)
    {
        await conversation.History.EnsurePageAsync();
        var step = new Step(engine, conversation);
        arrival.Remember(step.Transaction);
        if (conversation.Sessions.Find(message.Session) is { } session)
        {
            if (!await DecryptAsync(conversation, step, session, message, arrival))
                return;
        }
        else if (
            message.Handshake is not null
            && await _acceptance.AcceptAsync(step, conversation.Peer, message) is { } accepted
        )
            await AcceptedAsync(conversation, step, accepted, message, arrival);
        else if (!_rejections.TryTake(conversation.Peer))
            return;
        else
            step.After(() => conversation.Recovery.Report(message.Session));
        await step.CommitAsync();
    }

    /// <returns><c>false</c>: rejected, and one too many of this contact: nothing of it is kept.</returns>
    private async Task<bool> DecryptAsync(
        Conversation conversation,
        Step step,
        Session session,
        RatchetMessage message,
        Arrival arrival
    )
    {
        var position = new MessagePosition(message.Session, message.Epoch, message.Counter);
        var row = await engine.Records.ReadAsync(Table.Seen, Seen.Position(engine.Records, conversation.Key, position));
        var commitment = row?.Bytes(1) ?? [];
        var decrypted = session.Decrypt(engine.Sodium, engine.Identity, message, commitment, engine.Time.GetUtcNow());
        switch (decrypted.Outcome)
        {
            case DecryptOutcome.Accepted:
                step.Put(decrypted.Next!, session, heard: true);
                await ApplyAsync(conversation, step, decrypted.Content!, message, arrival);
                break;
            case DecryptOutcome.Duplicate:
                engine.Drops.Duplicates++;
                // Acknowledged again in the way of the copy that was committed, so that both sides name the same path.
                if (row?.Bytes(2, 16) is { } bytes)
                {
                    var id = BinaryPrimitives.ReadUInt128BigEndian(bytes);
                    var first = await engine.Records.ReadAsync(
                        Table.Seen,
                        Seen.Message(engine.Records, conversation.Key, id)
                    );
                    Acknowledge(conversation, step, (ContentType)(row.Unsigned(3) ?? 0), id, arrival, first);
                }
                break;
            case DecryptOutcome.OutOfReach:
                End(conversation, step, message.Session);
                break;
            case DecryptOutcome.Lost:
                engine.Drops.Lost++;
                if (conversation.Recovery.Failed(message))
                    End(conversation, step, message.Session);
                else
                    conversation.ReceiptsDue.AddResend(position);
                break;
            default:
                engine.Drops.Rejected++;
                arrival.IsFaulty = true;
                if (!_rejections.TryTake(conversation.Peer))
                    return false;
                if (conversation.Recovery.Failed(message))
                    End(conversation, step, message.Session);
                break;
        }
        return true;
    }

    /// <summary>R4 (b): the session is of no use here any more, and the other side must hear of it.</summary>
    private static void End(Conversation conversation, Step step, SessionId session)
    {
        step.End(session);
        step.After(() => conversation.Recovery.Report(session));
    }

    private async Task AcceptedAsync(
        Conversation conversation,
        Step step,
        AcceptedHandshake accepted,
        RatchetMessage message,
        Arrival arrival
    )
    {
        var before = conversation.Sessions.Current;
        step.Put(accepted.Session, heard: true);
        if (accepted.Invite is { } invite)
        {
            MeetAgain(step, invite);
            if (conversation.IsRequest && invite.Admits(conversation.Peer))
            {
                step.Contact = step.Contact with { FirstContact = FirstContact.Complete };
                conversation.Admit(step, "contact-added");
            }
        }
        else if (before is { Established: true } && step.Sessions.Current?.Id != before.Id)
        {
            step.Contact = step.Contact with { SetUpAgain = true };
            SendAgain(conversation, step, accepted.Session.Id);
        }
        await ApplyAsync(conversation, step, accepted.Content, message, arrival);
    }

    /// <summary>
    /// Whoever begins anew may have lost the old session with its device (section 11): what was sent in it and not
    /// acknowledged goes again in the new one, with the same message ids, and not only when the server's copy expires.
    /// </summary>
    private static void SendAgain(Conversation conversation, Step step, SessionId session)
    {
        var rows = conversation.Outbox.Rows.Where(row =>
            row.AwaitsReceipt && row.Position is { } position && position.Session != session
        );
        foreach (var row in rows.ToArray())
            step.Release(row);
        step.After(conversation.Courier.Wake);
    }

    /// <summary>
    /// A contact opened a new link of mine: it begins anew, so sessions from before the link are of no use to it. Both
    /// opening each other's links at once is not that: those sessions are younger than the links.
    /// </summary>
    private static void MeetAgain(Step step, Invite invite)
    {
        var made = invite.Expires - invite.Lifetime;
        var older = step.Sessions.All.Where(alive => alive.Created < made).ToArray();
        foreach (var alive in older)
            step.End(alive.Session.Id);
        if (older.Length > 0)
            step.Line("contact-added");
        // Whichever of the sessions is current by now: a confirmed one was replaced.
        var contact = older.Any(alive => alive.Session.Established) ? step.Contact.Questioned() : step.Contact;
        step.Contact = contact with { UpdateDue = true, Revision = 0, Gone = false, SetUpAgain = false };
    }

    /// <summary>What a content does, in the transaction that accepts it.</summary>
    internal async Task ApplyAsync(
        Conversation conversation,
        Step step,
        byte[] bytes,
        RatchetMessage message,
        Arrival arrival
    )
    {
        step.Heard(message.Session);
        if (step.Contact.SetUpAgain && step.Contact.FirstContact == FirstContact.Complete)
        {
            step.SaySetUpAgain();
        }
        // "Gone" is the server's word; who is heard has not gone.
        if (step.Contact.Gone)
            step.Contact = step.Contact with { Gone = false };
        RetireInvites(step, conversation.Peer, arrival);
        RetireReplaced(step, arrival);
        if (MessageContent.TryRead(bytes) is not { } content)
        {
            engine.Drops.Malformed++;
            Keep(conversation, step, message, ContentType.Null, default);
            return;
        }
        Keep(conversation, step, message, content.Type, content.MessageId);
        var seen = Seen.Message(engine.Records, conversation.Key, content.MessageId);
        var first = await engine.Records.ReadAsync(Table.Seen, seen);
        if (first is not null)
            engine.Drops.Duplicates++;
        else
            await new Application(engine, conversation, step, arrival, message).ApplyAsync(content, seen);
        Acknowledge(conversation, step, content.Type, content.MessageId, arrival, first);
    }

    /// <summary>received(SID, e, n) → (commitment, message_id, type).</summary>
    private void Keep(Conversation conversation, Step step, RatchetMessage message, ContentType type, UInt128 messageId)
    {
        var id = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, messageId);
        var position = new MessagePosition(message.Session, message.Epoch, message.Counter);
        step.Transaction.Put(
            Table.Seen,
            Seen.Position(engine.Records, conversation.Key, position),
            new CborRecord().Add(1, message.Commitment.ToArray()).Add(2, id).Add(3, (ulong)type).ToBytes()
        );
    }

    /// <summary>After the commit: over the link at once; over the server gathered and encrypted; signals transient.</summary>
    private static void Acknowledge(
        Conversation conversation,
        Step step,
        ContentType type,
        UInt128 messageId,
        Arrival arrival,
        CborMap? first
    )
    {
        var overLink = arrival.AnswersOverLink(first);
        switch (type)
        {
            // Over the server their deposit was enough; over a link that may die any moment the sender keeps them until this.
            case ContentType.Null or ContentType.Receipts or ContentType.SessionLost:
            case ContentType.Diagnosis or ContentType.FileParcel:
                if (overLink)
                    step.After(() => conversation.Link?.TryAcknowledge([messageId]));
                break;
            // What was not stored is not acknowledged by anything that would be (section 8.1).
            case ContentType.Signal:
            case ContentType.ContactUpdate when arrival.IsTransient:
                step.After(() => conversation.Signals.Received(messageId));
                break;
            default:
                if (overLink)
                    step.After(() => conversation.Link?.TryAcknowledge([messageId]));
                else
                    conversation.ReceiptsDue.Add(step, messageId);
                break;
        }
    }
}
