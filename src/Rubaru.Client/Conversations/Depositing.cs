using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Wire;
using Accepted = Rubaru.Wire.Accepted;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Deposits rows of the outbox at the server: sealed to the current mailbox key each time, under the deposit id of the
/// row, and what the answer means for the row and its bubble.
/// </summary>
internal sealed class Depositing(Engine engine, Conversation conversation, Action wake)
{
    private readonly List<DepositId> _underWay = [];

    public bool HasRoom => _underWay.Count < Limits.DepositsAtOnce;

    public bool IsUnderWay(DepositId deposit) => _underWay.Contains(deposit);

    public void Start(OutboxRow row)
    {
        var attempt = conversation.Outbox.Attempt(row);
        attempt.Depositing = true;
        attempt.MayBeStored = true;
        _underWay.Add(row.Deposit);
        engine.Spawn(() => RunAsync(row, attempt));
    }

    /// <param name="attempt">Of these bytes: the row may be gone or refreshed before the answer comes.</param>
    private async Task RunAsync(OutboxRow row, Attempt attempt)
    {
        try
        {
            var route = conversation.Contact.Route;
            var answer = await DepositAsync(row);
            using var held = await engine.Lock.EnterAsync();
            if (!conversation.IsDeleted)
                await AnsweredAsync(row, answer, conversation.Contact.Route?.IsSame(route) == true);
        }
        catch
        {
            // The answer could not be stored, for want of room perhaps: ask the server again later, not at once.
            Later(attempt);
            throw;
        }
        finally
        {
            _underWay.Remove(row.Deposit);
            attempt.Depositing = false;
            wake();
        }
    }

    private async Task<Frame?> DepositAsync(OutboxRow row)
    {
        var (fresh, refusal) = await MailboxKeys.FreshRouteAsync(engine, conversation);
        if (fresh is not { } route)
        {
            // What ends the capability for good ends it for deposits too; anything else passes.
            return refusal == Refusal.CapabilityRevoked || Conversation.InviteEnd(refusal) is not null
                ? new DepositRefused(row.Deposit, refusal, [])
                : null;
        }
        var hash = new byte[Wire.Limits.HashSize];
        engine.Sodium.Sha256(row.Withdraw, hash);
        var envelope = route.Seal(engine.Sodium, engine.Identity.Fingerprint, row.Message);
        var ttl = (uint)Limits.MostRetention.TotalSeconds;
        // Withdrawn, stopped by strict mode or acknowledged over the link while the key was fetched: it must not leave now.
        if (conversation.Outbox.Same(row) is null || !conversation.ServerMayCarry(row))
            return null;
        if (conversation.ClassOf(row) == DepositClass.Stored)
            return await engine.Deposits.DepositAsync(
                new Deposit(row.Deposit, route.Stored, DepositClass.Stored, ttl, hash, envelope)
            );
        // Another id at every try: nothing is kept that would answer for an earlier one.
        var id = new byte[DepositId.Size];
        engine.Sodium.Random(id);
        return await engine.Deposits.DepositAsync(
            new Deposit(DepositId.Read(id), route.Transient, DepositClass.Transient, 0, hash, envelope)
        );
    }

    /// <param name="isCurrent">It went by the capabilities that still hold: one that was replaced meanwhile says nothing.</param>
    private Task AnsweredAsync(OutboxRow sent, Frame? answer, bool isCurrent)
    {
        if (conversation.Outbox.Same(sent) is not { } row)
            return Task.CompletedTask;
        return answer switch
        {
            Accepted accepted => AcceptedAsync(row, accepted),
            DepositRefused { Reason: Refusal.StaleMailboxKey } refused => StaleAsync(row, refused.MailboxKey),
            DepositRefused { Reason: Refusal.CapabilityWithdrawn } => WithdrawnAsync(row),
            // The link says nothing of strict mode, for its maker turned that on later.
            DepositRefused { Reason: Refusal.ClassNotAllowed } when IsFirst && !conversation.EffectiveMode.IsStrict =>
                WithdrawnAsync(row),
            DepositRefused { Reason: Refusal.CapabilityRevoked } when !IsFirst && isCurrent => conversation.GoneAsync(),
            DepositRefused refused when IsFirst && Conversation.InviteEnd(refused.Reason) is not null =>
                FirstRefusedAsync(row, refused.Reason),
            DepositRefused { Reason: Refusal.TooLarge or Refusal.Malformed or Refusal.ClassNotAllowed } => FailAsync(
                row
            ),
            _ => LaterAsync(row),
        };
    }

