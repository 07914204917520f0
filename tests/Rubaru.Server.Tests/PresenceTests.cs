using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class PresenceTests
{
    private const long Start = 1_800_000_000;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    [Fact]
    public async Task A_watch_answers_at_once_and_at_every_change()
    {
        await using var server = await InProcessServer.StartAsync(time);
        var account = new Account();
        var (first, capability) = await account.OpenAsync(server);
        using var watcher = await server.OpenDepositAsync();
        Assert.Equal(new PresenceIs(5, true), await watcher.AskAsync<PresenceIs>(new Presence(5, capability)));
        await first.CloseAsync();
        Assert.Equal(new PresenceIs(5, false), await watcher.ReceiveAsync());
        var (second, _) = await account.LogInAsync(server);
        Assert.Equal(new PresenceIs(5, true), await watcher.ReceiveAsync());
        // Taking over is no change.
        await account.LogInAsync(server);
        await second.EndsWithAsync(Refusal.Superseded);
        Assert.Equal(new Pong(1), await watcher.AskAsync<Pong>(new Ping(1)));
    }

    [Fact]
    public async Task A_cut_line_counts_as_gone()
    {
        await using var server = await InProcessServer.StartAsync(time);
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        using var watcher = await server.OpenDepositAsync();
        await watcher.AskAsync<PresenceIs>(new Presence(5, capability));
        receiver.Dispose();
        Assert.Equal(new PresenceIs(5, false), await watcher.ReceiveAsync());
    }

    [Fact]
    public async Task A_revoked_capability_sees_nothing_more()
    {
        await using var server = await InProcessServer.StartAsync(time);
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        using var watcher = await server.OpenDepositAsync();
        await watcher.AskAsync<PresenceIs>(new Presence(5, capability));
        await receiver.AskAsync<Done>(new DropCapability(1, Account.HashOf(capability), Refusal.CapabilityRevoked));
        Assert.Equal(new Refused(5, Refusal.CapabilityRevoked), await watcher.ReceiveAsync());
        await receiver.CloseAsync();
        await account.LogInAsync(server);
        Assert.Equal(new Pong(1), await watcher.AskAsync<Pong>(new Ping(1)));
    }

    [Fact]
    public async Task An_expired_capability_sees_nothing_more()
    {
        await using var server = await InProcessServer.StartAsync(time);
        var account = new Account();
        var (receiver, _) = await account.OpenAsync(server);
        var capability = await Account.PutCapabilityAsync(receiver, expires: Start + 60);
        using var watcher = await server.OpenDepositAsync();
        await watcher.AskAsync<PresenceIs>(new Presence(5, capability));
        time.Advance(TimeSpan.FromSeconds(61));
        await receiver.CloseAsync();
        Assert.Equal(new Refused(5, Refusal.CapabilityExpired), await watcher.ReceiveAsync());
    }

    [Fact]
    public async Task The_watches_of_one_socket_are_bounded_and_a_number_is_one_watch()
    {
        await using var server = await InProcessServer.StartAsync(time);
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        using var watcher = await server.OpenDepositAsync();
        for (var i = 0u; i < ServerLimits.WatchesPerConnection; i++)
        {
            await watcher.AskAsync<PresenceIs>(new Presence(i, capability));
        }
        Assert.Equal(
            new Refused(9_999, Refusal.TooManyWatches),
            await watcher.AskAsync<Refused>(new Presence(9_999, capability))
        );
        await watcher.AskAsync<PresenceIs>(new Presence(0, capability));
        await receiver.CloseAsync();
        var told = new HashSet<uint>();
        for (var i = 0; i < ServerLimits.WatchesPerConnection; i++)
        {
            Assert.True(told.Add((await watcher.ReceiveAsync<PresenceIs>()).Request));
        }
        Assert.Equal(new Pong(1), await watcher.AskAsync<Pong>(new Ping(1)));
    }
}
