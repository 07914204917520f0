using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Strict;

/// <summary>R18: the server itself takes nothing for a strict contact, and what "on" means before it has said so.</summary>
public sealed class ServerSideTests
{
    [Fact]
    public async Task The_switch_is_on_only_after_the_server_has_withdrawn_the_capability()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await town.Server.StopAsync();
        await town.UntilAsync(() => ann.Client.Server == ServerState.Unreachable, "the server is gone");

        await ann.Only.SetModeAsync(DirectOnly);
        Assert.True(ann.Only.IsTurningOn);
        Assert.Equal((DirectOnly, StrictGate.TurningOn), (ann.Only.EffectiveMode, ann.Only.Gate));
        await ann.RefusedAsync("not yet");
        await town.UntilAsync(() => bob.Only.PeerMode == DirectOnly && bob.Only.IsTurningOn, "Bob heard by the link");
        await ann.RestartAsync();
        await ann.Only.ShowAsync();
        Assert.True(ann.Only.IsTurningOn);

        await town.Server.StartAsync();
        await town.StrictOnAsync(ann, bob);
        Assert.Equal(2, town.Server.Tap.Of<DropCapability>().Count(drop => drop.State == Refusal.CapabilityWithdrawn));
        await bob.Only.ShowAsync();
        await town.GatesAsync(ann, bob);
        await ann.Only.SendAsync("now");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
    }

    /// <summary>A faulty or old sender that does not know, or does not care.</summary>
    [Fact]
    public async Task The_server_refuses_a_stored_deposit_and_takes_it_again_when_strict_is_off()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        var capability = bob.Only.Contact.Route!.Stored;
        Assert.Equal(Refusal.CapabilityWithdrawn, await FaultyDepositAsync(town, bob, capability));

        await ann.Only.SetModeAsync(Relayed);
        await town.UntilAsync(() => bob.Only.EffectiveMode == Relayed && ann.Only.Outbox.Count == 0, "it is off");
        await town.UntilAsync(
            () =>
                ann.Client.Engine.Capabilities.Unsynced.Count == 0
                && bob.Client.Engine.Capabilities.Unsynced.Count == 0,
            "the server knows"
        );
        Assert.NotEqual(Refusal.CapabilityWithdrawn, await FaultyDepositAsync(town, bob, capability));

        town.Network.Cut();
        await ann.Only.SendAsync("by the server again");
        await bob.Only.SendAsync("and back");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "they are delivered");
        Assert.Equal(MessagePath.Server, ann.Said[^1].Path);
    }

    /// <summary>Whoever decides the way may have a fault; the socket has its own opinion.</summary>
    [Fact]
    public async Task A_stored_deposit_of_a_strict_chat_does_not_leave_the_device_even_by_a_fault()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, _) = await town.StrictAsync();
        var deposit = StoredDeposit(ann, ann.Only.Contact.Route!.Stored);
        var stored = town.StoredDeposits();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ann.Client.Engine.Thread.RunAsync(() => ann.Client.Engine.Deposits.DepositAsync(deposit))
        );
        Assert.Equal(stored, town.StoredDeposits());
    }

    /// <summary>Bob does not hear of it: the link is gone and the server loses what is transient.</summary>
    [Fact]
    public async Task A_refused_sender_shows_that_only_direct_messages_are_accepted_and_stops()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        town.Network.Cut();
        await town.UntilAsync(() => ann.Only.Link?.IsFresh != true && bob.Only.Link?.IsFresh != true, "no link");
        town.Server.Tap.ToServer = frame => frame is Deposit { Class: DepositClass.Transient } ? [] : [frame];
        await ann.Only.SetModeAsync(DirectOnly);
        await town.UntilAsync(() => !ann.Only.IsTurningOn, "Ann's is on");

        await bob.Only.SendAsync("does she know?");
        await town.UntilAsync(() => bob.Said[^1].State == MessageState.NotSent, "Bob is refused");
        Assert.Equal(["strict-refused"], bob.StrictLines());
        Assert.Equal((Relayed, DirectOrRelay), (bob.Only.PeerMode, bob.Only.EffectiveMode));
        await bob.RefusedAsync("again");

        // The word of the server is not kept; Ann's own is.
        await bob.RestartAsync();
        Assert.Equal(Relayed, bob.Only.EffectiveMode);
        town.Server.Tap.ToServer = null;
        town.Network.Heal();
        await bob.Only.ShowAsync();
        await town.GatesAsync(ann, bob);
        await town.UntilAsync(() => bob.Only.PeerMode == DirectOnly, "now Bob knows from Ann");
        await bob.Only.RetryAsync(bob.Said.First(m => m.Text == "does she know?").Id);
        await town.UntilAsync(() => ann.Heard.Contains("does she know?"), "sent again it arrives");
    }

    [Fact]
    public async Task A_server_that_lies_about_a_withdrawal_stops_the_relay_until_the_contact_says_otherwise()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        town.Network.Cut();
        await town.UntilAsync(() => bob.Only.Link?.IsFresh != true, "no link");
        town.Server.Tap.ToClient = frame =>
            frame is Accepted { Outcome: DepositOutcome.Stored or DepositOutcome.Delivered } accepted
                ? [new DepositRefused(accepted.Id, Refusal.CapabilityWithdrawn, [])]
                : [frame];
        await bob.Only.SendAsync("lied to");
        await town.UntilAsync(() => bob.Only.EffectiveMode == DirectOrRelay, "Bob believes it for now");
        Assert.Equal(Relayed, bob.Only.PeerMode);

        town.Server.Tap.ToClient = null;
        town.Network.Heal();
        await town.UntilAsync(() => bob.Only.EffectiveMode == Relayed, "Ann's own word on the link counts more");
        Assert.Equal(Relayed, ann.Only.EffectiveMode);
        await bob.Only.SendAsync("truth");
        await town.UntilAsync(() => ann.Heard.Contains("truth"), "it arrives");
    }

    /// <summary>What was composed before and waits at the server is withdrawn there, and the bubble says so.</summary>
    [Fact]
    public async Task Turning_on_withdraws_what_waits_at_the_server()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("sealed");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it waits at the server");

        await ann.Only.SetModeAsync(DirectOnly);
        await town.UntilAsync(() => !ann.Only.IsTurningOn, "it is on");
        Assert.Contains(town.Server.Tap.Of<WithdrawIs>(), answer => answer.Outcome == WithdrawOutcome.Withdrawn);
        Assert.Contains(ann.Said[^1].State, new[] { MessageState.NotSent, MessageState.NotConfirmed });
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await town.StrictOnAsync(ann, bob);
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Empty(bob.Heard);
    }

    private static Deposit StoredDeposit(Person from, byte[] capability)
    {
        var random = new byte[DepositId.Size];
        from.Client.Engine.Sodium.Random(random);
        return new Deposit(DepositId.Read(random), capability, DepositClass.Stored, 600, new byte[32], new byte[4096]);
    }

    /// <summary>Deposits past every check of this device.</summary>
    internal static async Task<Refusal?> FaultyDepositAsync(Town town, Person from, byte[] capability)
    {
        var deposits = new DepositConnection(from.Client.Engine.Platform, from.Client.Engine.Time)
        {
            MayStore = _ => true,
        };
        deposits.Start();
        await town.UntilAsync(() => deposits.IsReady, "the socket is open");
        var asked = from.Client.Engine.Thread.RunAsync(() => deposits.DepositAsync(StoredDeposit(from, capability)));
        await town.UntilAsync(() => asked.IsCompleted, "there is an answer");
        var answer = await asked;
        await deposits.DisposeAsync();
        return (answer as DepositRefused)?.Reason;
    }
}
