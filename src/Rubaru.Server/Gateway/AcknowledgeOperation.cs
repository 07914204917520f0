using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>The receiver has it: wiped and marked delivered in one transaction, so no ciphertext outlives its delivery.</summary>
internal sealed class AcknowledgeOperation(
    DepositTable deposits,
    RecentDeposits recent,
    Metrics metrics,
    OpenMailbox mailbox,
    long row,
    DepositId id
) : Operation
{
    private bool delivered;

    public override void Execute(Database database)
    {
        delivered = false;
        deposits.Acknowledge(database, row, id, () => delivered = true);
    }

    public override void Committed()
    {
        if (delivered)
        {
            // The row answers a withdrawal; a repeat is not to be pushed a second time.
            recent.Add(mailbox.Id, id, [], WithdrawOutcome.Delivered);
            metrics.CountDelivered();
        }
    }

    // The row stays pending: it is delivered again at the next login, which the receiver recognises.
    public override void Failed() => metrics.CountRejected(Refusal.StorageUnavailable);
}
