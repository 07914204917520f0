using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class PeerLinkTests
{
    [Fact]
    public async Task Dials_only_when_wanted_and_the_peer_is_reachable()
    {
        await using var pair = new LinkPair();

        pair.Ann.Link.Want(true);
        pair.Run(5);
        Assert.Equal(LinkState.Idle, pair.Ann.Link.State);
        pair.Ann.Link.Want(false);
        pair.Reach();
        pair.Run(5);
        Assert.Equal(LinkState.Idle, pair.Ann.Link.State);
        Assert.Empty(pair.Ann.Sent);

        pair.Ann.Link.Want(true);
        var seconds = pair.RunUntil(() => pair.BothFresh);

        Assert.True(seconds < 0.5, $"{seconds} s");
        Assert.Equal(1, pair.Network.Opened - 1);
        Assert.Equal("host", pair.Ann.Link.Path?.LocalType);
    }

    [Fact]
    public async Task Messages_and_acknowledgements_travel_both_ways_in_order()
    {
        await using var pair = LinkPair.Connected();
        var messages = Enumerable.Range(0, 20).Select(i => new byte[] { (byte)i, 7 }).ToArray();

        Assert.All(messages, message => Assert.True(pair.Ann.Link.TrySend(message)));
        Assert.True(pair.Bob.Link.TrySend([42]));
        Assert.True(pair.Bob.Link.TryAcknowledge([.. Enumerable.Range(0, 600).Select(i => (UInt128)i)]));
        pair.Run(0.2);

        Assert.Equal(messages, pair.Bob.Messages);
        Assert.Equal([42], Assert.Single(pair.Ann.Messages));
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (UInt128)i), pair.Ann.Acknowledged);
    }

    [Fact]
    public async Task When_both_dial_at_once_the_impolite_offer_wins()
    {
        await using var pair = new LinkPair();
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Bob.Link.Want(true);

        pair.RunUntil(() => pair.BothFresh);
        pair.Run(10);

        Assert.True(pair.BothFresh);
        Assert.Equal((1, 1), (pair.Ann.Link.Connects, pair.Bob.Link.Connects));
        Assert.Equal(2, pair.Network.Alive);
        Assert.Contains(pair.Ann.Sent, signal => signal.Kind == SignalKind.Answer);
        Assert.DoesNotContain(pair.Bob.Sent, signal => signal.Kind == SignalKind.Answer);
    }

    [Theory]
    [InlineData(SignalKind.Offer)]
    [InlineData(SignalKind.Answer)]
    [InlineData(SignalKind.Candidates)]
    public async Task A_lost_signal_only_costs_an_attempt(SignalKind kind)
    {
        await using var pair = new LinkPair();
        var lost = 0;
        pair.Ann.Passes = pair.Bob.Passes = signal => signal.Kind != kind || lost++ > 0;
        pair.Reach();
        pair.Ann.Link.Want(true);

        var seconds = pair.RunUntil(() => pair.BothFresh);

        Assert.InRange(seconds, 1, 8);
        Assert.Equal(1, pair.Ann.Link.Connects);
    }

    [Fact]
    public async Task A_lost_offer_that_is_sent_again_connects_without_a_new_attempt()
    {
        await using var pair = new LinkPair();
        var lost = 0;
        pair.Ann.Resend = TimeSpan.FromSeconds(1);
        pair.Ann.Passes = signal => signal.Kind != SignalKind.Offer || lost++ > 0;
        pair.Reach();
        pair.Ann.Link.Want(true);

        var seconds = pair.RunUntil(() => pair.BothFresh);

        Assert.InRange(seconds, 1, 2);
        Assert.Equal((1, 1), (pair.Ann.Link.Attempts, pair.Bob.Link.Attempts));
    }

    [Theory]
    [InlineData(3, 1.5)]
    [InlineData(10, 2)]
    [InlineData(40, 3)]
    public async Task After_an_outage_a_fresh_connection_replaces_the_silent_one(double outage, double bar)
    {
        await using var pair = LinkPair.Connected();
        pair.Network.Cut();
        pair.RunUntil(() => !pair.Ann.Link.IsFresh, 3.1);
        pair.Run(outage - (pair.Ann.Link.IsFresh ? 0 : 3));
        pair.Network.Heal();

        var seconds = pair.RunUntil(() => pair.BothFresh);

        Assert.True(seconds <= bar, $"{seconds} s");
        Assert.Equal(2, pair.Ann.Link.Connects);
        pair.Run(10);
        Assert.Equal(2, pair.Network.Alive);
        Assert.Equal(2, pair.Ann.Link.Connects);
    }

    [Fact]
    public async Task An_outage_of_a_second_costs_nothing()
    {
        await using var pair = LinkPair.Connected();
        pair.Network.RecoveryAfterOutage = TimeSpan.FromMilliseconds(500);
        pair.Network.Cut();
        pair.Run(1);
        pair.Network.Heal();
        pair.Run(10);

        Assert.True(pair.BothFresh);
        Assert.Equal(1, pair.Ann.Link.Connects);
    }

    [Fact]
    public async Task After_bye_the_peer_rests_until_it_is_reported_reachable()
    {
        await using var pair = LinkPair.Connected();

        await pair.Bob.Link.CloseAsync();
        pair.RunUntil(() => pair.Ann.Link.State == LinkState.Idle, 0.1);
        pair.Run(30);
        Assert.Equal(LinkState.Idle, pair.Ann.Link.State);
        Assert.Equal(LinkState.Idle, pair.Bob.Link.State);
        Assert.Equal(0, pair.Network.Alive);

        pair.Ann.Link.PeerReachable = true;
        pair.RunUntil(() => pair.BothFresh, 1);
    }

    [Fact]
    public async Task After_bye_an_offer_of_the_peer_is_answered()
    {
        await using var pair = LinkPair.Connected();
        await pair.Bob.Link.CloseAsync();
        pair.Run(1);

        pair.Bob.Link.Want(true);

        pair.RunUntil(() => pair.BothFresh, 1);
    }

    [Fact]
    public async Task A_side_that_no_longer_wants_the_link_keeps_it_for_the_other()
    {
        await using var pair = LinkPair.Connected();
        pair.Bob.Link.Want(false);
        pair.Run(60);
        Assert.True(pair.BothFresh);

        pair.Ann.Link.Want(false);
        pair.Run(20);

        Assert.Equal((LinkState.Idle, LinkState.Idle), (pair.Ann.Link.State, pair.Bob.Link.State));
        Assert.Equal(1, pair.Ann.Link.Connects);
    }

    [Fact]
    public async Task A_link_nobody_pings_is_made_fresh_by_wanting_it()
    {
        await using var pair = LinkPair.Connected();
        pair.Ann.Link.Want(false);
        pair.Bob.Link.Want(false);
        pair.RunUntil(() => !pair.Ann.Link.IsFresh);
        Assert.False(pair.Ann.Link.TrySend([1]));

        pair.Ann.Link.Want(true);

        Assert.True(pair.RunUntil(() => pair.Ann.Link.IsFresh) < 0.2);
        Assert.Equal(1, pair.Ann.Link.Connects);
    }

    [Fact]
    public async Task A_server_outage_leaves_the_link_alone()
    {
        await using var pair = LinkPair.Connected();
        pair.Reach(false);
        pair.Run(120);

        Assert.True(pair.BothFresh);
        Assert.Equal(1, pair.Ann.Link.Connects);
    }

    [Fact]
    public async Task An_impossible_path_is_tried_ever_more_rarely_until_the_peer_appears_again()
    {
        await using var pair = new LinkPair();
        pair.Network.IsImpossible = true;
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Run(60);
        var first = pair.Ann.Link.Attempts;
        pair.Run(1200);
        var attempts = pair.Ann.Link.Attempts;
        pair.Run(60);

        Assert.InRange(first, 7, 11);
        Assert.InRange(pair.Ann.Link.Attempts - attempts, 1, 2);
        pair.Network.IsImpossible = false;
        pair.Reach(false);
        pair.Reach();
        pair.RunUntil(() => pair.BothFresh, 7);
    }

    [Fact]
    public async Task A_hidden_page_pings_less_and_is_not_called_silent()
    {
        await using var pair = LinkPair.Connected();
        var frames = 0;
        pair.Ann.Link.SetHidden(true);
        pair.Bob.Link.SetHidden(true);
        pair.Run(6);
        pair.Network.Tap = _ => frames++;
        pair.Run(50);

        Assert.Equal((1, 1), (pair.Ann.Link.Connects, pair.Bob.Link.Connects));

        // Ping, pong and attestation, ten times each way.
        Assert.InRange(frames, 54, 66);
        pair.Network.Cut();
        pair.RunUntil(() => pair.Ann.Link.State == LinkState.Dialling, 14);
    }

    [Fact]
    public async Task A_page_that_stood_still_asks_before_it_calls_the_peer_silent()
    {
        await using var pair = LinkPair.Connected();

        pair.Time.Advance(TimeSpan.FromSeconds(20));
        pair.RunUntil(() => pair.BothFresh, 1);

        Assert.Equal((1, 1), (pair.Ann.Link.Connects, pair.Bob.Link.Connects));
    }

    [Fact]
    public async Task The_owner_hears_of_every_change()
    {
        await using var pair = new LinkPair();
        pair.Reach();
        pair.Ann.Link.Want(true);
        Assert.Equal((LinkState.Dialling, 1), (pair.Ann.Link.State, pair.Ann.Changes));
        pair.RunUntil(() => pair.BothFresh);
        pair.Run(0.5);
        Assert.Equal(5, pair.Ann.Changes); // connected; the path is known; the peer says its own; and has heard mine

        pair.Network.Cut();
        pair.Ann.Link.PeerReachable = false;
        pair.RunUntil(() => pair.Ann.Link.State == LinkState.Idle, 3);
        Assert.Equal(6, pair.Ann.Changes);
        Assert.False(pair.Ann.Link.IsFresh);
    }
}
