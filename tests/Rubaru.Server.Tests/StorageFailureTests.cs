using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Storage;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>Faults that SQLite itself produces, on the server's own connection.</summary>
public sealed class StorageFailureTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public async Task A_full_disk_is_refused_by_name_and_the_server_recovers_by_itself()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, uncounted) = await account.OpenAsync(server);
        var capability = await Account.PutCapabilityAsync(receiver, deposits: Account.Counted);
        var before = account.Deposit(capability);
        await sender.AskAsync<Accepted>(before);
        await receiver.ReceiveAsync<Delivery>();
        await receiver.SendAsync(new Acknowledge(before.Id));
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        await ScriptAsync(server, "PRAGMA max_page_count=1;");
        for (var i = 0; i < 3; i++)
        {
            var refused = await sender.AskAsync<DepositRefused>(account.Deposit(capability, size: 65_536));
            Assert.Equal(Refusal.StorageUnavailable, refused.Reason);
        }
        // What needs no disk goes on: signals, and what a receiver who is there acknowledges.
        var transient = account.Deposit(uncounted, DepositClass.Transient);
        Assert.Equal(DepositOutcome.Routed, (await sender.AskAsync<Accepted>(transient)).Outcome);
        Assert.Equal(transient.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
        var first = account.Deposit(uncounted, size: 65_536);
        await sender.SendAsync(first);
        Assert.Equal(first.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
        await receiver.SendAsync(new Acknowledge(first.Id));
        Assert.Equal(DepositOutcome.Delivered, (await sender.ReceiveAsync<Accepted>()).Outcome);
        await ScriptAsync(server, "PRAGMA max_page_count=1000000;");
        var after = account.Deposit(capability, size: 65_536);
        Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(after)).Outcome);
        Assert.Equal(after.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
        Assert.Equal(2, Rows.Count(server, "deposit"));
    }

    [Fact]
    public async Task Nothing_is_acknowledged_or_pushed_when_the_commit_fails()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, _) = await account.OpenAsync(server);
        var capability = await Account.PutCapabilityAsync(receiver, deposits: 1);
        // A deferred constraint: the insert itself succeeds, and only COMMIT fails.
        await ScriptAsync(
            server,
            "CREATE TABLE absent (id INTEGER PRIMARY KEY);"
                + "CREATE TABLE fault (x INTEGER REFERENCES absent (id) DEFERRABLE INITIALLY DEFERRED);"
                + "CREATE TRIGGER fail AFTER INSERT ON deposit BEGIN INSERT INTO fault VALUES (1); END;"
        );
        var deposit = account.Deposit(capability);
        Assert.Equal(Refusal.StorageUnavailable, (await sender.AskAsync<DepositRefused>(deposit)).Reason);
        Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));
        Assert.Equal(0, Rows.Count(server, "deposit"));
        await ScriptAsync(server, "DROP TRIGGER fail;");
        // Neither the row nor the count of the quota was kept.
        Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        Assert.Equal(deposit.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
    }

    [Fact]
    public async Task One_operation_that_cannot_be_done_does_not_take_its_neighbours_with_it()
    {
        await using var server = await InProcessServer.StartAsync(time);
        var writer = server.Services.GetRequiredService<Writer>();
        using var release = new ManualResetEventSlim();
        // While the thread is held, the next three gather in one transaction.
        var held = writer.RunAsync(_ =>
        {
            release.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            return true;
        });
        var first = writer.RunAsync(db => db.Run("INSERT INTO migration (number) VALUES (@n)", 100L));
        var bad = writer.RunAsync(db => db.Run("INSERT INTO migration (number) VALUES (@n)", 100L));
        var last = writer.RunAsync(db => db.Run("INSERT INTO migration (number) VALUES (@n)", 101L));
        release.Set();
        Assert.True(await held);
        Assert.Equal(1, await first);
        await Assert.ThrowsAsync<StorageException>(() => bad);
        Assert.Equal(1, await last);
        Assert.Equal(2, Rows.Number(server, "SELECT count(*) FROM migration WHERE number >= 100"));
    }

    [Fact]
    public async Task Readiness_follows_the_database()
    {
        await using var server = await InProcessServer.StartAsync(time);
        var token = TestContext.Current.CancellationToken;
        Assert.True((await server.Http.GetAsync("/health/ready", token)).IsSuccessStatusCode);
        using (var outside = new SqliteConnection($"Data Source={server.Database};Pooling=False"))
        {
            outside.Open();
            using var locks = outside.BeginTransaction();
            Assert.Equal(503, (int)(await server.Http.GetAsync("/health/ready", token)).StatusCode);
            Assert.True((await server.Http.GetAsync("/health/live", token)).IsSuccessStatusCode);
        }
        Assert.True((await server.Http.GetAsync("/health/ready", token)).IsSuccessStatusCode);
    }

    private static Task<bool> ScriptAsync(InProcessServer server, string sql) =>
        server
            .Services.GetRequiredService<Writer>()
            .RunAsync(db =>
            {
                db.Script(sql);
                return true;
            });
}
