using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Transport;

/// <summary>Both ends' word on the path, and the gate of strict mode that follows from it (protocol section 8.1).</summary>
public sealed class AttestedLinkTests
{
    private static readonly byte[] Message = new byte[100];

    [Fact]
    public async Task The_gate_opens_when_both_say_that_they_are_direct()
    {
        await using var pair = LinkPair.Connected();

        Assert.Equal(StrictGate.Open, pair.Ann.Link.Judge(DirectOnly));
        Assert.Equal(StrictGate.Open, pair.Bob.Link.Judge(DirectOrRelay));
        Assert.True(pair.Ann.Link.TrySend(Message, DirectOnly));
        pair.Run(0.1);
        Assert.Single(pair.Bob.Messages);
    }

    /// <summary>With Ann on TURN Bob sees host or prflx at both ends; also when "typ relay" was stripped from her description.</summary>
    [Theory]
    [InlineData("prflx")]
    [InlineData("host")]
    [InlineData("relay")]
    public async Task One_end_on_a_relay_closes_the_gate_of_both(string bobSees)
    {
        await using var pair = new LinkPair();
        pair.Ann.Peers.Select("relay", "host");
        pair.Bob.Peers.Select("host", bobSees);
        Connect(pair);
        pair.Run(3);

        foreach (var link in new[] { pair.Ann.Link, pair.Bob.Link })
        {
            Assert.True(link.IsRelayed);
            Assert.Equal(StrictGate.Relayed, link.Judge(DirectOnly));
            Assert.Equal(StrictGate.Open, link.Judge(DirectOrRelay));
            Assert.False(link.TrySend(Message, DirectOnly));
        }
        pair.Run(0.1);
        Assert.Empty(pair.Ann.Messages);
        Assert.Empty(pair.Bob.Messages);
    }

    [Fact]
    public async Task A_pair_that_changes_closes_the_gate_before_the_next_send()
    {
        await using var pair = LinkPair.Connected();
        Assert.True(pair.Ann.Link.TrySend(Message, DirectOnly));

        // No time passes and nothing is read yet: the event alone closes it.
        pair.Ann.Peers.Select("srflx", "prflx");
        Assert.Equal(StrictGate.NotAttested, pair.Ann.Link.Judge(DirectOnly));
        Assert.False(pair.Ann.Link.TrySend(Message, DirectOnly));

        pair.RunUntil(() => pair.Ann.Link.Judge(DirectOnly) == StrictGate.Open, 1);
        pair.Ann.Peers.Select("relay", "host");
        Assert.False(pair.Ann.Link.TrySend(Message, DirectOnly));
        var took = pair.RunUntil(() => pair.Bob.Link.Judge(DirectOnly) == StrictGate.Relayed, 1);
        Assert.InRange(took, 0, 0.1);
        Assert.Single(pair.Bob.Messages);

        pair.Ann.Peers.Select("host", "host");
        pair.RunUntil(
            () =>
                pair.Ann.Link.Judge(DirectOnly) == StrictGate.Open
                && pair.Bob.Link.Judge(DirectOnly) == StrictGate.Open,
            1
        );
    }

    /// <summary>A browser without the event: the reading before each attestation finds it within a heartbeat.</summary>
    [Fact]
    public async Task A_change_without_an_event_is_found_with_the_next_heartbeat()
    {
        await using var pair = LinkPair.Connected();
        pair.Ann.Peers.SelectSilently(path => path with { LocalType = "relay" });

        var took = pair.RunUntil(
            () =>
                pair.Ann.Link.Judge(DirectOnly) == StrictGate.Relayed
                && pair.Bob.Link.Judge(DirectOnly) == StrictGate.Relayed,
            2
        );
        Assert.InRange(took, 0, 1.2);
    }