    private bool IsFirst => conversation.Contact.FirstContact == FirstContact.AwaitingReply;

    private async Task WithdrawnAsync(OutboxRow row)
    {
        if (!await conversation.StoredRefusedAsync())
            await LaterAsync(row);
    }

    private async Task AcceptedAsync(OutboxRow row, Accepted accepted)
    {
        if (accepted.Outcome is DepositOutcome.Routed or DepositOutcome.NotConnected && !IsDone(row, accepted.Outcome))
        {
            await LaterAsync(row);
            return;
        }
        if (row.AwaitsReceipt && accepted.Outcome == DepositOutcome.Delivered)
        {
            HandedOver(row);
            return;
        }
        var expires = DateTimeOffset.FromUnixTimeSeconds(accepted.ExpiresUnixSeconds);
        var latest = engine.ServerNow + Limits.MostRetention;
        if (row.AwaitsReceipt && expires <= engine.ServerNow)
        {
            // "Stored, and expired already" is no copy, and asking for the next one at once would never end.
            await LaterAsync(row);
            return;
        }
        expires = expires > latest ? latest : expires;
        var step = new Step(engine, conversation);
        // Whatever was believed: the other side takes messages.
        step.Contact = step.Contact with
        {
            Gone = false,
        };
        if (!row.AwaitsReceipt)
        {
            conversation.Outbox.Remove(step.Transaction, row);
            if (accepted.Outcome == DepositOutcome.Stored && expires > engine.ServerNow)
            {
                if (step.Contact.Mode.IsStrict)
                    conversation.StoredReceipts.Withdraw(step, row, expires);
                else
                    conversation.StoredReceipts.Keep(step.Transaction, row, expires);
            }
        }
        else
        {
            conversation.Outbox.Put(step.Transaction, row with { Expires = expires });
            await step.FireAsync(row, MessageEvent.Stored(expires));
        }
        step.After(() => conversation.Outbox.Forgive(row));
        await step.CommitAsync();
    }

    /// <summary>A transient deposit is no copy: what waits for a receipt goes again, until that comes.</summary>
    private static bool IsDone(OutboxRow row, DepositOutcome outcome) =>
        !row.AwaitsReceipt && (row.Type == ContentType.Null || outcome == DepositOutcome.Routed);

    /// <summary>
    /// The server's word that the receiver's device has it, which is not the receiver's: nothing changes until the receipt,
    /// which takes milliseconds. Where it stays away the row becomes a new deposit, less and less often; a device that
    /// knows the message acknowledges it again. Not stored: after a restart the server is asked again and answers the same.
    /// </summary>
    private void HandedOver(OutboxRow row)
    {
        var attempt = conversation.Outbox.Attempt(row);
        attempt.Failures = 0;
        var patience = Limits.ReceiptPatience * Math.Pow(2, Math.Min(attempt.HandedOver++, 8));
        patience = patience < Limits.ReceiptPatienceMost ? patience : Limits.ReceiptPatienceMost;
        attempt.ReceiptBy = engine.Time.GetUtcNow() + patience;
    }

    private Task FirstRefusedAsync(OutboxRow row, Refusal reason)
    {
        conversation.InviteRefused(reason);
        return LaterAsync(row);
    }

    private async Task StaleAsync(OutboxRow row, byte[] mailboxKey)
    {
        var before = conversation.Contact.Route?.MailboxKey.Id;
        var kept = await MailboxKeys.KeepAsync(engine, conversation, mailboxKey);
        // At once only the first time: old keys of the owner stay signed, and a server can give them out in turn for ever.
        var attempt = conversation.Outbox.Attempt(row);
        if (!kept || attempt.Resealed || conversation.Contact.Route?.MailboxKey.Id == before)
            await LaterAsync(row);
        attempt.Resealed = true;
    }

    private async Task FailAsync(OutboxRow row)
    {
        var step = new Step(engine, conversation);
        await step.StopAsync(row, MessageEvent.Refused("refused"));
        await step.CommitAsync();
    }

    private Task LaterAsync(OutboxRow row)
    {
        Later(conversation.Outbox.Attempt(row));
        return Task.CompletedTask;
    }

    private void Later(Attempt attempt)
    {
        var pause = Limits.RetryFirst * Math.Pow(2, Math.Min(attempt.Failures++, 8));
        pause = pause < Limits.RetryMost ? pause : Limits.RetryMost;
        attempt.NotBefore = engine.Time.GetUtcNow() + Retry.Jitter(engine.Sodium, pause);
    }
}
