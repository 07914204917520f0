using Rubaru.Server.Gateway;
using Rubaru.Server.Push;
using Rubaru.Server.Storage;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Mailboxes;

/// <summary>
/// Takes deposits (protocol section 7.2). Transient ones go from the sender's frame straight into the receiver's queue;
/// those of class stored are held in memory while the receiver's socket takes them, or else pass the writer.
/// </summary>
internal sealed class DepositDesk(
    CapabilityTable capabilities,
    DepositTable deposits,
    HeldDeposits held,
    OpenMailboxes open,
    Writer writer,
    IPushSender push,
    Metrics metrics,
    ISodium sodium,
    RetentionClock clock,
    TimeProvider time,
    ServerOptions options
)
{
    public CapabilityTable Capabilities => capabilities;
    public DepositTable Deposits => deposits;
    public HeldDeposits Held => held;
    public OpenMailboxes Open => open;
    public Writer Writer => writer;
    public Metrics Metrics => metrics;
    public RetentionClock Clock => clock;
    public TimeProvider Time => time;

    public Hash256 HashOf(ReadOnlySpan<byte> capability)
    {
        Span<byte> hash = stackalloc byte[Limits.HashSize];
        sodium.Sha256(capability, hash);
        return Hash256.Read(hash);
    }

    /// <returns>What to await before the sender's next frame is read.</returns>
    public ValueTask TakeAsync(Depositor sender, in DepositFrame deposit)
    {
        var hash = HashOf(deposit.Capability);
        Span<byte> slot = stackalloc byte[Limits.SlotSize];
        hash.WriteSlot(slot);
        var known = capabilities.FindCached(hash);
        if (known is not null && !MayTake(known, deposit.Envelope.Length))
        {
            Reply(sender, new DepositRefused(deposit.Id, Refusal.RateLimited, []));
            return ValueTask.CompletedTask;
        }
        if (
            deposit.Class == DepositClass.Transient
            && known is { IsCounted: false }
            && known.WhyNot(deposit.Class, deposit.Envelope, clock.UnixSeconds) == Refusal.None
        )
        {
            if (open.IsOpen(known.Mailbox.Id))
            {
                Route(
                    sender,
                    deposit.Id,
                    known,
                    OutgoingFrame.Deliver(deposit.Id, slot, deposit.Class, deposit.Envelope)
                );
            }
            else
            {
                Reply(sender, new Accepted(deposit.Id, DepositOutcome.NotConnected, 0));
            }
            return ValueTask.CompletedTask;
        }
        var request = new DepositRequest(
            deposit.Id,
            hash,
            deposit.Class,
            deposit.TimeToLiveSeconds,
            deposit.WithdrawHash.ToArray(),
            OutgoingFrame.Deliver(deposit.Id, slot, deposit.Class, deposit.Envelope)
        );
        return deposit.Class == DepositClass.Transient ? PostAsync(sender, request)
            : known is null ? LookUpAsync(sender, request)
            : TakeStoredAsync(sender, request, known);
    }

    /// <summary>Hands a transient delivery to the receiver's socket, if there is one. Takes over the frame.</summary>
    public void Route(IDepositor sender, DepositId id, Capability capability, OutgoingFrame delivery)
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

    public void Reply(IDepositor sender, Frame answer)
    {
        if (answer is DepositRefused refused)
        {
            metrics.CountRejected(refused.Reason);
        }
        sender.Answer(answer);
    }

    /// <summary>A row exists now that was not there before: its receiver's device may be asleep.</summary>
    public void Stored(MailboxId mailbox)
    {
        metrics.CountDeposit(DepositClass.Stored);
        push.Wake(mailbox);
    }

    /// <summary>The receiver kept silent, or its socket ended: the database takes over what was held.</summary>
    public void Store(HeldDeposit deposit)
    {
        if (TrySeal(deposit, deposit.Request) is { } request)
        {
            _ = PostAsync(new DepositOperation(this, deposit, request, deposit.Window));
        }
    }

    private bool MayTake(Capability capability, int size) =>
        capability.Rate.TryTake(clock.UnixSeconds, size, options.LimitsScale);

    public bool IsFull(Mailbox mailbox) => IsAbove(mailbox.Pending, mailbox.PendingBytes, 1);

    /// <summary>No room in the mailbox for an envelope of this size, or none for this capability. On the writer's thread.</summary>
    public bool IsFull(Database db, Capability capability, int size)
    {
        var mailbox = capability.Mailbox;
        var isLargest = size >= Limits.LargestEnvelope;
        if (IsFull(mailbox) || (isLargest && IsAboveLargest(mailbox.PendingLargest, 1)))
        {
            return true;
        }
        const double Share = ServerLimits.PendingShareOfCapability;
        var isCrowded = IsAbove(mailbox.Pending, mailbox.PendingBytes, Share);
        if (!isCrowded && !(isLargest && IsAboveLargest(mailbox.PendingLargest, Share)))
        {
            return false;
        }
        deposits.CountShare(db, capability);
        return (isCrowded && IsAbove(capability.Pending, capability.PendingBytes, Share))
            || (isLargest && IsAboveLargest(capability.PendingLargest, Share));
    }

    private bool IsAboveLargest(long bytes, double share) =>
        bytes >= ServerLimits.PendingBytesPerMailbox * ServerLimits.PendingShareOfLargest * options.LimitsScale * share;

    private bool IsAbove(long rows, long bytes, double share) =>
        rows >= ServerLimits.PendingPerMailbox * options.LimitsScale * share
        || bytes >= ServerLimits.PendingBytesPerMailbox * options.LimitsScale * share;

    // The sender's next frame is not read meanwhile, so nothing of it overtakes.
    private async ValueTask LookUpAsync(Depositor sender, DepositRequest request)
    {
        Refusal reason;
        try
        {
            if (await writer.RunAsync(db => capabilities.Find(db, request.Capability)) is { } capability)
            {
                await TakeStoredAsync(sender, request, capability);
                return;
            }
            reason = Refusal.UnknownCapability;
        }
        catch (StorageException)
        {
            // Nothing is known about the capability, so nothing was taken.
            reason = Refusal.StorageUnavailable;
        }
        request.Delivery.Release();
        Reply(sender, new DepositRefused(request.Id, reason, []));
    }

    private ValueTask TakeStoredAsync(Depositor sender, DepositRequest request, Capability capability)
    {
        if (held.Recent.Find(capability.Mailbox.Id, request.Id) is { } ended)
        {
            request.Delivery.Release();
            Frame answer =
                ended == WithdrawOutcome.Delivered
                    ? new Accepted(request.Id, DepositOutcome.Delivered, 0)
                    : new DepositRefused(request.Id, Refusal.DepositWithdrawn, []);
            Reply(sender, answer);
            return ValueTask.CompletedTask;
        }
        // What is counted, and what could overtake, needs the database whoever is connected.
        var isAllowed = capability.WhyNot(request.Class, request.Delivery.Envelope, clock.UnixSeconds) == Refusal.None;
        var mayHold = isAllowed && !sender.IsStoring && !capability.IsCounted;
        return
            open.Find(capability.Mailbox.Id) is { } receiver
            && receiver.Window.TryHold(sender, request, mayHold, mayStore: isAllowed)
            ? ValueTask.CompletedTask
            : PostAsync(sender, request);
    }

    private async ValueTask PostAsync(Depositor sender, DepositRequest request)
    {
        await sender.BeginAsync();
        if (request.Class == DepositClass.Transient)
        {
            await writer.PostAsync(new DepositOperation(this, sender, request));
        }
        else if (TrySeal(sender, request) is { } box)
        {
            await writer.PostAsync(new DepositOperation(this, sender, box));
        }
    }

    private async Task PostAsync(DepositOperation operation) => await writer.PostAsync(operation);

    private DepositRequest? TrySeal(IDepositor sender, DepositRequest request)
    {
        try
        {
            Span<byte> slot = stackalloc byte[Limits.SlotSize];
            request.Capability.WriteSlot(slot);
            return request with { Sealed = deposits.Seal(request.Id, slot, request.Delivery.Envelope) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The key of this hour could not be flushed: nothing may be sealed under it.
            Reply(sender, new DepositRefused(request.Id, Refusal.StorageUnavailable, []));
            request.Delivery.Release();
            sender.Done();
            return null;
        }
    }
}