    [Fact]
    public async Task Without_a_heartbeat_for_three_seconds_it_is_closed()
    {
        await using var pair = LinkPair.Connected();
        pair.Network.Cut();
        pair.Ann.Link.Want(false);
        var took = pair.RunUntil(() => pair.Ann.Link.Judge(DirectOnly) != StrictGate.Open, 4);
        Assert.InRange(took, 2, 3.01);
        Assert.False(pair.Ann.Link.TrySend(Message, DirectOnly));
    }

    [Fact]
    public async Task A_hidden_page_sends_nothing_in_strict_mode()
    {
        await using var pair = LinkPair.Connected();
        pair.Ann.Link.SetHidden(true);
        Assert.Equal(StrictGate.Hidden, pair.Ann.Link.Judge(DirectOnly));
        Assert.False(pair.Ann.Link.TrySend(Message, DirectOnly));
        Assert.True(pair.Ann.Link.TrySend(Message));

        pair.Ann.Link.SetHidden(false);
        pair.RunUntil(() => pair.Ann.Link.Judge(DirectOnly) == StrictGate.Open, 2);
    }

    /// <summary>An old version knows pings only. It is played by a link whose attestations are lost before they are sent.</summary>
    [Fact]
    public async Task A_peer_that_never_attests_never_opens_the_gate()
    {
        await using var pair = new LinkPair();
        pair.Bob.Peers.SelectSilently(_ => null);
        Connect(pair);
        pair.Run(10);

        Assert.Equal(StrictGate.NotAttested, pair.Ann.Link.Judge(DirectOnly));
        Assert.Equal(StrictGate.NotAttested, pair.Ann.Link.Judge(DirectOrRelay));
        Assert.Equal(StrictGate.NotAttested, pair.Bob.Link.Judge(DirectOnly));
        Assert.True(pair.Ann.Link.TrySend(Message));
    }

    [Fact]
    public async Task The_modes_are_attested_and_the_stricter_one_decides()
    {
        await using var pair = new LinkPair();
        pair.Ann.Peers.Select("relay", "host");
        pair.Bob.Link.SetMode(DirectOnly, DirectOnly);
        Connect(pair);
        pair.RunUntil(() => pair.Ann.Link.PeerMode == DirectOnly, 2);
        Assert.Equal(StrictGate.Relayed, pair.Ann.Link.Judge(DirectOrRelay));

        pair.Bob.Link.SetMode(DirectOrRelay, DirectOrRelay);
        var took = pair.RunUntil(() => pair.Ann.Link.Judge(DirectOrRelay) == StrictGate.Open, 2);
        Assert.InRange(took, 0, 0.2);
    }

    /// <summary>The browser itself says that its certificate, or the peer's, is none of those that were signed.</summary>
    [Fact]
    public async Task A_certificate_in_use_that_nobody_signed_ends_the_link_with_a_warning()
    {
        await using var pair = LinkPair.Connected();
        var other = string.Join(':', Enumerable.Repeat("EE", 32));
        pair.Ann.Peers.SelectSilently(path => path with { RemoteFingerprint = other });

        pair.RunUntil(() => pair.Ann.IdentityFailures > 0, 2);
        Assert.NotEqual(StrictGate.Open, pair.Ann.Link.Judge(DirectOnly));
    }

    [Fact]
    public async Task Both_attest_what_the_other_sees()
    {
        await using var pair = LinkPair.Connected();
        Assert.Equal(StrictGate.Open, pair.Ann.Link.Judge(DirectOnly));
        Assert.False(pair.Ann.Link.IsRelayed);
        pair.Bob.Peers.Select("relay", "prflx", "tls");
        pair.RunUntil(() => pair.Ann.Link.IsRelayed && pair.Bob.Link.IsRelayed, 1);
        Assert.Equal("host", pair.Ann.Link.Path!.LocalType);
    }

    private static void Connect(LinkPair pair)
    {
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Bob.Link.Want(true);
        pair.RunUntil(() => pair.BothFresh);
    }
}
