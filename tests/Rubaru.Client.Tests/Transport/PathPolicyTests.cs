using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class PathPolicyTests
{
    private static readonly IceServer[] Servers =
    [
        new("stun:198.51.100.1", "", ""),
        new("turn:198.51.100.1?transport=udp", "1:a", "secret"),
    ];

    [Fact]
    public async Task A_device_that_hides_sends_nothing_but_its_relay_and_both_see_the_relay()
    {
        await using var pair = Pair(Servers);
        pair.Ann.Link.Policy = PathPolicy.RelayOnly;
        Want(pair);

        pair.RunUntil(() => pair.BothFresh && pair.Ann.Link.Path is not null && pair.Bob.Link.Path is not null);

        Assert.Equal(("relay", "prflx"), (pair.Ann.Link.Path!.LocalType, pair.Ann.Link.Path.RemoteType));
        Assert.Equal("relay", pair.Bob.Link.Path!.RemoteType);
        Assert.NotEmpty(pair.Ann.Sent);
        Assert.All(
            pair.Ann.Sent,
            signal => Assert.DoesNotContain(MemoryAddresses.LanPrefix, signal.Sdp, StringComparison.Ordinal)
        );
        Assert.All(
            pair.Ann.Sent,
            signal => Assert.DoesNotContain(MemoryAddresses.PublicPrefix, signal.Sdp, StringComparison.Ordinal)
        );
        Assert.Contains(
            pair.Ann.Sent,
            signal => signal.Sdp.Contains(MemoryAddresses.RelayPrefix, StringComparison.Ordinal)
        );
        // The same network shows its addresses for somebody who does not hide.
        Assert.Contains(
            pair.Bob.Sent,
            signal => signal.Sdp.Contains(MemoryAddresses.PublicPrefix, StringComparison.Ordinal)
        );
        Assert.All(
            pair.Network.Options.Where(options => options.Policy == PathPolicy.RelayOnly),
            options => Assert.Equal(Servers[1..], options.IceServers)
        );
    }

    [Fact]
    public async Task Without_a_relay_who_hides_neither_dials_nor_answers()
    {
        await using var pair = Pair(Servers[..1]);
        pair.Ann.Link.Policy = PathPolicy.RelayOnly;
        Want(pair);

        pair.Run(20);

        Assert.Empty(pair.Ann.Sent);
        Assert.Equal(0, pair.Ann.Link.Attempts);
        Assert.False(pair.BothFresh);

        pair.Ann.Link.IceServers = Servers;
        pair.RunUntil(() => pair.BothFresh);
    }

    [Fact]
    public async Task Who_wants_no_relay_gets_none_also_when_the_peer_offers_its_own()
    {
        await using var pair = Pair(Servers);
        pair.Network.NeedsRelay = true;
        pair.Ann.Link.Policy = PathPolicy.DirectOnly;
        Want(pair);

        pair.Run(20);

        Assert.False(pair.BothFresh);
        Assert.All(
            pair.Ann.Sent,
            signal => Assert.DoesNotContain(MemoryAddresses.RelayPrefix, signal.Sdp, StringComparison.Ordinal)
        );
        Assert.Contains(
            pair.Bob.Sent,
            signal => signal.Sdp.Contains(MemoryAddresses.RelayPrefix, StringComparison.Ordinal)
        );

        pair.Network.NeedsRelay = false;
        pair.RunUntil(() => pair.BothFresh && pair.Ann.Link.Path is not null);
        Assert.Equal("host", pair.Ann.Link.Path!.LocalType);
    }

    [Fact]
    public async Task A_changed_policy_ends_the_connection_before_the_next_send_and_makes_another()
    {
        await using var pair = Pair(Servers);
        Want(pair);
        pair.RunUntil(() => pair.BothFresh && pair.Ann.Link.Path is not null);
        Assert.Equal("host", pair.Ann.Link.Path!.LocalType);

        pair.Ann.Link.Policy = PathPolicy.RelayOnly;

        Assert.False(pair.Ann.Link.TrySend([1]));
        var seconds = pair.RunUntil(() => pair.BothFresh && pair.Ann.Link.Path is not null);
        Assert.Equal("relay", pair.Ann.Link.Path!.LocalType);
        Assert.InRange(seconds, 0, 2);
        Assert.Empty(pair.Bob.Messages);
    }

    [Fact]
    public async Task New_credentials_leave_a_link_alone_and_a_relay_that_is_gone_ends_one_through_it()
    {
        await using var pair = Pair(Servers);
        pair.Ann.Link.Policy = PathPolicy.RelayOnly;
        Want(pair);
        pair.RunUntil(() => pair.BothFresh && pair.Ann.Link.Path is not null);
        var attempts = pair.Ann.Link.Attempts;

        pair.Ann.Link.IceServers = [Servers[0], Servers[1] with { Username = "2:b", Credential = "newer" }];
        pair.Run(5);
        Assert.True(pair.BothFresh);
        Assert.Equal(attempts, pair.Ann.Link.Attempts);

        pair.Ann.Link.IceServers = [Servers[0]];
        pair.Run(10);
        Assert.Equal(LinkState.Idle, pair.Ann.Link.State);
    }

    [Fact]
    public async Task Dialling_waits_until_the_servers_are_known()
    {
        await using var pair = Pair(null);
        pair.Bob.Link.IceServers = [];
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Run(3);
        Assert.Equal(0, pair.Ann.Link.Attempts);

        pair.Ann.Link.IceServers = Servers;
        pair.RunUntil(() => pair.BothFresh);

        Assert.Equal(1, pair.Ann.Link.Attempts);
        Assert.Contains(pair.Network.Options, options => options.IceServers.SequenceEqual(Servers));
    }

    private static LinkPair Pair(IReadOnlyList<IceServer>? servers)
    {
        var pair = new LinkPair();
        pair.Ann.Link.IceServers = pair.Bob.Link.IceServers = servers;
        return pair;
    }

    private static void Want(LinkPair pair)
    {
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Bob.Link.Want(true);
    }
}
