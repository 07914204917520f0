using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Signals on their way (protocol section 8): each is a message of the session, committed before it leaves, deposited as
/// transient and re-sent as the same bytes until the peer acknowledges it. They live in memory only: after a restart
/// their connection is gone too.
/// </summary>
internal sealed class Signals(Engine engine, Conversation conversation)
{
    private readonly List<Pending> _pending = [];
    private readonly List<UInt128> _received = [];
    private int _unacknowledged;
    private int _sinceHeard;
    private bool _acknowledging;

    public async Task SendAsync(Signal signal)
    {
        _pending.RemoveAll(pending => pending.Signal.RtcId != signal.RtcId && pending.Signal.Kind != SignalKind.Bye);
        if (_unacknowledged >= Limits.UnacknowledgedSignals || _sinceHeard >= Limits.UnheardSignals)
            return;
        var id = engine.RandomNumber();
        if (await EncryptAsync(ContentType.Signal, SignalBody.Write(signal), id) is not { } message)
            return;
        _unacknowledged++;
        _sinceHeard++;
        var pending = new Pending(id, signal, message);
        _pending.Add(pending);
        engine.Spawn(() => RepeatAsync(pending));
    }

    /// <summary>For what is of no use later: encrypted, deposited as transient once, and not repeated.</summary>
    /// <returns>What became of it; <c>null</c> when it did not leave or nobody answered.</returns>
    public async Task<DepositOutcome?> SendOnceAsync(ContentType type, byte[] body)
    {
        if (_sinceHeard >= Limits.UnheardSignals)
            return null;
        if (await EncryptAsync(type, body, engine.RandomNumber()) is not { } message)
            return null;
        _sinceHeard++;
        return await DepositAsync(message) is Wire.Accepted accepted ? accepted.Outcome : null;
    }

    /// <summary>A message of the peer was read: its receipts may come, so more signals may go.</summary>
    public void PeerHeard() => _unacknowledged = _sinceHeard = 0;

    /// <summary>
    /// The server says that the peer is there again. It may say so as often as it likes, so this allows only so many more
    /// before the peer itself is heard.
    /// </summary>
    public void PeerAppeared() => _unacknowledged = 0;

    public bool IsPending(UInt128 id) => _pending.Exists(pending => pending.Id == id);

    public void Acknowledged(UInt128 id)
    {
        if (_pending.RemoveAll(pending => pending.Id == id) > 0)
            PeerHeard();
    }

    /// <summary>A signal of the peer was committed here. Its acknowledgement is transient like itself.</summary>
    public void Received(UInt128 id)
    {
        _received.Add(id);
        if (_acknowledging)
            return;
        _acknowledging = true;
        engine.Spawn(AcknowledgeAsync);
    }

    public void Clear() => _pending.Clear();

    private async Task AcknowledgeAsync()
    {
        await Task.Delay(Limits.ReceiptDelay, engine.Time, engine.Stopping);
        _acknowledging = false;
        var ids = _received.Take(Limits.ReceiptEntries).ToArray();
        _received.Clear();
        var body = new Receipts(ids, []).ToBytes();
        if (await EncryptAsync(ContentType.Receipts, body, engine.RandomNumber()) is { } message)
            await DepositAsync(message);
    }

    private async Task<byte[]?> EncryptAsync(ContentType type, byte[] body, UInt128 id)
    {
        using var held = await engine.Lock.EnterAsync();
        if (
            conversation.IsDeleted
            || conversation.IsSilent
            || conversation.Contact.FirstContact != FirstContact.Complete
        )
            return null;
        var step = new Step(engine, conversation);
        if (step.Contact.UpdateDue || step.EncryptOnly(type, body, id) is not { } message)
            return null;
        await step.CommitAsync();
        return message;
    }

    private async Task RepeatAsync(Pending pending)
    {
        for (var attempt = 1; attempt <= Limits.SignalTries && _pending.Contains(pending); attempt++)
        {
            await DepositAsync(pending.Message);
            await Task.Delay(Limits.SignalRetry * attempt, engine.Time, engine.Stopping);
        }
        _pending.Remove(pending);
    }

    private async Task<Frame?> DepositAsync(byte[] message)
    {
        if (
            conversation.IsDeleted
            || conversation.IsSilent
            || (await MailboxKeys.FreshRouteAsync(engine, conversation)).Route is not { } route
        )
            return null;
        var random = new byte[DepositId.Size + Wire.Limits.HashSize];
        engine.Sodium.Random(random);
        var envelope = route.Seal(engine.Sodium, engine.Identity.Fingerprint, message);
        var deposit = new Deposit(
            DepositId.Read(random),
            route.Transient,
            DepositClass.Transient,
            0,
            random[DepositId.Size..],
            envelope
        );
        var answer = await engine.Deposits.DepositAsync(deposit);
        if (answer is DepositRefused { Reason: Refusal.StaleMailboxKey } stale)
        {
            using var held = await engine.Lock.EnterAsync();
            if (!conversation.IsDeleted)
                await MailboxKeys.KeepAsync(engine, conversation, stale.MailboxKey);
        }
        return answer;
    }

    private sealed record Pending(UInt128 Id, Signal Signal, byte[] Message);
}
