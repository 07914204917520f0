using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Strict;

/// <summary>Nobody acknowledges a receipt, so nobody but its writer can take it back.</summary>
public sealed class StoredReceiptTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_receipt_that_waits_at_the_server_goes_when_strict_is_turned_on(bool restarted)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.FriendsAsync();
        await ann.StopAsync();
        await bob.Only.SendAsync("read me");
        await town.UntilAsync(() => bob.Said[^1].State == MessageState.Sealed, "it waits at the server");
        await bob.StopAsync();
        await ann.StartAsync();
        await ann.Only.ShowAsync();
        await town.UntilAsync(() => ann.Heard.Count == 1 && ann.Only.Outbox.Count == 0, "Ann has it");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await town.Server.WaitingAsync());
        if (restarted)
            await ann.RestartAsync();

        await ann.Only.SetModeAsync(DirectOnly);
        Assert.True(ann.Only.IsTurningOn);
        await town.UntilAsync(() => !ann.Only.IsTurningOn, "it is on");
        Assert.Equal(0, await town.Server.WaitingAsync());

        // What it said is said again, directly.
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await ann.Only.ShowAsync();
        await town.StrictOnAsync(ann, bob);
        await town.UntilAsync(() => bob.Said[^1].State == MessageState.Delivered, "Bob knows that it arrived");
        Assert.Equal(0, await town.Server.WaitingAsync());
    }
}
