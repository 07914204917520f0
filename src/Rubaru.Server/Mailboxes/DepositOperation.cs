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
        Store(database, reason);
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

    private void Store(Database database, Refusal reason)
    {
        if (reason == Refusal.None && desk.IsFull(database, capability!, request.Delivery.Envelope.Length))
        {
            reason = Refusal.MailboxFull;
        }
        // A repeated deposit is answered as the first was, whatever became of the capability since.
        if (reason != Refusal.None)
        {
            answer = Find(database) is { } known ? AnswerAgain(known) : Refuse(reason);
            return;
        }
        Insert(
            database,
            number =>
            {
                if (number is null && Find(database) is null)
                {
                    desk.Deposits.RemoveExpired(database, capability!.Mailbox, request.Id);
                    Insert(database, again => Inserted(database, again));
                    return;
                }
                Inserted(database, number);
            }
        );
        if (capability!.IsCounted)
        {
            // The next deposit by it must find the true count.
            database.Settle();
        }
    }

    private void Inserted(Database database, long? number)
    {
        seq = number;
        if (number is null)
        {
            answer = Find(database) is { } known ? AnswerAgain(known) : Refuse(Refusal.StorageUnavailable);
            return;
        }
        desk.Capabilities.CountDeposit(database, capability!);
        answer = new Accepted(
            request.Id,
            DepositOutcome.Stored,
            desk.Deposits.ExpiryOf(request.Sealed!.Created, request.TimeToLive)
        );
    }

    // An expired one is as good as none.
    private KnownDeposit? Find(Database database) =>
        desk.Deposits.Find(database, capability!.Mailbox, request.Id) is { Status: not "expired" } known ? known : null;

    private void Insert(Database database, Action<long?> done) =>
        desk.Deposits.Insert(
            database,
            capability!,
            request.Id,
            request.Sealed!,
            request.TimeToLive,
            request.WithdrawHash,
            done
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
