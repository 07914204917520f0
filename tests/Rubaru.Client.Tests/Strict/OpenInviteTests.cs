using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Strict;

/// <summary>The main switch holds for everybody, also for those who have only a link yet.</summary>
public sealed class OpenInviteTests
{
    [Fact]
    public async Task A_link_that_was_made_before_the_switch_stores_nothing_and_still_opens()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        var capability = InviteSecrets.Derive(town.Sodium, link.Secret).Capability;
        await town.Server.StopAsync();
        await town.UntilAsync(() => ann.Client.Server == ServerState.Unreachable, "the server is gone");
        await ann.Client.SetGlobalModeAsync(DirectOnly);
        Assert.True(ann.Client.IsTurningOn);
        await ann.RestartAsync();
        Assert.True(ann.Client.IsTurningOn);

        await town.Server.StartAsync();
        await town.UntilAsync(() => !ann.Client.IsTurningOn, "it is on");
        Assert.Equal(Refusal.ClassNotAllowed, await ServerSideTests.FaultyDepositAsync(town, bob, capability));
        Assert.Equal(0, await town.Server.WaitingAsync());

        // Bob's link says nothing of strict mode; the refusal does.
        var stored = town.StoredDeposits();
        await bob.OpenAsync(link);
        await town.UntilAsync(() => bob.Knows(ann) && ann.Knows(bob), "they are connected");
        Assert.Equal(0, await town.Server.WaitingAsync());
        Assert.InRange(town.StoredDeposits() - stored, 1, 2);
    }

    [Fact]
    public async Task A_replaced_capability_that_is_not_revoked_yet_keeps_the_switch_turning_on()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        var engine = ann.Client.Engine;
        await engine.Thread.RunAsync(async () =>
        {
            using var held = await engine.Lock.EnterAsync();
            var transaction = engine.Begin();
            engine.Capabilities.IssueTo(transaction, bob.Fingerprint, DepositClass.Stored);
            await engine.CommitAsync(transaction);
            var replaced = engine.Begin();
            engine.Capabilities.Retire(replaced, ann.Only.Contact, engine.Time.GetUtcNow().AddHours(7));
            await engine.CommitAsync(replaced);
        });
        Assert.True(ann.Only.IsTurningOn);
        engine.SyncSoon();
        await town.UntilAsync(() => !ann.Only.IsTurningOn, "the server has confirmed");
    }

    [Fact]
    public async Task A_chat_that_cannot_follow_now_holds_up_no_other_and_follows_later()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, _) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        var commits = 0;
        // The profile is committed; the first chat that follows finds no room, once.
        ann.Store.Committing = () => ann.Store.IsFull = ++commits == 2;
        await ann.Client.SetGlobalModeAsync(DirectOnly);
        Assert.Equal(DirectOnly, ann.Client.GlobalMode);
        Assert.True(ann.Client.IsTurningOn);
        await town.PassAsync(TimeSpan.FromSeconds(61));
        await town.UntilAsync(() => !ann.Client.IsTurningOn, "all have followed");
        Assert.All(ann.Client.Conversations, chat => Assert.Equal(DirectOnly, chat.Contact.AppliedMode));
    }
}
