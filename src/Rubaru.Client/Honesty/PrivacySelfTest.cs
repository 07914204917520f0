using Rubaru.E2ee;
using Rubaru.Wire;
using Accepted = Rubaru.Wire.Accepted;

namespace Rubaru.Client.Honesty;

/// <summary>
/// The 10-second self-test (decision 26): a probe goes to the own mailbox by the same frames as any message, and comes back
/// as the server has it. The server knows of no test; it sees one more stranger who writes to this mailbox. What the server
/// does on its disk a device cannot see: the steps say whose word each result is.
/// </summary>
public sealed class PrivacySelfTest
{
    /// <summary>Bytes of a ciphertext that are shown.</summary>
    private const int ExcerptSize = 24;
    private readonly Engine _engine;
    private SelfTestStep[] _steps = [];

    internal PrivacySelfTest(Engine engine) => _engine = engine;

    /// <summary>Empty until the first run.</summary>
    public IReadOnlyList<SelfTestStep> Steps => _steps;
    public bool IsRunning { get; private set; }

    /// <summary>What the probe says, to compare.</summary>
    public string Text { get; private set; } = "";

    /// <summary>What was found, where every step was reached; <c>null</c> before.</summary>
    public bool? HasPassed =>
        _steps.Length == 0 || IsRunning ? null : _steps.All(step => step.Result == SelfTestResult.Passed);

