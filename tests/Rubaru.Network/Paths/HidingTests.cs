using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

/// <summary>Relay only: the other person, its browser and its wire see the relay's address and never one of mine.</summary>
[Collection(TwoHomesCollection.Name)]
public sealed class HidingTests(TwoHomes homes, ITestOutputHelper output)
{
    [Fact]
    public async Task Who_hides_shows_no_address_in_signals_statistics_or_packets()
    {
        // With the microphone allowed a browser hands out the addresses of the LAN as they are.
        await homes.Bob.Person.Context.GrantPermissionsAsync(["microphone"]);
        // Whatever chat another test left open.
        await homes.Bob.Person.OpenChatAsync("Asha");
        await homes.Bob.Person.ChooseAsync("path-badge", "path-policy", "RelayOnly");
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted);
        await homes.AshasHome.CountAsync("bob", homes.BobsHome.Public);
        await homes.BothAreAsync("TurnRelay");
        await homes.TalkAsync("Hidden", "TurnRelay");

        var received = string.Join('\n', await homes.Asha.ReceivedAsync());
        var pair = await homes.Asha.PairAsync();
        output.WriteLine($"hidden: Asha {pair}");
        Assert.Contains(Internet.Server, received, StringComparison.Ordinal);
        Assert.DoesNotContain(homes.BobsHome.Public, received, StringComparison.Ordinal);
        Assert.DoesNotContain(homes.BobsHome.LanPrefix, received, StringComparison.Ordinal);
        Assert.DoesNotContain(".local", received, StringComparison.Ordinal);
        Assert.All(
            await homes.Asha.RemoteCandidatesAsync(),
            candidate => Assert.StartsWith(Internet.Server + " ", candidate, StringComparison.Ordinal)
        );
        Assert.Equal(0, await homes.AshasHome.CountedAsync("bob"));
        Assert.Equal("relay", (await homes.Bob.PairAsync()).Local);

        // The same people without the choice: everything above shows what it looks for.
        await homes.Bob.Person.ChooseAsync("path-badge", "path-policy", "Auto");
        await homes.BothAreAsync("Direct");
        await homes.TalkAsync("Seen", "Direct");
        received = string.Join('\n', await homes.Asha.ReceivedAsync());
        Assert.Contains(homes.BobsHome.Public, received, StringComparison.Ordinal);
        Assert.Contains(homes.BobsHome.LanPrefix, received, StringComparison.Ordinal);
        var packets = await homes.AshasHome.CountedAsync("bob");
        output.WriteLine($"not hidden: {packets} packets between the homes");
        Assert.True(packets > 0);
    }
}
