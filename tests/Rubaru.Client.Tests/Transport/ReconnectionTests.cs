using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

/// <summary>How soon the sockets to the server are back, in fake time.</summary>
public sealed class ReconnectionTests
{
    [Fact]
    public async Task Who_looks_at_a_chat_is_connected_within_three_seconds_of_the_end_of_a_long_outage()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        await bob.Only.ShowAsync();
        await town.Server.StopAsync();
        await town.PassAsync(TimeSpan.FromSeconds(90));

        await town.Server.StartAsync();
        Assert.InRange(await SecondsAsync(town, () => bob.IsReady), 0, 3);
    }

    /// <summary>A packet into a dead network is repeated after 1, 3 and 7 s only; a new attempt finds the healed one sooner.</summary>
    [Fact]
    public async Task An_attempt_that_hangs_is_given_up_soon_while_somebody_looks_but_not_every_one()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        await bob.Only.ShowAsync();
        var began = new List<DateTimeOffset>();
        town.Server.Hole = (path, owner) =>
        {
            if (path == "/v1/mailbox" && owner == bob.ToString())
                began.Add(town.Time.GetUtcNow());
        };
        town.Server.Tap.Cut();
        await town.PassAsync(TimeSpan.FromSeconds(90));

        var pauses = began.Zip(began.Skip(1), (a, b) => (b - a).TotalSeconds).ToArray();
        Assert.True(pauses.Length >= 12, string.Join(" ", pauses));
        Assert.True(pauses.Count(pause => pause < 5.5) >= pauses.Length / 2, string.Join(" ", pauses));
        Assert.Contains(pauses, pause => pause >= 10);

        town.Server.Hole = null;
        Assert.InRange(await SecondsAsync(town, () => bob.IsReady), 0, 15);
    }

    /// <summary>A device that nobody looks at waits up to half a minute; not the second socket when the first is back.</summary>
    [Fact]
    public async Task The_socket_that_is_back_first_calls_the_other()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        await town.PassAsync(TimeSpan.FromMinutes(3), step: 1);
        await town.Server.StopAsync();
        await town.PassAsync(TimeSpan.FromMinutes(5));
        await town.Server.StartAsync();
        var (mailbox, deposits) = (bob.Client.Engine.Mailbox, bob.Client.Engine.Deposits);
        await town.UntilAsync(() => mailbox.IsReady || deposits.IsReady, "one is back", step: 0.05);

        Assert.InRange(await SecondsAsync(town, () => mailbox.IsReady && deposits.IsReady), 0, 2);
    }

    [Fact]
    public async Task A_suspected_socket_that_is_dead_is_replaced_long_before_its_next_ping()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        await town.PassAsync(TimeSpan.FromMinutes(3), step: 1);
        var sockets = town.Server.Tap.DepositSockets;
        town.Server.Tap.ToClient = _ => [];
        bob.Client.Engine.Deposits.Check();

        // Half a second to three, by what an answer took last (on a busy machine much of this clock), and the pause of a try.
        Assert.InRange(await SecondsAsync(town, () => town.Server.Tap.DepositSockets > sockets), 0.5, 6);
        town.Server.Tap.ToClient = null;
    }

    /// <summary>A restarted server must not be stormed; one that was simply not heard any more is asked at once.</summary>
    [Fact]
    public async Task A_socket_that_fell_silent_is_replaced_without_a_pause()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        await bob.Only.ShowAsync();
        await town.PassAsync(TimeSpan.FromSeconds(10));
        var deposits = bob.Client.Engine.Deposits;
        DateTimeOffset? ended = null;
        DateTimeOffset? began = null;
        deposits.StateChanged += () => ended ??= deposits.IsReady ? null : town.Time.GetUtcNow();
        town.Server.Hole = (path, owner) =>
            began ??= path == "/v1/deposit" && owner == bob.ToString() ? town.Time.GetUtcNow() : null;
        town.Server.Tap.ToClient = _ => [];
        await town.UntilAsync(() => began is not null, "it tries again");

        Assert.InRange((began - ended)!.Value.TotalSeconds, 0, 0.2);
    }

    /// <summary>As when the router got another address: the server's system refuses the connection that it does not know.</summary>
    [Fact]
    public async Task A_socket_that_ends_while_it_is_asked_does_not_wait_for_the_answer()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        await bob.Only.ShowAsync();
        await town.PassAsync(TimeSpan.FromSeconds(10));
        DateTimeOffset? began = null;
        town.Server.Hole = (path, owner) =>
            began ??= path == "/v1/deposit" && owner == bob.ToString() ? town.Time.GetUtcNow() : null;
        town.Server.Tap.ToClient = frame => frame is Pong ? [] : [frame];
        // In this time it is asked once, and has three seconds for the answer.
        await town.PassAsync(TimeSpan.FromSeconds(2.2));
        Assert.Null(began);
        var ended = town.Time.GetUtcNow();
        town.Server.Tap.Cut("/v1/deposit");
        await town.UntilAsync(() => began is not null, "it tries again", step: 0.05);

        // The pause between tries and no more.
        Assert.InRange((began - ended)!.Value.TotalSeconds, 0, 0.7);
    }

    /// <summary>Two questions at once: the second must not take the answer away from the first.</summary>
    [Fact]
    public async Task A_socket_that_answers_is_kept_however_often_it_is_suspected()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        var sockets = town.Server.Tap.DepositSockets;
        for (var round = 0; round < 40; round++)
        {
            bob.Client.Engine.Deposits.Check();
            bob.Client.Engine.Deposits.Check();
            await town.PassAsync(TimeSpan.FromSeconds(0.25));
        }

        Assert.Equal(sockets, town.Server.Tap.DepositSockets);
        Assert.True(bob.IsReady);
    }

    [Fact]
    public async Task Stun_and_turn_servers_that_were_not_told_are_asked_for_again_within_seconds()
    {
        await using var town = await Town.FoundAsync(peers: true);
        town.Server.Turn = Server.Turn.TurnOptions.Read(
            ["stun:198.51.100.1"],
            ["turn:198.51.100.1"],
            "a secret of this test"
        );
        await town.Server.StopAsync();
        await town.Server.StartAsync();
        var refused = 0;
        town.Server.Tap.ToClient = frame =>
            frame is IceServers servers && ++refused <= 2
                ? [new Refused(servers.Request, Refusal.RateLimited)]
                : [frame];
        var bob = await town.SettleAsync("Bob");

        Assert.InRange(await SecondsAsync(town, () => bob.Client.Engine.IceServers.Current?.Count == 2), 0, 5);
    }

    /// <returns>Fake seconds until it is so.</returns>
    private static async Task<double> SecondsAsync(Town town, Func<bool> condition)
    {
        var began = town.Time.GetUtcNow();
        await town.UntilAsync(condition, "it is so", step: 0.05);
        return (town.Time.GetUtcNow() - began).TotalSeconds;
    }
}
