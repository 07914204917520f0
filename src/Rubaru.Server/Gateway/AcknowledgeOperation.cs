using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>The receiver has it: wiped and marked delivered in one transaction, so no ciphertext outlives its delivery.</summary>
internal sealed class AcknowledgeOperation(DepositTable deposits, Metrics metrics, long mailbox, DepositId id)
    : Operation
{
    private bool delivered;

    public override void Execute(Database database) => delivered = deposits.Acknowledge(database, mailbox, id);

    public override void Committed()
    {
        if (delivered)
        {
            metrics.CountDelivered();
        }
    }

    // The row stays pending: it is delivered again at the next login, which the receiver recognises.
    public override void Failed() => metrics.CountRejected(Refusal.StorageUnavailable);
}
