using Rubaru.Client.Identity;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>What ends because a message came by the capability that takes its place.</summary>
internal sealed partial class Receiving
{
    /// <summary>A message by a new capability: the contact has it, so the old one ends (section 7.2).</summary>
    private void RetireReplaced(Step step, Arrival arrival)
    {
        if (
            arrival.Issued is not { } issued
            || !Capabilities.IsCurrent(step.Contact, issued)
            || engine.Capabilities.Replaced(step.Contact).Count == 0
        )
            return;
        var until = engine.Time.GetUtcNow() + Limits.MostRetention + Limits.ClockSlack;
        engine.Capabilities.Retire(step.Transaction, step.Contact, until);
        step.After(engine.SyncSoon);
    }

    /// <summary>A message on one of the new slots shows that the opener has them: the slot of the link can go (10.1, step 5).</summary>
    private void RetireInvites(Step step, Fingerprint peer, Arrival arrival)
    {
        if (arrival.Issued?.Peer != peer && !arrival.IsLink)
            return;
        foreach (var invite in engine.Invites.All.Where(invite => invite.UsedBy == peer).ToArray())
        {
            engine.Capabilities.DropInvite(step.Transaction, invite.Id, Refusal.CapabilityUsed);
            engine.Invites.Delete(step.Transaction, invite.Id);
            step.After(engine.SyncSoon);
        }
    }
}