    /// <summary>Returns when it is over; a second call meanwhile does nothing.</summary>
    public Task RunAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            if (IsRunning || !_engine.IsOpen)
                return;
            IsRunning = true;
            _steps =
            [
                .. Enum.GetValues<SelfTestStage>().Select(stage => new SelfTestStep(stage, SelfTestResult.Waiting)),
            ];
            var slot = new ProbeSlot(_engine);
            _engine.TakesProbe = slot.TryTake;
            try
            {
                await RunAsync(slot);
            }
            finally
            {
                if (_engine.IsOpen)
                    await slot.PutAsync(Refusal.CapabilityRevoked);
                _engine.TakesProbe = _ => false;
                IsRunning = false;
                // What was not reached counts as not shown.
                _steps = [.. _steps.Select(Ended)];
                _engine.Notify();
            }
        });

    private async Task RunAsync(ProbeSlot slot)
    {
        Begin(SelfTestStage.Sealed);
        if (!await slot.PutAsync(Refusal.None) || await OwnBundleAsync(slot) is not { } bundle)
            return;
        var probe = Probe.Seal(_engine, bundle);
        Text = probe.Text;
        if (!End(SelfTestStage.Sealed, !probe.IsReadableIn(probe.Envelope), probe.Envelope))
            return;
        var withdraw = new byte[Wire.Limits.WithdrawSecretSize];
        _engine.Sodium.Random(withdraw);
        var deposit = Deposit(slot, probe, DepositClass.Stored, withdraw);
        try
        {
            if (await StoreAsync(slot, probe, deposit))
                await DeleteAsync(slot, deposit, withdraw);
        }
        finally
        {
            // Whatever failed: no copy is left there. Of one that is gone already this changes nothing.
            await _engine.Deposits.WithdrawAsync(deposit.Id, withdraw);
        }
        await StrictAsync(slot, probe);
    }

    /// <summary>Default mode: stored, given back, and readable only here.</summary>
    private async Task<bool> StoreAsync(ProbeSlot slot, Probe probe, Deposit deposit)
    {
        Begin(SelfTestStage.Stored);
        var (answer, delivery) = await slot.DepositAsync(deposit);
        var expires = answer is Accepted { Outcome: DepositOutcome.Stored } stored
            ? DateTimeOffset.FromUnixTimeSeconds(stored.ExpiresUnixSeconds)
            : (DateTimeOffset?)null;
        var isBounded = expires <= _engine.ServerNow + Limits.MostRetention + Limits.SelfTestSlack;
        if (!End(SelfTestStage.Stored, isBounded, expires: expires))
            return false;
        Begin(SelfTestStage.Returned);
        var copy = delivery?.Envelope ?? [];
        var isSame = copy.AsSpan().SequenceEqual(probe.Envelope) && !probe.IsReadableIn(copy);
        if (!End(SelfTestStage.Returned, isSame, copy))
            return false;
        Begin(SelfTestStage.Opened);
        // A secret that outlived its time is wiped under the lock.
        using var held = await _engine.Lock.EnterAsync();
        return End(SelfTestStage.Opened, probe.Opens(_engine, copy), probe.Message);
    }

    /// <summary>Acknowledged as any message is; then the server is asked to take back what it should not have any more.</summary>
    private async Task DeleteAsync(ProbeSlot slot, Deposit deposit, byte[] withdraw)
    {
        Begin(SelfTestStage.Deleted);
        // One socket, one writer: the answer to the second comes after the first was committed.
        var isDone =
            await _engine.Mailbox.AcknowledgeAsync(deposit.Id) && await slot.PutAsync(Refusal.CapabilityWithdrawn);
        // "Withdrawn" would mean that there was still a copy to take back.
        var left = isDone ? await _engine.Deposits.WithdrawAsync(deposit.Id, withdraw) : null;
        End(SelfTestStage.Deleted, left is WithdrawOutcome.Delivered);
    }

    /// <summary>Strict mode: the same slot, withdrawn for storing as that of a strict contact.</summary>
    private async Task StrictAsync(ProbeSlot slot, Probe probe)
    {
        Begin(SelfTestStage.Refused);
        var isClosed = await slot.PutAsync(Refusal.CapabilityWithdrawn);
        var (answer, _) = await slot.DepositAsync(Deposit(slot, probe, DepositClass.Stored, []));
        End(
            SelfTestStage.Refused,
            isClosed && answer is DepositRefused { Reason: Refusal.CapabilityWithdrawn },
            probe.Envelope
        );
        Begin(SelfTestStage.Passed);
        var (routed, delivery) = await slot.DepositAsync(Deposit(slot, probe, DepositClass.Transient, []));
        var isRouted =
            routed is Accepted { Outcome: DepositOutcome.Routed }
            && delivery is { Class: DepositClass.Transient } passed
            && passed.Envelope.AsSpan().SequenceEqual(probe.Envelope);
        End(SelfTestStage.Passed, isRouted);
    }

    private async Task<PrekeyBundle?> OwnBundleAsync(ProbeSlot slot) =>
        await _engine.Deposits.CheckBundleAsync(slot.Capability) is Bundle answer
        && PrekeyBundle.TryRead(answer.Bytes) is { } bundle
        && bundle.Verify(_engine.Sodium, _engine.Identity.Fingerprint)
            ? bundle
            : null;

    /// <param name="withdraw">The secret to take it back with; empty: nothing is left that could be.</param>
    private Deposit Deposit(ProbeSlot slot, Probe probe, DepositClass @class, byte[] withdraw)
    {
        var id = new byte[DepositId.Size];
        _engine.Sodium.Random(id);
        var hash = new byte[Wire.Limits.HashSize];
        _engine.Sodium.Sha256(withdraw, hash);
        return new Deposit(DepositId.Read(id), slot.Capability, @class, 0, hash, probe.Envelope);
    }

    private void Begin(SelfTestStage stage) => Set(new SelfTestStep(stage, SelfTestResult.Running));

    private bool End(SelfTestStage stage, bool passed, byte[]? bytes = null, DateTimeOffset? expires = null)
    {
        Set(
            new SelfTestStep(
                stage,
                passed ? SelfTestResult.Passed : SelfTestResult.Failed,
                bytes?.Length,
                bytes?.Take(ExcerptSize).ToArray(),
                expires
            )
        );
        return passed;
    }

    private void Set(SelfTestStep step)
    {
        var steps = _steps.ToArray();
        steps[(int)step.Stage] = step;
        _steps = steps;
        _engine.Notify();
    }

    private static SelfTestStep Ended(SelfTestStep step) =>
        step.Result is SelfTestResult.Waiting or SelfTestResult.Running
            ? step with
            {
                Result = SelfTestResult.Failed,
            }
            : step;
}
