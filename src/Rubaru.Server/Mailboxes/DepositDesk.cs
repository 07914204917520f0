using Rubaru.Server.Gateway;
using Rubaru.Server.Storage;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// Takes deposits (protocol section 7.2). Transient ones by a known capability go from the sender's frame straight into
/// the receiver's queue; everything else passes the writer.
/// </summary>
internal sealed class DepositDesk(
    CapabilityTable capabilities,
    DepositTable deposits,
    OpenMailboxes open,
    Writer writer,
    Metrics metrics,
    ISodium sodium,
    RetentionClock clock,
    ServerOptions options
)
{
    public CapabilityTable Capabilities => capabilities;
    public DepositTable Deposits => deposits;
    public OpenMailboxes Open => open;
    public RetentionClock Clock => clock;

    public Hash256 HashOf(ReadOnlySpan<byte> capability)
    {
        Span<byte> hash = stackalloc byte[Limits.HashSize];
        sodium.Sha256(capability, hash);
        return Hash256.Read(hash);
    }

    /// <returns>What to await before the sender's next frame is read.</returns>
    public ValueTask TakeAsync(Connection sender, in DepositFrame deposit)
    {
        var hash = HashOf(deposit.Capability);
        Span<byte> slot = stackalloc byte[Limits.SlotSize];
        hash.WriteSlot(slot);
        if (
            deposit.Class == DepositClass.Transient
            && capabilities.FindCached(hash) is { IsCounted: false } capability
            && capability.WhyNot(deposit.Class, deposit.Envelope, clock.UnixSeconds) == Refusal.None
        )
        {
            if (open.IsOpen(capability.Mailbox.Id))
            {
                Route(
                    sender,
                    deposit.Id,
                    capability,
                    OutgoingFrame.Deliver(deposit.Id, slot, deposit.Class, deposit.Envelope)
                );
            }
            else
            {
                Reply(sender, new Accepted(deposit.Id, DepositOutcome.NotConnected, 0));
            }
            return ValueTask.CompletedTask;
        }
        return PostAsync(sender, hash, slot, in deposit);
    }

    /// <summary>Hands a transient delivery to the receiver's socket, if there is one. Takes over the frame.</summary>
    public void Route(Connection sender, DepositId id, Capability capability, OutgoingFrame delivery)
    {
        var outcome = DepositOutcome.NotConnected;
        if (open.Find(capability.Mailbox.Id) is not { } receiver)
        {
            delivery.Release();
        }
        else if (receiver.Connection.Send(delivery))
        {
            outcome = DepositOutcome.Routed;
            metrics.CountDeposit(DepositClass.Transient);
        }
        Reply(sender, new Accepted(id, outcome, 0));
    }

    /// <param name="isNew">The deposit was stored by this very request.</param>
    public void Reply(Connection sender, Frame answer, bool isNew = false)
    {
        if (answer is DepositRefused refused)
        {
            metrics.CountRejected(refused.Reason);
        }
        else if (isNew)
        {
            metrics.CountDeposit(DepositClass.Stored);
        }
        sender.Send(answer);
    }

    public bool IsFull(Mailbox mailbox) =>
        mailbox.Pending >= ServerLimits.PendingPerMailbox * options.LimitsScale
        || mailbox.PendingBytes >= ServerLimits.PendingBytesPerMailbox * options.LimitsScale;

    private ValueTask PostAsync(Connection sender, Hash256 hash, ReadOnlySpan<byte> slot, in DepositFrame deposit)
    {
        SealedDeposit? box;
        try
        {
            box = deposit.Class == DepositClass.Stored ? deposits.Seal(deposit.Id, slot, deposit.Envelope) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The key of this hour could not be flushed: nothing may be sealed under it.
            Reply(sender, new DepositRefused(deposit.Id, Refusal.StorageUnavailable, []));
            return ValueTask.CompletedTask;
        }
        var request = new DepositRequest(
            deposit.Id,
            hash,
            deposit.Class,
            deposit.TimeToLiveSeconds,
            deposit.WithdrawHash.ToArray(),
            OutgoingFrame.Deliver(deposit.Id, slot, deposit.Class, deposit.Envelope),
            box
        );
        return PostAsync(sender, new DepositOperation(this, sender, request));
    }

    private async ValueTask PostAsync(Connection sender, DepositOperation operation)
    {
        await sender.OperationAsync();
        await writer.PostAsync(operation);
    }
}
