using Rubaru.Network.Topology;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.Network.Paths;

/// <summary>Strict mode with a peer that is only on the relay: a connection, but no direct one, whatever one end believes.</summary>
[Collection(TwoHomesCollection.Name)]
public sealed class StrictRelayTests(TwoHomes homes, ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_relay_only_peer_shows_on_both_sides_and_nothing_is_sent(bool stripped)
    {
        var (asha, bob) = (homes.Asha.Person, homes.Bob.Person);
        // Whatever chat another test left open.
        await bob.OpenChatAsync("Asha");
        await bob.ChooseAsync("path-badge", "path-policy", "RelayOnly");
        try
        {
            await asha.Page.EvaluateAsync(
                "strip => strip ? sessionStorage.setItem('strip-relay', '1') : sessionStorage.removeItem('strip-relay')",
                stripped
            );
            // Behind a full cone whoever is not expected comes in as well, so that the stripped connection comes about.
            await homes.MoveAsync(Nat.FullCone, Nat.PortRestricted);
            await homes.BothAreAsync("TurnRelay");
            var (ashas, bobs) = (await homes.Asha.PairAsync(), await homes.Bob.PairAsync());
            output.WriteLine($"Asha {ashas}, Bob {bobs}");
            Assert.Equal("relay", bobs.Local);
            if (stripped)
            {
                // The lie is real: Asha's own browser sees no relay at either end.
                Assert.DoesNotContain("relay", new[] { ashas.Local, ashas.Remote });
            }
            await homes.TalkAsync($"In the default mode, stripped {stripped}", "TurnRelay");

            await asha.StrictAsync();
            await asha.GateAsync("strict-relayed");
            await bob.GateAsync("strict-relayed");
            await homes.BothAreAsync("TurnRelay");
            var stored = await RowsAsync();
            await RefusedAsync(asha, "Bob");
            await RefusedAsync(bob, "Asha");

            // The second explicit choice: live and unstored, but a relay will do.
            await asha.ChooseAsync("chat-menu", "strict-toggle-which", "DirectOrRelay");
            await asha.GateAsync(null);
            await bob.GateAsync(null);
            await homes.TalkAsync($"A relay will do, stripped {stripped}", "TurnRelay");
            Assert.Equal(stored, await RowsAsync());
            await asha.StrictAsync(on: false);
        }
        finally
        {
            await asha.Page.EvaluateAsync("() => sessionStorage.removeItem('strip-relay')");
            await bob.ChooseAsync("path-badge", "path-policy", "Auto");
        }
    }

    /// <summary>Every deposit that was ever stored: rows stay until the retention is over.</summary>
    private async Task<int> RowsAsync() => (await homes.Server.QueryAsync("SELECT seq FROM deposit")).Count;

    private static async Task RefusedAsync(Person person, string other)
    {
        var text = $"Not through a relay, {other}.";
        await person.SendAsync(text);
        await Expect(person.Id("strict-refused"))
            .ToHaveTextAsync(
                $"Not sent: Strict P2P is on and the connection to {other} goes through a relay. Nothing was stored.",
                new() { Timeout = Person.Deadline }
            );
        await Expect(person.Id("composer")).ToHaveValueAsync(text);
        Assert.DoesNotContain(text, await person.TextsAsync());
        await person.Id("composer").FillAsync("");
    }
}
