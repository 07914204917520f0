using Rubaru.Client.Transport;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

/// <summary>What makes a link come back soon, and come back good, after its network was gone for a while.</summary>
public sealed class PeerLinkHealingTests
{
    /// <summary>
    /// Candidates that were gathered while nothing was reachable know no public address: such an offer, delivered late, makes a
    /// link that stays on the relay.
    /// </summary>
    [Fact]
    public async Task An_offer_made_while_the_peer_was_not_reachable_is_replaced_when_it_is()
    {
        await using var pair = new LinkPair();
        pair.Ann.Passes = _ => false;
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Run(1);
        var stale = Assert.Single(pair.Ann.Sent, signal => signal.Kind == SignalKind.Offer);

        pair.Ann.Passes = _ => true;
        pair.Ann.Link.PeerReachable = false;
        pair.Ann.Link.PeerReachable = true;
        var seconds = pair.RunUntil(() => pair.BothFresh);

        Assert.True(seconds < 1, $"{seconds} s");
        var fresh = pair.Ann.Sent.Last(signal => signal.Kind == SignalKind.Offer);
        Assert.NotEqual(stale.RtcId, fresh.RtcId);
        Assert.Equal(2, pair.Network.Alive);
    }

    [Fact]
    public async Task An_offer_that_was_answered_is_not_disturbed_by_a_report()
    {
        await using var pair = new LinkPair();
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.RunUntil(() => pair.Bob.Sent.Exists(signal => signal.Kind == SignalKind.Answer));
        pair.Run(0.04);

        pair.Ann.Link.PeerReachable = false;
        pair.Ann.Link.PeerReachable = true;
        pair.RunUntil(() => pair.BothFresh);

        Assert.Equal(1, pair.Ann.Link.Attempts);
    }

    [Fact]
    public async Task A_quiet_peer_is_told_of_once_before_it_counts_as_lost()
    {
        await using var pair = LinkPair.Connected();
        pair.Run(10);
        Assert.Equal(0, pair.Ann.Quiets);

        pair.Network.RecoveryAfterOutage = TimeSpan.FromMilliseconds(100);
        pair.Network.Cut();
        var seconds = pair.RunUntil(() => pair.Ann.Quiets > 0);
        Assert.InRange(seconds, 0.7, 1.9);
        Assert.Equal(LinkState.Connected, pair.Ann.Link.State);
        pair.Run(0.3);
        Assert.Equal(1, pair.Ann.Quiets);

        // It was only slow: nothing is replaced, and the next time is told of again.
        pair.Network.Heal();
        pair.Run(5);
        Assert.Equal(1, pair.Ann.Link.Connects);
        pair.Network.Cut();
        pair.RunUntil(() => pair.Ann.Quiets > 1, 3);
    }

    /// <summary>Two signs at once that it is this device's own network which changed.</summary>
    [Fact]
    public async Task A_quiet_link_is_replaced_at_once_when_a_socket_to_the_server_was_replaced_too()
    {
        await using var pair = LinkPair.Connected();
        pair.Run(10);
        var before = pair.Ann.Link.Attempts;
        pair.Network.Cut();
        pair.Ann.Link.Suspect();
        var seconds = pair.RunUntil(() => pair.Ann.Link.Attempts > before);

        Assert.InRange(seconds, 0, 1.5);
    }

    [Fact]
    public async Task A_link_that_answers_is_kept_when_the_sockets_to_the_server_are_replaced()
    {
        await using var pair = LinkPair.Connected();
        pair.Run(10);
        for (var again = 0; again < 20; again++)
        {
            pair.Ann.Link.Suspect();
            pair.Bob.Link.Suspect();
            pair.Run(0.7);
        }

        Assert.Equal(1, pair.Ann.Link.Connects);

        // What was suspected and answered has the whole time again.
        pair.Network.Cut();
        var seconds = pair.RunUntil(() => pair.Ann.Link.State != LinkState.Connected);
        Assert.InRange(seconds, 1.5, 2.6);
    }

    /// <summary>A page that signals much and is loaded again at once begins with numbers above the old ones.</summary>
    [Fact]
    public async Task A_page_that_is_loaded_again_is_heard_although_the_last_one_signalled_much()
    {
        await using var pair = new LinkPair();
        pair.Network.IsImpossible = true;
        pair.Bob.Passes = _ => false;
        pair.Reach();
        pair.Ann.Link.Want(true);
        for (var again = 0; again < 12; again++)
        {
            pair.Run(0.4);
            pair.Ann.Link.PeerReachable = false;
            pair.Ann.Link.PeerReachable = true;
        }

        await pair.Ann.Link.DisposeAsync();
        pair.Network.IsImpossible = false;
        pair.Bob.Passes = _ => true;
        pair.Ann.Link = new PeerLink(new NativeSodium(), pair.Time, pair.Ann.Peers, new(0, 1), new(0, 2), pair.Ann)
        {
            PeerReachable = true,
        };
        pair.Ann.Link.Want(true);
        var seconds = pair.RunUntil(() => pair.BothFresh);

        Assert.True(seconds < 1, $"{seconds} s");
    }
}
