using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Identity;

/// <summary>The opener's side of the first contact (protocol section 10.1): nothing is sent before the person confirms.</summary>
internal sealed class Opening(Engine engine)
{
    /// <summary>What can be said about a link without asking anybody.</summary>
    public InviteCheck Check(string text)
    {
        var (problem, link) = InviteLinkCodec.Read(text);
        if (link is null)
            return new InviteCheck(problem, null, null);
        var own = engine.Platform.Origin.GetLeftPart(UriPartial.Authority);
        if (!string.Equals(link.Origin, own, StringComparison.OrdinalIgnoreCase))
            return new InviteCheck(InviteProblem.OtherServer, link, new Uri(link.Origin).Authority);
        if (!engine.IsOpen)
            return new InviteCheck(InviteProblem.None, link, null);
        if (link.Fingerprint == engine.Identity.Fingerprint)
            return new InviteCheck(InviteProblem.Own, link, null);
        var id = InviteSecrets.Derive(engine.Sodium, link.Secret).Id;
        problem =
            IsContact(link) ? InviteProblem.AlreadyContact
            : link.Expires <= engine.ServerNow ? InviteProblem.Expired
            : InviteProblem.None;
        return new InviteCheck(problem, link, null)
        {
            OpenedBefore =
                !link.IsReusable
                && engine.Conversations.GetValueOrDefault(link.Fingerprint)?.Contact.OpenedInvite == id,
            IsSameName = engine.IsNameTaken(link.Fingerprint, link.Name),
        };
    }

    public async Task<(InviteProblem Problem, Conversation? Conversation)> AcceptAsync(InviteLink link)
    {
        var problem = Check(InviteLinkCodec.Write(link)).Problem;
        if (problem == InviteProblem.AlreadyContact)
            return (problem, engine.Conversations[link.Fingerprint]);
        if (problem is not (InviteProblem.None or InviteProblem.Expired))
            return (problem, null);
        var secrets = InviteSecrets.Derive(engine.Sodium, link.Secret);
        var answer = await engine.Deposits.FetchBundleAsync(secrets.Capability);
        if (answer is not Bundle fetched)
            return (Problem(answer, link.Expires > engine.ServerNow), null);
        if (PrekeyBundle.TryRead(fetched.Bytes) is not { } bundle || !bundle.Verify(engine.Sodium, link.Fingerprint))
            return (InviteProblem.IdentityCheckFailed, null);
        using var held = await engine.Lock.EnterAsync();
        return IsContact(link)
            ? (InviteProblem.AlreadyContact, engine.Conversations[link.Fingerprint])
            : (InviteProblem.None, await MeetAsync(link, secrets, bundle));
    }

    /// <summary>Neither a failed opening of an earlier link nor a request makes somebody a contact.</summary>
    private bool IsContact(InviteLink link) =>
        engine.Conversations.TryGetValue(link.Fingerprint, out var conversation)
        && conversation.Contact.FirstContact is not (FirstContact.Failed or FirstContact.Requested)
        && !conversation.Contact.Gone;

    private async Task<Conversation> MeetAsync(InviteLink link, InviteSecrets secrets, PrekeyBundle bundle)
    {
        var known = engine.Conversations.GetValueOrDefault(link.Fingerprint);
        var now = engine.Time.GetUtcNow();
        var route = new Route(link.Mailbox, secrets.Capability, secrets.Capability, bundle.Mailbox, now);
        var conversation = known ?? Conversation.New(engine, Unmet(link, bundle));
        await conversation.History.EnsurePageAsync();
        var step = new Step(engine, conversation);
        if (known is null)
            step.After(() => engine.Conversations.Add(link.Fingerprint, conversation));
        foreach (var alive in step.Sessions.All)
            step.End(alive.Session.Id);
        engine.Capabilities.DropOf(step.Transaction, link.Fingerprint);
        // Opening somebody's link is a yes to its maker.
        engine.Blocks.Remove(step.Transaction, link.Fingerprint);
        new ModeChange(engine, conversation, step).Meet(link.IsStrict);
        step.Contact = step.Contact with
        {
            Route = route,
            Revision = 0,
            FirstContact = FirstContact.AwaitingReply,
            InviteSecret = link.Secret,
            OpenedInvite = secrets.Id,
            Gone = false,
            SetUpAgain = false,
            StoredCapability = engine.Capabilities.IssueTo(
                step.Transaction,
                link.Fingerprint,
                DepositClass.Stored,
                step.Contact.Mode
            ),
            TransientCapability = engine.Capabilities.IssueTo(
                step.Transaction,
                link.Fingerprint,
                DepositClass.Transient
            ),
        };
        var invite = new HandshakeInvite(secrets.Id, secrets.Psk);
        step.Put(Handshake.Initiate(engine.Sodium, engine.Identity, bundle, link.Fingerprint, invite));
        step.SendUpdate();
        step.Line("invite-accepted");
        await step.CommitAsync();
        engine.SyncSoon();
        conversation.WatchInvite();
        conversation.Courier.Wake();
        engine.Notify();
        return conversation;
    }

    /// <param name="isOpen">By its date the link still holds; a slot that the server does not know may be yet to come.</param>
    private static InviteProblem Problem(Frame? answer, bool isOpen) =>
        answer is not Refused refused
            ? InviteProblem.Unreachable
            : refused.Reason switch
            {
                Refusal.CapabilityUsed or Refusal.QuotaExceeded => InviteProblem.Used,
                Refusal.CapabilityRevoked => InviteProblem.Revoked,
                Refusal.CapabilityExpired => InviteProblem.Expired,
                Refusal.UnknownCapability when !isOpen => InviteProblem.Expired,
                _ => InviteProblem.Unreachable,
            };

    private Contact Unmet(InviteLink link, PrekeyBundle bundle) =>
        new(
            link.Fingerprint,
            link.Name,
            null,
            bundle.Identity.Bytes,
            null,
            0,
            0,
            [],
            [],
            FirstContact.AwaitingReply,
            link.Secret,
            engine.Time.GetUtcNow(),
            false,
            false,
            false,
            []
        );
}
