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
    private int _underWay;

    public bool HasRoom => _underWay < Limits.DepositsAtOnce;

    public void Start(OutboxRow row)
    {
        conversation.Outbox.Attempt(row).Depositing = true;
        _underWay++;
        engine.Spawn(() => RunAsync(row));
    }

    private async Task RunAsync(OutboxRow row)
    {
        try
        {
            var answer = await DepositAsync(row);
            using var held = await engine.Lock.EnterAsync();
            if (!conversation.IsDeleted)
                await AnsweredAsync(row, answer);
        }
        finally
        {
            _underWay--;
            conversation.Outbox.Attempt(row).Depositing = false;
            wake();
        }
    }

    private async Task<Frame?> DepositAsync(OutboxRow row)
    {
        if (await MailboxKeys.FreshRouteAsync(engine, conversation) is not { } route)
            return null;
        var hash = new byte[Wire.Limits.HashSize];
        engine.Sodium.Sha256(row.Withdraw, hash);
        var envelope = SealedEnvelope.Seal(
            engine.Sodium,
            route.MailboxKey,
            route.Mailbox.ToBytes(),
            engine.Identity.Fingerprint,
            row.Message
        );
        var ttl = (uint)Limits.MostRetention.TotalSeconds;
        var capability = row.Class == DepositClass.Stored ? route.Stored : route.Transient;
        return await engine.Deposits.DepositAsync(new Deposit(row.Deposit, capability, row.Class, ttl, hash, envelope));
    }

    private Task AnsweredAsync(OutboxRow sent, Frame? answer)
    {
        if (conversation.Outbox.Same(sent) is not { } row)
            return Task.CompletedTask;
        return answer switch
        {
            Accepted accepted => AcceptedAsync(row, accepted),
            DepositRefused { Reason: Refusal.StaleMailboxKey } refused => StaleAsync(row, refused.MailboxKey),
            DepositRefused { Reason: Refusal.CapabilityRevoked } when !IsFirst => GoneAsync(),
            DepositRefused refused when IsFirst && Conversation.InviteEnd(refused.Reason) is { } reason =>
                conversation.FailFirstContactAsync(reason),
            DepositRefused { Reason: Refusal.TooLarge or Refusal.Malformed or Refusal.ClassNotAllowed } => FailAsync(
                row
            ),
            _ => LaterAsync(row),
        };
    }

    private bool IsFirst => conversation.Contact.FirstContact == FirstContact.AwaitingReply;

    private async Task AcceptedAsync(OutboxRow row, Accepted accepted)
    {
        var step = new Step(engine, conversation);
        if (!row.AwaitsReceipt)
        {
            conversation.Outbox.Remove(step.Transaction, row);
        }
        else
        {
            // "Delivered" of the server is not yet the receiver's word; without that it is asked again after this time.
            var expires =
                accepted.Outcome == DepositOutcome.Stored
                    ? DateTimeOffset.FromUnixTimeSeconds(accepted.ExpiresUnixSeconds)
                    : engine.ServerNow + engine.Retention;
            conversation.Outbox.Put(step.Transaction, row with { Expires = expires });
            await step.ChangeAsync(row, message => message with { State = MessageState.Sealed, Expires = expires });
        }
        conversation.Outbox.Attempt(row).Failures = 0;
        await step.CommitAsync();
    }

    private async Task StaleAsync(OutboxRow row, byte[] mailboxKey)
    {
        var before = conversation.Contact.Route?.MailboxKey.Id;
        var kept = await MailboxKeys.KeepAsync(engine, conversation, mailboxKey);
        if (!kept || conversation.Contact.Route?.MailboxKey.Id == before)
            await LaterAsync(row);
    }

    /// <summary>The other person deleted this contact: nothing will ever arrive there.</summary>
    private async Task GoneAsync()
    {
        var step = new Step(engine, conversation);
        step.Contact = step.Contact with { Gone = true };
        await conversation.FailAllAsync(step, "revoked");
        await step.CommitAsync();
    }

    private async Task FailAsync(OutboxRow row)
    {
        var step = new Step(engine, conversation);
        conversation.Outbox.Remove(step.Transaction, row);
        await step.ChangeAsync(row, message => message with { State = MessageState.Failed, FailureReason = "refused" });
        await step.CommitAsync();
    }

    private Task LaterAsync(OutboxRow row)
    {
        var attempt = conversation.Outbox.Attempt(row);
        var pause = Limits.RetryFirst * Math.Pow(2, Math.Min(attempt.Failures++, 8));
        pause = pause < Limits.RetryMost ? pause : Limits.RetryMost;
        attempt.NotBefore = engine.Time.GetUtcNow() + Retry.Jitter(engine.Sodium, pause);
        return Task.CompletedTask;
    }
}
