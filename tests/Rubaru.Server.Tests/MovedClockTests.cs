using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>Reliability, R-ttl, with the published server and the clock of the system moved under it (libfaketime).</summary>
public abstract class MovedClockTests(DatabaseKind kind) : OnEachDatabase(kind), IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-clock-").FullName;

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task At_five_hours_fifty_nine_it_is_delivered_and_at_six_hours_one_there_is_no_row_and_no_key()
    {
        var database = await DatabaseOfAsync(folder);
        var account = new Account();
        Deposit deposit;
        using (var server = await ServerProcess.StartPublishedAsync(folder, ("RUBARU_DATABASE", database)))
        {
            using var owner = await server.ConnectAsync("/v1/mailbox");
            await account.RegisterAsync(owner, server.Address.Authority);
            await owner.AskAsync<Done>(account.Prekeys(1));
            var capability = await Account.PutCapabilityAsync(owner);
            await owner.CloseAsync();
            using var sender = await server.ConnectAsync("/v1/deposit");
            deposit = account.Deposit(capability);
            Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
            Assert.Equal(0, await server.TerminateAsync());
        }
        // A minute short of 5:59, because the starts take time too.
        using (var server = await StartAsync(database, "+21480"))
        {
            using var receiver = await server.ConnectAsync("/v1/mailbox");
            await account.RegisterAsync(receiver, server.Address.Authority);
            Assert.Equal(deposit.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
            Assert.Equal(1, await MetricAsync(server, "rubaru_pending_messages"));
            Assert.InRange(await MetricAsync(server, "rubaru_oldest_row_age_seconds"), 21_480, 21_600);
            Assert.Equal(0, await server.TerminateAsync());
        }
        using (var server = await StartAsync(database, "+21660"))
        {
            var patience = TimeProvider.System.GetTimestamp();
            while (
                await MetricAsync(server, "rubaru_purged_total{reason=\"pending\"}") == 0
                || Directory.GetFiles(Path.Combine(folder, "keys")).Length > 0
            )
            {
                Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(30));
                await Task.Delay(
                    TimeSpan.FromMilliseconds(20),
                    TimeProvider.System,
                    TestContext.Current.CancellationToken
                );
            }
            Assert.Equal(0, await MetricAsync(server, "rubaru_pending_messages"));
            Assert.Equal(0, await MetricAsync(server, "rubaru_oldest_row_age_seconds"));
            using var receiver = await server.ConnectAsync("/v1/mailbox");
            await account.RegisterAsync(receiver, server.Address.Authority);
            Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));
            Assert.Equal(0, await server.TerminateAsync());
        }
    }

    private Task<ServerProcess> StartAsync(string database, string shift) =>
        ServerProcess.StartPublishedAsync(
            folder,
            // Under libfaketime a wait on a socket that has a time limit ends at once; so these have none.
            ("RUBARU_DATABASE", IsSqlite ? database : $"{database};Timeout=0;Command Timeout=0"),
            (
                "LD_PRELOAD",
                Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).First()
            ),
            ("FAKETIME", shift),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        );

    private static async Task<long> MetricAsync(ServerProcess server, string name)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(
            new Uri(server.Address, "/metrics"),
            TestContext.Current.CancellationToken
        );
        var line = text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return long.Parse(line[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }
}

public sealed class SqliteMovedClockTests() : MovedClockTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlMovedClockTests() : MovedClockTests(DatabaseKind.PostgreSql);
