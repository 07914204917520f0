using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>What only a database in another process can do: be away, be shared, be cut off.</summary>
public sealed class PostgreSqlTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-pg-").FullName;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_database_that_is_not_there_is_one_sentence_and_a_non_zero_exit()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var (exit, error) = await ServerProcess.RunAsync(
            folder,
            ("RUBARU_DATABASE", $"Host=127.0.0.1;Port={port};Username=rubaru;Password=secret2")
        );
        Assert.NotEqual(0, exit);
        Assert.Equal(
            $"PostgreSQL at 127.0.0.1:{port} cannot be reached (ConnectionRefused). Is it running? See RUBARU_DATABASE.\n",
            error
        );
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_one_sentence_with_its_name()
    {
        var database = new NpgsqlConnectionStringBuilder(await DatabaseAsync()) { Database = "absent" };
        var (exit, error) = await ServerProcess.RunAsync(folder, ("RUBARU_DATABASE", database.ToString()));
        Assert.NotEqual(0, exit);
        Assert.Equal("PostgreSQL at 127.0.0.1 refuses: database \"absent\" does not exist.\n", error);
    }

    [Fact]
    public async Task A_second_server_on_the_same_database_does_not_start()
    {
        var database = await DatabaseAsync();
        using var first = await ServerProcess.StartAsync(Sub("first"), ("RUBARU_DATABASE", database));
        Assert.StartsWith(
            "storage: PostgreSQL postgres at 127.0.0.1, retention 6 h,",
            first.StorageLine,
            StringComparison.Ordinal
        );
        var (exit, error) = await ServerProcess.RunAsync(Sub("second"), ("RUBARU_DATABASE", database));
        Assert.NotEqual(0, exit);
        Assert.Equal("Another Rubaru server uses the database postgres. Set RUBARU_DATABASE.\n", error);
        // Its end gives the database free, even an end without a goodbye.
        await first.KillAsync();
        using var next = await ServerProcess.StartAsync(Sub("second"), ("RUBARU_DATABASE", database));
        Assert.Equal(0, await next.TerminateAsync());
    }

    [Fact]
    public async Task Every_commit_is_flushed_whatever_the_database_is_set_to()
    {
        var database = await DatabaseAsync();
        await using var server = await StartAsync($"{database};Options=-c synchronous_commit=off");
        var writer = server.Services.GetService(typeof(Storage.Writer)) as Storage.Writer;
        Assert.Equal("on", await writer!.RunAsync(db => db.Value("SHOW synchronous_commit")));
    }

    [Fact]
    public async Task While_it_is_away_deposits_are_refused_by_name_and_live_traffic_goes_on()
    {
        await using var cluster = await PostgreSqlCluster.StartAsync();
        await using var server = await StartAsync(await cluster.CreateDatabaseAsync());
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        using var sender = await server.OpenDepositAsync();
        var before = account.Deposit(capability);
        await receiver.CloseAsync();
        await sender.AskAsync<Accepted>(before);
        var present = new Account();
        var (open, way) = await present.OpenAsync(server);
        using var caller = await server.OpenDepositAsync();
        await caller.AskAsync<Accepted>(present.Deposit(way, DepositClass.Transient));
        await open.ReceiveAsync<Delivery>();

        await cluster.CrashAsync();
        for (var i = 0; i < 2; i++)
        {
            var refused = await sender.AskAsync<DepositRefused>(account.Deposit(capability));
            Assert.Equal(Refusal.StorageUnavailable, refused.Reason);
        }
        var signal = present.Deposit(way, DepositClass.Transient);
        Assert.Equal(DepositOutcome.Routed, (await caller.AskAsync<Accepted>(signal)).Outcome);
        Assert.Equal(signal.Id, (await open.ReceiveAsync<Delivery>()).Deposit);
        Assert.Equal(503, (int)(await server.Http.GetAsync("/health/ready", Token)).StatusCode);
        Assert.True((await server.Http.GetAsync("/health/live", Token)).IsSuccessStatusCode);

        await cluster.BeginAsync();
        var up = TimeProvider.System.GetTimestamp();
        var after = account.Deposit(capability);
        Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(after)).Outcome);
        var took = TimeProvider.System.GetElapsedTime(up);
        TestContext.Current.TestOutputHelper!.WriteLine($"Accepted {took.TotalMilliseconds:F0} ms after it was back.");
        Assert.True((await server.Http.GetAsync("/health/ready", Token)).IsSuccessStatusCode);
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(before.Id, (await again.ReceiveAsync<Delivery>()).Deposit);
        Assert.Equal(after.Id, (await again.ReceiveAsync<Delivery>()).Deposit);
    }

    [Fact]
    public async Task A_restart_that_nobody_notices_is_told_to_nobody()
    {
        await using var cluster = await PostgreSqlCluster.StartAsync();
        await using var server = await StartAsync(await cluster.CreateDatabaseAsync());
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        using var sender = await server.OpenDepositAsync();
        for (var i = 0; i < 3; i++)
        {
            await cluster.CrashAsync();
            await cluster.BeginAsync();
            var deposit = account.Deposit(capability);
            Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        }
    }

    [Fact]
    public async Task A_commit_that_nobody_heard_of_is_neither_lost_nor_stored_twice_and_reaches_an_open_receiver()
    {
        var direct = new NpgsqlConnectionStringBuilder(await DatabaseAsync());
        using var line = new CutLine(direct.Port);
        var through = new NpgsqlConnectionStringBuilder(direct.ToString()) { Port = line.Port };
        await using var server = await StartAsync(through.ToString());
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        using var sender = await server.OpenDepositAsync();
        // A counted capability: its deposits are stored before they are pushed, also to an open receiver.
        var counted = await Account.PutCapabilityAsync(receiver, deposits: 5);

        var deposit = account.Deposit(counted);
        line.CutAtNextCommit();
        Assert.Equal(Refusal.StorageUnavailable, (await sender.AskAsync<DepositRefused>(deposit)).Reason);
        Assert.Equal(1, line.Cuts);
        using (var connection = new NpgsqlConnection(direct.ToString()))
        {
            connection.Open();
            using var command = new NpgsqlCommand("SELECT count(*) FROM deposit WHERE status = 'pending'", connection);
            Assert.Equal(1L, command.ExecuteScalar());
        }
        // The next commit, whoever's it is, brings it to light.
        using var other = await server.OpenDepositAsync();
        await other.AskAsync<Refused>(new FetchBundle(1, Account.Bytes(32)));
        Assert.Equal(deposit.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
        Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        Assert.Equal(1, Rows.Count(server, "deposit"));
        Assert.Equal(1, Rows.Number(server, "SELECT deposits_used FROM capability WHERE deposits = 5"));
        Assert.NotEqual(counted, capability);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string> DatabaseAsync() => await (await PostgreSqlCluster.Shared).CreateDatabaseAsync();

    private Task<InProcessServer> StartAsync(string database) =>
        InProcessServer.StartAsync(time, change: options => options with { PostgreSql = database });

    private string Sub(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
}
