using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

/// <summary>Which way two networks let two people meet, and that both ends say so.</summary>
[Collection(TwoHomesCollection.Name)]
public sealed class NatTests(TwoHomes homes, ITestOutputHelper output)
{
    [Fact]
    public async Task Port_restricted_homes_meet_directly()
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted);

        await SayAsync("Direct", await homes.BothAreAsync("Direct"));

        await homes.TalkAsync("Hole punched", "Direct");
        Assert.NotEqual("relay", (await homes.Asha.PairAsync()).Local);
        Assert.NotEqual("relay", (await homes.Bob.PairAsync()).Local);
    }

    [Fact]
    public async Task A_port_restricted_and_a_symmetric_home_meet_at_the_relay_and_both_sides_say_so()
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.Symmetric);

        await SayAsync("TurnRelay", await homes.BothAreAsync("TurnRelay"));

        await homes.TalkAsync("Through the relay", "TurnRelay");
        var (ashas, bobs) = (await homes.Asha.PairAsync(), await homes.Bob.PairAsync());
        Assert.Contains("relay", new[] { ashas.Local, bobs.Local });
        Assert.Contains("relay", new[] { ashas.Local, ashas.Remote });
        Assert.Contains("relay", new[] { bobs.Local, bobs.Remote });
    }

    [Fact]
    public async Task Who_may_only_use_the_web_comes_to_the_relay_by_TLS()
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted, Firewall.WebOnly);

        await SayAsync("TurnRelay", await homes.BothAreAsync("TurnRelay"));

        await homes.TalkAsync("Dressed as a web page", "TurnRelay");
        var (local, protocol, _, _) = await homes.Bob.PairAsync();
        Assert.Equal(("relay", "tls"), (local, protocol));
    }

    [Fact]
    public async Task Without_UDP_the_relay_is_reached_by_TCP()
    {
        await homes.MoveAsync(Nat.Symmetric, Nat.PortRestricted, Firewall.NoUdp);

        await SayAsync("TurnRelay", await homes.BothAreAsync("TurnRelay"));

        await homes.TalkAsync("By TCP", "TurnRelay");
        var (local, protocol, _, _) = await homes.Bob.PairAsync();
        Assert.Equal("relay", local);
        Assert.Contains(protocol, new[] { "tcp", "tls" });
    }

    private async Task SayAsync(string path, TimeSpan time)
    {
        output.WriteLine($"both say {path} {time.TotalMilliseconds:F0} ms after the chats were opened");
        output.WriteLine($"Asha {await homes.Asha.PairAsync()}, Bob {await homes.Bob.PairAsync()}");
    }
}
