using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// A deposit that needs the database: every stored one, and a transient one by a capability that is counted or not yet
/// in memory. The answer and the push leave after the commit was flushed.
/// </summary>
/// <param name="pushedBy">The window that pushed it before, if it was held; everything is checked anew all the same.</param>
internal sealed class DepositOperation(
    DepositDesk desk,
    IDepositor sender,
    DepositRequest request,
    DeliveryWindow? pushedBy = null
) : Operation
{
    private Frame? answer;
    private Capability? capability;
    private long? seq;

    public override void Execute(Database database)
    {
        (answer, capability, seq) = (null, null, null);
        capability = desk.Capabilities.Find(database, request.Capability);
        if (capability is null)
        {
            answer = Refuse(Refusal.UnknownCapability);
            return;
        }
        var reason = capability.WhyNot(request.Class, request.Delivery.Envelope, desk.Clock.UnixSeconds);
        if (request.Class == DepositClass.Transient)
        {
            answer = reason == Refusal.None ? null : Refuse(reason);
            if (answer is null)
            {
                desk.Capabilities.CountDeposit(database, capability);
            }
            return;
        }
        answer = Answer(database, reason);
    }

    public override void Committed()
    {
        if (answer is not null)
        {
            desk.Reply(sender, answer);
            if (seq is { } number)
            {
                Push(number, capability!.Mailbox.Id);
            }
            else
            {
                request.Delivery.Release();
            }
        }
        else
        {
            desk.Route(sender, request.Id, capability!, request.Delivery);
        }
        sender.Done();
    }

    public override void Failed()
    {
        desk.Reply(sender, new DepositRefused(request.Id, Refusal.StorageUnavailable, []));
        request.Delivery.Release();
        sender.Done();
    }

    private void Push(long number, MailboxId mailbox)
    {
        desk.Stored(mailbox);
        var window = desk.Open.Find(mailbox)?.Window;
        if (window is null || window == pushedBy)
        {
            window?.Stored(number);
            request.Delivery.Release();
        }
        else
        {
            window.Push(number, request.Id, request.Delivery);
        }
    }

    private Frame Answer(Database database, Refusal reason)
    {
        if (reason == Refusal.None && desk.IsFull(capability!.Mailbox))
        {
            reason = Refusal.MailboxFull;
        }
        // A repeated deposit is answered as the first was, whatever became of the capability since.
        if (reason != Refusal.None)
        {
            return desk.Deposits.Find(database, capability!.Mailbox, request.Id) is { Status: not "expired" } known
                ? AnswerAgain(known)
                : Refuse(reason);
        }
        seq = Insert(database);
        if (seq is null)
        {
            if (desk.Deposits.Find(database, capability!.Mailbox, request.Id) is { Status: not "expired" } known)
            {
                return AnswerAgain(known);
            }
            desk.Deposits.RemoveExpired(database, capability.Mailbox, request.Id);
            seq = Insert(database);
        }
        desk.Capabilities.CountDeposit(database, capability!);
        return new Accepted(
            request.Id,
            DepositOutcome.Stored,
            desk.Deposits.ExpiryOf(request.Sealed!.Created, request.TimeToLive)
        );
    }

    private long? Insert(Database database) =>
        desk.Deposits.Insert(
            database,
            capability!,
            request.Id,
            request.Sealed!,
            request.TimeToLive,
            request.WithdrawHash
        );

    // What its sender withdrew must not come back by a repeat that was under way; a new deposit has a new name.
    private Frame AnswerAgain(KnownDeposit known) =>
        known.Status switch
        {
            "withdrawn" => Refuse(Refusal.DepositWithdrawn),
            "delivered" => new Accepted(request.Id, DepositOutcome.Delivered, known.Expires),
            _ => new Accepted(request.Id, DepositOutcome.Stored, known.Expires),
        };

    private DepositRefused Refuse(Refusal reason) =>
        new(request.Id, reason, reason == Refusal.StaleMailboxKey ? capability!.Mailbox.MailboxKey! : []);
}
