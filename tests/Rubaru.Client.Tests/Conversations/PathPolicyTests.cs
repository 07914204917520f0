using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Server.Turn;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

public sealed class PathPolicyTests
{
    [Fact]
    public async Task The_choice_is_kept_and_binds_the_next_connection()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        Assert.Equal(PathPolicy.Auto, ann.Only.Policy);

        await ann.Only.SetPolicyAsync(PathPolicy.DirectOnly);
        await town.UntilAsync(
            () =>
                town.Network.Options[^1].Policy == PathPolicy.DirectOnly
                || town.Network.Options[^2].Policy == PathPolicy.DirectOnly,
            "a connection under the new policy"
        );
        await town.UntilAsync(() => ann.Only.Path == MessagePath.Direct, "they are linked again");
        await ann.RestartAsync();
        Assert.Equal(PathPolicy.DirectOnly, ann.Only.Policy);
        Assert.Equal(PathPolicy.Auto, bob.Only.Policy);

        await ann.Only.ShowAsync();
        await town.UntilAsync(() => ann.Only.Path == MessagePath.Direct, "they are linked after the restart");
        Assert.Equal(PathPolicy.DirectOnly, ann.Only.Link!.Policy);
    }

    [Fact]
    public async Task Strict_mode_takes_the_relay_away_but_uncovers_nobody_who_hides()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();

        await ann.Only.SetModeAsync(DeliveryMode.DirectOnly);
        await town.UntilAsync(() => ann.Only.Link!.Policy == PathPolicy.DirectOnly, "no relay for Ann");
        Assert.Equal(PathPolicy.Auto, ann.Only.Policy);

        await bob.Only.SetPolicyAsync(PathPolicy.RelayOnly);
        await bob.Only.SetModeAsync(DeliveryMode.DirectOnly);
        await town.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(PathPolicy.RelayOnly, bob.Only.Link!.Policy);
        Assert.NotEqual(MessagePath.Direct, bob.Only.Path);

        await ann.Only.SetModeAsync(DeliveryMode.Relayed);
        await bob.Only.SetModeAsync(DeliveryMode.Relayed);
        await bob.Only.SetPolicyAsync(PathPolicy.Auto);
        await town.UntilAsync(() => ann.Only.Link!.Policy == PathPolicy.Auto, "Ann takes any way again");
    }

    [Fact]
    public async Task A_message_of_who_hides_without_a_relay_goes_by_the_server()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();

        await ann.Only.SetPolicyAsync(PathPolicy.RelayOnly);
        await ann.Only.SendAsync("by the server");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");

        Assert.Equal(["by the server"], bob.Heard);
        Assert.Equal(MessagePath.Server, ann.Said[^1].Path);
    }

    [Fact]
    public async Task The_servers_are_asked_for_at_login_and_again_before_they_expire_but_not_at_every_reconnect()
    {
        await using var town = await Town.FoundAsync(peers: true);
        town.Server.Turn = TurnOptions.Read(["stun:198.51.100.1"], ["turn:198.51.100.1"], "a secret of this test");
        await town.Server.StopAsync();
        await town.Server.StartAsync();
        var (ann, bob) = await town.LinkedAsync();
        Assert.Equal(2, ann.Client.Engine.IceServers.Current?.Count);
        Assert.Contains(town.Network.Options, options => options.IceServers is [_, { Username.Length: > 0 }]);
        var asked = town.Server.Tap.Of<FetchIceServers>().Count();
        Assert.Equal(2, asked);

        await town.Server.StopAsync();
        await town.Server.StartAsync();
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are back");
        Assert.Equal(asked, town.Server.Tap.Of<FetchIceServers>().Count());

        var first = ann.Client.Engine.IceServers.Current![1];
        await town.PassAsync(TimeSpan.FromMinutes(31), step: 1);
        await town.UntilAsync(() => ann.Client.Engine.IceServers.Current![1] != first, "new credentials");
    }

    /// <summary>
    /// Gathering candidates asks STUN servers and a signal carries addresses: none of it before both sides have said yes,
    /// whoever looks at the chat and writes in it.
    /// </summary>
    [Fact]
    public async Task Before_a_contact_has_answered_no_connection_is_made_and_no_signal_leaves()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        await ann.StopAsync();

        await bob.OpenAsync(link);
        await bob.Only.ShowAsync();
        await bob.Only.SendAsync("hello?");
        bob.Client.Wake();
        await town.PassAsync(TimeSpan.FromSeconds(20));

        Assert.True(bob.Only.AwaitingFirstReply);
        Assert.Equal(0, town.Network.Opened);
        Assert.DoesNotContain(
            town.Server.Tap.Of<Wire.Deposit>(),
            deposit => deposit.Class == Wire.DepositClass.Transient
        );

        // The same two connect as soon as she has answered: the test can fail.
        await ann.StartAsync();
        await town.UntilAsync(() => bob.Only.Path == MessagePath.Direct, "they are linked");
        Assert.True(town.Network.Opened >= 2);
    }
}
