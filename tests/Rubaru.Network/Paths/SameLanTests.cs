using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

[Collection(TwoHomesCollection.Name)]
public sealed class SameLanTests(TwoHomes homes, ITestOutputHelper output)
{
    [Fact]
    public async Task Two_devices_of_one_home_meet_in_it()
    {
        await homes.BobsHome.SetAsync(Nat.Symmetric);
        await using var carol = await homes.AddAsync(homes.BobsHome, "Carol");
        var bob = homes.Bob.Person;
        await bob.ReloadAsync();
        await carol.Person.AcceptAsync(await bob.InviteAsync());
        await carol.Person.ChatOpensAsync();

        await carol.Person.PathIsAsync("Direct");

        var (local, protocol, remote, _) = await carol.PairAsync();
        output.WriteLine($"Carol ({local}, {protocol}, {remote})");
        // Behind a symmetric router that does not turn packets round, only the LAN itself is left.
        Assert.Contains(local, new[] { "host", "prflx" });
        Assert.Contains(remote, new[] { "host", "prflx" });
        await carol.Person.SendAsync("In the next room.");
        await carol.Person.StateAsync("In the next room.", "Delivered", "Direct");
    }
}
