using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public abstract class DrainTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public async Task A_long_backlog_drains_complete_and_in_order_while_new_deposits_arrive()
    {
        await using var server = await StartAsync(time, change: options => options with { LimitsScale = 100 });
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (before, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        await before.CloseAsync();
        var ids = new List<DepositId>();
        await DepositAsync(1_000);
        var (receiver, _) = await account.LogInAsync(server);
        for (var i = 0; i < 1_200; i++)
        {
            if (i is 300 or 700)
            {
                await DepositAsync(100);
            }
            var delivery = await receiver.ReceiveAsync<Delivery>();
            Assert.Equal(ids[i], delivery.Deposit);
            await receiver.SendAsync(new Acknowledge(delivery.Deposit));
        }
        await DepositAsync(1);
        Assert.Equal(ids[^1], (await receiver.ReceiveAsync<Delivery>()).Deposit);
        Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));

        async Task DepositAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var deposit = account.Deposit(capability);
                ids.Add(deposit.Id);
                await sender.SendAsync(deposit);
            }
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(DepositOutcome.Stored, (await sender.ReceiveAsync<Accepted>()).Outcome);
            }
        }
    }

    [Fact]
    public async Task A_receiver_that_acknowledges_nothing_is_sent_one_window_and_the_rest_waits_on_disk()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        const int Total = ServerLimits.WindowDeliveries + 40;
        var ids = new List<DepositId>();
        for (var i = 0; i < Total; i++)
        {
            var deposit = account.Deposit(capability);
            ids.Add(deposit.Id);
            await sender.AskAsync<Accepted>(deposit);
        }
        for (var i = 0; i < ServerLimits.WindowBytes / (4096 + DeliveryFrame.HeaderSize); i++)
        {
            Assert.Equal(ids[i], (await receiver.ReceiveAsync<Delivery>()).Deposit);
        }
        // At most one more fits behind the bytes of the window; then nothing but answers.
        await receiver.SendAsync(new Ping(5));
        var next = await receiver.ReceiveAsync();
        var sent = ServerLimits.WindowBytes / (4096 + DeliveryFrame.HeaderSize);
        if (next is Delivery)
        {
            sent++;
            next = await receiver.ReceiveAsync();
        }
        Assert.Equal(new Pong(5), next);
        for (var i = 0; i < sent; i++)
        {
            await receiver.SendAsync(new Acknowledge(ids[i]));
        }
        for (var i = sent; i < Total; i++)
        {
            Assert.Equal(ids[i], (await receiver.ReceiveAsync<Delivery>()).Deposit);
        }
    }

    [Fact]
    public async Task Pending_deposits_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-restart-").FullName;
        var account = new Account();
        Deposit deposit;
        await using (var server = await StartAsync(time, folder))
        {
            using var sender = await server.OpenDepositAsync();
            var (_, capability) = await account.OpenAsync(server, oneTime: 3, deposits: Account.Counted);
            deposit = account.Deposit(capability);
            await sender.AskAsync<Accepted>(deposit);
        }
        await using (var server = await StartAsync(time, folder))
        {
            var (receiver, loggedIn) = await account.LogInAsync(server);
            Assert.Equal(new LoggedIn(21_600, 3, false), loggedIn);
            Assert.Equal(deposit.Envelope, (await receiver.ReceiveAsync<Delivery>()).Envelope);
            using var sender = await server.OpenDepositAsync();
            Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        }
        Directory.Delete(folder, recursive: true);
    }
}

public sealed class SqliteDrainTests() : DrainTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlDrainTests() : DrainTests(DatabaseKind.PostgreSql);
