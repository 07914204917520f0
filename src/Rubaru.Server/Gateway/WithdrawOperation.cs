using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>Takes back what may have a row (protocol section 7.2); what is held in memory was looked for before.</summary>
internal sealed class WithdrawOperation(
    Connection connection,
    DepositTable deposits,
    RecentDeposits recent,
    Metrics metrics,
    Withdraw withdraw
) : Operation
{
    private WithdrawOutcome outcome;

    public override void Execute(Database database) =>
        outcome = deposits.Withdraw(database, withdraw.Id, withdraw.Secret);

    public override void Committed()
    {
        if (outcome == WithdrawOutcome.Withdrawn)
        {
            // Before the answer leaves: a repeat of the deposit that was under way is not pushed from memory then.
            recent.Add(null, withdraw.Id, [], outcome);
        }
        connection.Send(new WithdrawIs(withdraw.Request, outcome));
        connection.OperationDone();
    }

    public override void Failed()
    {
        metrics.CountRejected(Refusal.StorageUnavailable);
        connection.Send(new Refused(withdraw.Request, Refusal.StorageUnavailable));
        connection.OperationDone();
    }
}
