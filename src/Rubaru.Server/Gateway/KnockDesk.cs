using Rubaru.Server.Mailboxes;
using Rubaru.Server.Push;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>
/// Passes knocks on (protocol section 7.2): to the receiver's open socket, and always as a push that lives for a minute:
/// a socket may look open for a while after its line is dead, and a knock is not told twice. A knock has no content and is kept nowhere; only the time of the last one of a capability is remembered for a minute.
/// </summary>
internal sealed class KnockDesk(
    DepositDesk desk,
    CapabilityTable capabilities,
    OpenMailboxes open,
    Writer writer,
    IPushSender push,
    Metrics metrics,
    RetentionClock clock,
    TimeProvider time
)
{
    private readonly RateLimits<Hash256> limits = new(
        time,
        ServerLimits.KnockInterval,
        most: 1,
        ServerLimits.RememberedKnocks
    );

    /// <returns>What to await before the sender's next frame is read; a push is not waited for.</returns>
    public ValueTask TakeAsync(Connection sender, Knock knock)
    {
        var hash = desk.HashOf(knock.Capability);
        if (capabilities.FindCached(hash) is not { } capability)
        {
            return LookUpAsync(sender, knock, hash);
        }
        Take(sender, knock, capability);
        return ValueTask.CompletedTask;
    }

    private async ValueTask LookUpAsync(Connection sender, Knock knock, Hash256 hash)
    {
        var reason = Refusal.UnknownCapability;
        try
        {
            if (await writer.RunAsync(db => capabilities.Find(db, hash)) is { } capability)
            {
                Take(sender, knock, capability);
                return;
            }
        }
        catch (StorageException)
        {
            // Nothing is known about the capability.
            reason = Refusal.StorageUnavailable;
        }
        Refuse(sender, knock, reason);
    }

    private void Take(Connection sender, Knock knock, Capability capability)
    {
        if (WhyNot(capability) is var reason && reason != Refusal.None)
        {
            Refuse(sender, knock, reason);
            return;
        }
        var mailbox = capability.Mailbox.Id;
        var slot = new byte[Limits.SlotSize];
        capability.Hash.WriteSlot(slot);
        if (open.Find(mailbox) is { } receiver && receiver.Connection.Send(new Knocked(slot)))
        {
            // What becomes of this push changes nothing for the sender. A page that heard the knock closes what it showed.
            _ = push.KnockAsync(mailbox);
            sender.Send(new KnockSent(knock.Request, KnockOutcome.Routed));
            return;
        }
        _ = PushAsync(sender, knock, mailbox);
    }

    private Refusal WhyNot(Capability capability)
    {
        var reason = capability.WhyNot(clock.UnixSeconds);
        return reason != Refusal.None ? reason
            // What is counted is an invite: nobody the owner knows yet.
            : (capability.Classes & DepositClass.Transient) == 0 || capability.IsCounted ? Refusal.ClassNotAllowed
            : !limits.TryTake(capability.Hash) ? Refusal.RateLimited
            : Refusal.None;
    }

    // A push service may take seconds, during which the sender's other frames go on. At most one a minute and capability
    // is under way, so nothing piles up.
    private async Task PushAsync(Connection sender, Knock knock, MailboxId mailbox)
    {
        var pushed = await push.KnockAsync(mailbox);
        sender.Send(
            new KnockSent(
                knock.Request,
                pushed.Outcome == PushOutcome.Sent ? KnockOutcome.Pushed : KnockOutcome.NotReachable
            )
        );
    }

    private void Refuse(Connection sender, Knock knock, Refusal reason)
    {
        metrics.CountRejected(reason);
        sender.Send(new Refused(knock.Request, reason));
    }
}
