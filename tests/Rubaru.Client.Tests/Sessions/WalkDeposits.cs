using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Tests.Sessions;

/// <summary>
/// The deposit socket of a device in a walk: the "server" takes everything and hands it to the walk, which decides what
/// arrives, when and how often. Refuses stale mailbox keys and hands out bundles like the real one.
/// </summary>
internal sealed class WalkDeposits(ClientPlatform platform, Engine engine, WalkDevice device)
    : DepositConnection(platform, engine.Time)
{
    public override bool IsReady => true;

    public override Task<Frame?> DepositAsync(Deposit deposit) => Task.FromResult<Frame?>(Take(deposit));

    public override Task<Frame?> FetchBundleAsync(byte[] capability) =>
        Task.FromResult<Frame?>(new Bundle(0, device.Peer.TakeBundle()));

    public override Task<Frame?> FetchMailboxKeyAsync(byte[] capability) =>
        Task.FromResult<Frame?>(new MailboxKey(0, device.Peer.Engine.Prekeys.MailboxKey));

    private Frame Take(Deposit deposit)
    {
        var current = device.Peer.Engine.Prekeys.MailboxKey;
        var id = SealedEnvelope.MailboxKeyId(deposit.Envelope);
        if (id != SignedPrekey.TryRead(PrekeyType.Mailbox, current)!.Id)
            return new DepositRefused(deposit.Id, Refusal.StaleMailboxKey, current);
        var hash = new byte[Wire.Limits.HashSize];
        engine.Sodium.Sha256(deposit.Capability, hash);
        var delivery = new Delivery(deposit.Id, hash[..Wire.Limits.SlotSize], deposit.Class, deposit.Envelope);
        var expires = engine.Time.GetUtcNow() + Limits.MostRetention;
        device.Walk.OnItsWay.Add(new OnItsWay(device.Peer, delivery, expires));
        return new Wire.Accepted(deposit.Id, DepositOutcome.Stored, expires.ToUnixTimeSeconds());
    }
}

/// <summary>What the server holds for a device; it may be delivered late, twice, in any order or never.</summary>
internal sealed record OnItsWay(WalkDevice To, Delivery Delivery, DateTimeOffset Expires);
