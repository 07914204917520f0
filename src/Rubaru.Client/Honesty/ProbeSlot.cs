using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Rubaru.Wire;

namespace Rubaru.Client.Honesty;

/// <summary>
/// A capability of the own mailbox for one self-test, as an invite has one: it ends by itself. Deposits by it are counted,
/// and what is counted the server writes to its database even while this device is connected (protocol section 7.4).
/// </summary>
internal sealed class ProbeSlot
{
    private readonly Engine _engine;
    private readonly byte[] _hash = new byte[Wire.Limits.HashSize];
    private readonly IssuedCapability _issued;
    private TaskCompletionSource<Delivery>? _awaited;

    public ProbeSlot(Engine engine)
    {
        _engine = engine;
        var capability = new byte[Wire.Limits.CapabilitySize];
        engine.Sodium.Random(capability);
        engine.Sodium.Sha256(capability, _hash);
        _issued = new IssuedCapability(
            capability,
            DepositClass.Stored | DepositClass.Transient,
            null,
            Invite: 0,
            engine.ServerNow + Limits.SelfTestLife,
            Refusal.None,
            false
        );
    }

    public byte[] Capability => _issued.Capability;

    /// <returns>The server has it in this state now.</returns>
    public async Task<bool> PutAsync(Refusal state) =>
        await _engine.Mailbox.PutAsync(_issued with { Dropped = state }, _hash) == PutOutcome.Done;

    /// <summary>Deposits and waits for what the server delivers by this slot.</summary>
    /// <returns>The answer; the delivery, or <c>null</c> when none came in time.</returns>
    public async Task<(Frame? Answer, Delivery? Delivery)> DepositAsync(Deposit deposit)
    {
        var awaited = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited = awaited;
        var answer = await _engine.Deposits.DepositAsync(deposit);
        if (answer is not Accepted)
            return (answer, null);
        await Task.WhenAny(awaited.Task, Task.Delay(Limits.RequestTimeout, _engine.Time, _engine.Stopping));
        return (answer, awaited.Task.IsCompletedSuccessfully ? await awaited.Task : null);
    }

    /// <summary>
    /// A delivery by this slot belongs to the test; it is not acknowledged yet, so that the server's copy can be looked at.
    /// </summary>
    public bool TryTake(Delivery delivery)
    {
        if (!delivery.Slot.AsSpan().SequenceEqual(_hash.AsSpan(0, Wire.Limits.SlotSize)))
            return false;
        _awaited?.TrySetResult(delivery);
        return true;
    }
}
