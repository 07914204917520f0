using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <param name="Invite">The invite of mine that the handshake used.</param>
internal sealed record AcceptedHandshake(Session Session, byte[] Content, Invite? Invite);

/// <summary>The responder's side of the handshake (protocol sections 4 and 10.1): prekeys, replay list, invites.</summary>
internal sealed class Acceptance(Engine engine)
{
    /// <summary>
    /// Accepts an epoch-1 message in this step: a one-time secret is wiped, a last-resort transcript kept, an invite
    /// marked as used, all with the session. <c>null</c> when the handshake cannot be used.
    /// </summary>
    public async Task<AcceptedHandshake?> AcceptAsync(Step step, Fingerprint sender, RatchetMessage message)
    {
        var header = message.Handshake!;
        var invite = header.InviteId == 0 ? null : UsableInvite(header.InviteId, sender);
        if (header.InviteId != 0 && invite is null)
            return null;
        if (
            engine.Prekeys.Find(PrekeyType.Signed, header.SignedPrekeyId) is not { } signed
            || engine.Prekeys.Find(header.KemType, header.KemId) is not { } kem
        )
        {
            engine.Shelf.Unknown();
            return null;
        }
        var transcript = Handshake.TranscriptHash(
            engine.Sodium,
            message,
            engine.Identity.Fingerprint,
            signed.Public,
            kem.Public
        );
        var replay = Seen.LastResort(kem.Id, transcript);
        if (kem.Type == PrekeyType.LastResort && await engine.Records.HasAsync(Table.Seen, replay))
            return null;
        var psk = invite is null ? new byte[32] : InviteSecrets.Derive(engine.Sodium, invite.Secret).Psk;
        var now = engine.Time.GetUtcNow();
        if (
            Handshake.TryAccept(engine.Sodium, engine.Identity, sender, message, signed, kem, psk, now)
            is not { } accepted
        )
            return null;
        if (kem.Type == PrekeyType.OneTime)
        {
            engine.Prekeys.Use(step.Transaction, kem);
            step.After(engine.Shelf.Taken);
        }
        else
            step.Transaction.Put(Table.Seen, replay, new CborRecord().ToBytes());
        if (invite is { UsedBy: null, IsReusable: false })
            engine.Invites.Put(step.Transaction, invite with { UsedBy = sender });
        return new AcceptedHandshake(accepted.Session, accepted.Content, invite);
    }

    /// <summary>
    /// Somebody new opened a link of mine: a contact by a one-time link that nobody used, else a request.
    /// <c>false</c>: dropped without a word (unknown, expired, declined before, no room for requests).
    /// </summary>
    public async Task<bool> MeetAsync(Fingerprint sender, RatchetMessage message, Arrival arrival)
    {
        if (
            message.Handshake is not { } header
            || arrival.Issued?.Invite != header.InviteId
            || sender == engine.Identity.Fingerprint
        )
        {
            engine.Drops.Rejected++;
            arrival.IsFaulty = true;
            return false;
        }
        if (UsableInvite(header.InviteId, sender) is not { } invite)
        {
            engine.Drops.SecondUseOfInvite++;
            return false;
        }
        var isContact = invite.Admits(sender);
        if (!isContact && !MayAsk(sender))
            return false;
        var conversation = Conversation.New(engine, Unmet(sender, header.Identity));
        var step = new Step(engine, conversation);
        arrival.Remember(step.Transaction);
        if (await AcceptAsync(step, sender, message) is not { } accepted || !MayBeFirst(accepted.Content, message))
        {
            engine.Drops.Rejected++;
            arrival.IsFaulty = true;
            conversation.Discard();
            return false;
        }
        step.Put(accepted.Session, heard: true);
        if (isContact)
        {
            // Making the link was the consent, also for somebody whose request was declined before.
            engine.Blocks.Remove(step.Transaction, sender);
            conversation.Admit(step, "contact-added");
        }
        else
            Ask(step, invite);
        step.After(() => engine.Conversations.Add(sender, conversation));
        await engine.Receiving.ApplyAsync(conversation, step, accepted.Content, message, arrival);
        await step.CommitAsync();
        engine.Notify();
        return true;
    }

    /// <summary>Section 10.1, step 2: (e=1, n=0) must be a contact update. A later one may overtake it.</summary>
    private static bool MayBeFirst(byte[] bytes, RatchetMessage message) =>
        message.Counter != 0
        || (
            MessageContent.TryRead(bytes) is { Type: ContentType.ContactUpdate } content
            && ContactUpdate.TryRead(content.Body) is not null
        );

    private Invite? UsableInvite(ulong id, Fingerprint sender) =>
        engine.Invites.Find(id) is { } invite && (invite.UsedBy == sender || invite.Expires > engine.ServerNow)
            ? invite
            : null;

    /// <summary>Strangers may be many: what they can take up here is bounded, and a no holds.</summary>
    private bool MayAsk(Fingerprint sender)
    {
        if (engine.Blocks.IsDeclined(sender, engine.Time.GetUtcNow()))
        {
            engine.Drops.Blocked++;
            return false;
        }
        if (engine.Conversations.Values.Count(conversation => conversation.IsRequest) < Limits.Requests)
            return true;
        engine.Drops.Requests++;
        return false;
    }

    /// <summary>A request: no capability is issued and nothing leaves. An address that brought too many ends.</summary>
    private void Ask(Step step, Invite invite)
    {
        step.Contact = step.Contact with
        {
            FirstContact = FirstContact.Requested,
            Origin = invite.IsReusable ? RequestOrigin.Address : RequestOrigin.UsedInvite,
            UpdateDue = false,
        };
        if (!invite.IsReusable)
            return;
        if (invite.People + 1 < Limits.AddressPeople)
        {
            engine.Invites.Put(step.Transaction, invite with { People = invite.People + 1 });
            return;
        }
        engine.Capabilities.DropInvite(step.Transaction, invite.Id, Refusal.CapabilityUsed);
        engine.Invites.Delete(step.Transaction, invite.Id);
        step.After(engine.SyncSoon);
    }

    private Contact Unmet(Fingerprint sender, IdentityPublic identity) =>
        new(
            sender,
            "",
            null,
            identity.Bytes,
            null,
            0,
            0,
            [],
            [],
            FirstContact.Complete,
            null,
            engine.Time.GetUtcNow(),
            false,
            true,
            false,
            []
        );
}
