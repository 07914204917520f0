using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Strict;

/// <summary>R17: only a notification, and nothing in it.</summary>
public sealed class KnockTests
{
    [Fact]
    public async Task A_knock_is_shown_answered_by_dialling_and_then_asks_for_the_draft()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        bob.Only.Hide();
        bob.Client.Leave();
        ann.Only.Hide();
        await town.UntilAsync(() => ann.Only.LinkState == LinkState.Idle, "the link is gone");
        await ann.Only.SaveDraftAsync("are you there?");
        var (commits, rows) = (bob.Store.Commits, town.StoredDeposits());

        Assert.Equal(KnockResult.Sent, await ann.Only.KnockAsync());
        await town.UntilAsync(() => bob.Only.KnockedAt is not null, "Bob hears it");
        Assert.False(ann.Only.PeerIsHere);
        Assert.Equal(commits, bob.Store.Commits);
        Assert.Equal(1 + 4 + 32, town.Server.Tap.Frames.Single(f => f[0] == (byte)FrameKind.Knock).Length);
        Assert.Equal(1 + 8, town.Server.Tap.Frames.Single(f => f[0] == (byte)FrameKind.Knocked).Length);

        await bob.Only.AnswerKnockAsync();
        Assert.Null(bob.Only.KnockedAt);
        await town.UntilAsync(() => ann.Only.PeerIsHere, "Ann is asked");
        Assert.Equal(StrictGate.Open, ann.Only.Gate);
        await town.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Empty(bob.Heard);

        await ann.Only.SendAsync(ann.Only.Draft);
        Assert.False(ann.Only.PeerIsHere);
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["are you there?"], bob.Heard);
        Assert.Equal(rows, town.StoredDeposits());
    }

    [Fact]
    public async Task One_knock_a_minute_leaves_and_one_a_minute_is_shown()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        Assert.Equal(KnockResult.Sent, await ann.Only.KnockAsync());
        Assert.Equal(KnockResult.TooSoon, await ann.Only.KnockAsync());
        Assert.Single(town.Server.Tap.Of<Knock>());
        await town.UntilAsync(() => bob.Only.KnockedAt is not null, "Bob hears it");

        // A flood of a bad server or a bad contact.
        bob.Only.DismissKnock();
        await town.UntilAsync(() => bob.Only.KnockedAt is null, "dismissed");
        for (var i = 0; i < 100; i++)
            bob.Only.Knocking.Heard();
        Assert.Null(bob.Only.KnockedAt);
        await town.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Equal(KnockResult.Sent, await ann.Only.KnockAsync());
        await town.UntilAsync(() => bob.Only.KnockedAt is not null, "the next minute's is shown");
    }

    [Fact]
    public async Task Who_is_away_without_push_is_not_reachable_and_nothing_of_it_is_kept()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await town.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(KnockResult.NotReachable, await ann.Only.KnockAsync());
        await bob.StartAsync();
        await town.UntilAsync(() => bob.IsReady, "Bob is back");
        await town.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Null(bob.Only.KnockedAt);

        await town.Server.StopAsync();
        await town.UntilAsync(() => !ann.Client.Engine.Deposits.IsReady, "the server is gone");
        Assert.Equal(KnockResult.Unreachable, await ann.Only.KnockAsync());
    }

    [Fact]
    public async Task A_knock_by_an_invite_or_an_unknown_slot_is_nobodys()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var invite = await ann.InviteAsync();
        var deposits = bob.Client.Engine.Deposits;
        await bob.Client.Engine.Thread.RunAsync(() =>
            deposits.KnockAsync(Client.Identity.InviteSecrets.Derive(town.Sodium, invite.Secret).Capability)
        );
        await town.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Null(ann.Only.KnockedAt);
    }
}
