using System.Diagnostics;
using Rubaru.Network.Topology;

namespace Rubaru.Network.Paths;

/// <summary>
/// What happens to two people who are talking when something between them fails (fault table of docs/architecture.md). Times
/// are printed; the bars are measured by bench/, on a machine that has nothing else to do.
/// </summary>
[Collection(TwoHomesCollection.Name)]
public sealed class LinkTests(TwoHomes homes, ITestOutputHelper output)
{
    public static TheoryData<int> Cuts =>
        Environment.GetEnvironmentVariable("RUBARU_LONG") == "1" ? new(3, 10, 40) : new(3, 10);

    /// <summary>Seconds after which a socket to the server counts as one that works: a younger one is replaced with a pause.</summary>
    private const double OldSocket = 6;

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task After_a_cut_everything_written_meanwhile_arrives_once(int seconds)
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted);
        await homes.BothAreAsync("Direct");

        await homes.BobsHome.CutAsync();
        await homes.Asha.Person.SendAsync($"Cut for {seconds}, says Asha.");
        await homes.Bob.Person.SendAsync($"Cut for {seconds}, says Bob.");
        await WaitAsync(seconds);
        await homes.BobsHome.HealAsync();

        await SayFirstAcknowledgementAsync($"a cut of {seconds} s", $"Cut for {seconds}, says Asha.");
        await homes.Bob.Person.StateAsync($"Cut for {seconds}, says Bob.", "Delivered");
        await homes.BothAreAsync("Direct");
        await homes.TalkAsync($"After {seconds} s", "Direct");
        await OnceAsync($"Cut for {seconds}", $"After {seconds} s");
    }

    [Fact]
    public async Task A_device_that_gets_another_address_is_linked_again()
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted);
        await homes.BothAreAsync("Direct");

        await WaitAsync(OldSocket);
        await homes.BobsHome.ChangeDeviceAddressAsync();
        await homes.Asha.Person.SendAsync("Moved, says Asha.");

        await SayFirstAcknowledgementAsync("another address of a device", "Moved, says Asha.");
        await homes.BothAreAsync("Direct");
        await homes.TalkAsync("After the move", "Direct");
        await OnceAsync("Moved", "After the move");
    }

    [Fact]
    public async Task A_home_that_gets_another_address_is_linked_again()
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted);
        await homes.BothAreAsync("Direct");

        await WaitAsync(OldSocket);
        await homes.BobsHome.MoveAsync("20.0.2.9");
        await homes.Asha.Person.SendAsync("Renumbered, says Asha.");

        await SayFirstAcknowledgementAsync("another address of a router", "Renumbered, says Asha.");
        await homes.BothAreAsync("Direct");
        await homes.TalkAsync("After the renumbering", "Direct");
        Assert.Contains("20.0.2.9", (await homes.Asha.PairAsync()).Address, StringComparison.Ordinal);
        await OnceAsync("Renumbered", "After the renumbering");
    }

    [Fact]
    public async Task A_relay_that_dies_and_comes_back_costs_no_message()
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.Symmetric);
        await homes.BothAreAsync("TurnRelay");

        await homes.Relay.KillAsync();
        await homes.Asha.Person.SendAsync("No relay, says Asha.");
        output.WriteLine(
            "delivered without the relay after "
                + $"{(await homes.Asha.Person.StateAsync("No relay, says Asha.", "Delivered", "Server")).TotalMilliseconds:F0} ms"
        );
        await homes.Relay.StartAsync();

        output.WriteLine(
            $"through the relay again after {(await homes.BothAreAsync("TurnRelay")).TotalMilliseconds:F0} ms"
        );
        await homes.TalkAsync("After the relay", "TurnRelay");
        await OnceAsync("No relay", "After the relay");
    }

    [Fact]
    public async Task A_server_that_dies_affects_no_message_between_two_who_are_linked()
    {
        await homes.MoveAsync(Nat.PortRestricted, Nat.PortRestricted);
        await homes.BothAreAsync("Direct");

        await homes.Server.KillAsync();
        try
        {
            for (var i = 0; i < 5; i++)
            {
                await homes.TalkAsync($"No server {i}", "Direct");
            }
        }
        finally
        {
            await homes.Server.StartAsync();
        }

        await OnceAsync("No server");
    }

    /// <summary>The fault lasts so long; nothing waits for it.</summary>
    private static Task WaitAsync(double seconds) =>
        Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, TestContext.Current.CancellationToken);

    private async Task SayFirstAcknowledgementAsync(string fault, string text)
    {
        var watch = Stopwatch.StartNew();
        await homes.Asha.Person.StateAsync(text, "Delivered");
        output.WriteLine($"first acknowledgement after {fault}: {watch.ElapsedMilliseconds} ms");
    }

    /// <summary>Every text with one of these beginnings stands once on both screens.</summary>
    private async Task OnceAsync(params string[] beginnings)
    {
        foreach (var person in new[] { homes.Asha.Person, homes.Bob.Person })
        {
            var texts = (await person.TextsAsync()).Where(text =>
                beginnings.Any(beginning => text.StartsWith(beginning, StringComparison.Ordinal))
            );
            Assert.NotEmpty(texts);
            Assert.Equal(texts.Distinct(), texts);
        }
    }
}
