using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

/// <summary>The sockets to the server live on through faults of handling and of the screen, and ask no server without a pause.</summary>
public sealed class ServerSocketTests
{
    [Fact]
    public async Task A_screen_that_throws_at_every_change_ends_no_socket()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        bob.MayFault = true;
        var client = bob.Client;
        client.Changed += Throw;
        town.Server.Tap.Cut();
        await town.PassAsync(TimeSpan.FromSeconds(2));
        client.Changed -= Throw;
        town.Server.Tap.Cut();

        await town.UntilAsync(() => bob.IsReady && ann.IsReady, "both are connected again", step: 0.25);
        await ann.Only.SendAsync("still here?");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered", step: 0.25);
        Assert.Equal(["still here?"], bob.Heard);
    }

    [Fact]
    public async Task A_delivery_that_could_not_be_read_comes_again_without_a_reconnection_by_chance()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        bob.MayFault = true;
        bob.Store.Unreadable = Table.Seen;
        await ann.Only.SendAsync("one");
        await town.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Empty(bob.Heard);
        bob.Store.Unreadable = null;
        await ann.Only.SendAsync("two");

        await town.PassAsync(TimeSpan.FromMinutes(2), step: 0.5);
        await bob.Only.ShowAsync();
        Assert.Equal(["one", "two"], bob.Heard);
        Assert.True(ann.AllDelivered);
    }

    [Fact]
    public async Task Erasing_leaves_nothing_even_when_the_screen_throws()
    {
        await using var town = await Town.FoundAsync();
        var bob = await town.SettleAsync("Bob");
        bob.MayFault = true;
        var client = bob.Client;
        client.Changed += () =>
        {
            if (client.HasProfile)
                Throw();
        };

        await client.EraseAsync();
        Assert.False(client.HasProfile);
        Assert.Empty(bob.Store.Everything());
        Assert.True(bob.DeviceKey.IsErased);
    }

    [Fact]
    public async Task A_server_that_accepts_and_closes_at_once_is_asked_with_growing_pauses()
    {
        await using var town = await Town.FoundAsync();
        var bob = await town.SettleAsync("Bob");
        await town.PassAsync(TimeSpan.FromMinutes(3), step: 1);
        town.Server.Tap.ToClient = frame => frame is Pong ? [] : [frame];
        var before = town.Server.Tap.DepositSockets;
        for (var turn = 0; turn < 480; turn++)
        {
            town.Server.Tap.Cut("/v1/deposit");
            await town.PassAsync(TimeSpan.FromSeconds(0.25));
        }

        // Without pauses 480. The mailbox, which hears no pong either, is replaced every half minute and then calls the other.
        Assert.InRange(town.Server.Tap.DepositSockets - before, 3, 40);
        town.Server.Tap.ToClient = null;
        await town.UntilAsync(() => bob.IsReady, "Bob is connected again", step: 0.5);
    }

    private static void Throw() => throw new InvalidOperationException("The screen is broken.");
}
