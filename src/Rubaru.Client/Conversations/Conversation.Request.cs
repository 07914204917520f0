using Rubaru.Client.Identity;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>Somebody who came by a reusable address or a used link waits for the person's yes (protocol section 10.1).</summary>
public sealed partial class Conversation
{
    /// <summary>Not a contact yet: nothing leaves this device for it, receipts and signals included.</summary>
    public bool IsRequest => Contact.FirstContact == FirstContact.Requested;

    /// <summary>How a request came.</summary>
    public RequestOrigin Origin => Contact.Origin;

    /// <summary>A contact of mine bears the name that this person gave itself, and has other keys.</summary>
    public bool IsNameTaken => _engine.IsNameTaken(Peer, Contact.GivenName);

    /// <summary>A request holds as much as it may; what comes beyond is not read before it is accepted.</summary>
    internal bool IsFull => IsRequest && Tally.Unread >= Limits.RequestMessages;

    /// <summary>Nothing of this conversation may leave: a request that was not accepted, or somebody I blocked.</summary>
    internal bool IsSilent => IsRequest || IsBlocked;

    /// <summary>"Accept": the person becomes a contact, and only now learns that anybody is here.</summary>
    public Task AcceptRequestAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted || !IsRequest)
                    return;
                await History.EnsurePageAsync();
                var step = new Step(_engine, this);
                step.Contact = step.Contact with { FirstContact = FirstContact.Complete };
                Admit(step, "request-accepted");
                await step.CommitAsync();
            }
            // What was gathered while nothing could leave.
            ReceiptsDue.Soon();
            _engine.Notify();
        });

    /// <summary>
    /// "Decline": all of it goes, nobody is told, and the same person cannot ask again for a month, unless by a new
    /// one-time link.
    /// </summary>
    public Task DeclineRequestAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            if (!IsRequest)
                return;
            var now = _engine.Time.GetUtcNow();
            var declined = new Block(Peer, Name, now, now + Limits.AddressLifetimeMost);
            await DeleteAsync(transaction => _engine.Blocks.Put(transaction, declined));
        });

    /// <summary>Part of the step that makes somebody a contact, or one again: capabilities, and a contact update that tells them.</summary>
    /// <param name="line">What the chat says about it.</param>
    internal void Admit(Step step, string line)
    {
        step.Line(line);
        new ModeChange(_engine, this, step).Meet(false);
        step.Contact = step.Contact with
        {
            StoredCapability = _engine.Capabilities.IssueTo(
                step.Transaction,
                Peer,
                DepositClass.Stored,
                step.Contact.Mode
            ),
            TransientCapability = _engine.Capabilities.IssueTo(step.Transaction, Peer, DepositClass.Transient),
            UpdateDue = true,
        };
        step.After(() =>
        {
            _engine.SyncSoon();
            Courier.Wake();
        });
    }
}
