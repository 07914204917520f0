using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Rubaru.Server.Storage;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>"Accepted" means on the disk: the answer leaves after the log was flushed, never before.</summary>
public sealed class FlushTests : IDisposable
{
    private const int Deposits = 12;
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-flush-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_writers_connection_flushes_at_every_commit()
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        var writer = server.Services.GetRequiredService<Writer>();
        Assert.Equal("wal", await writer.RunAsync(db => db.Value("PRAGMA journal_mode")));
        // 2 is FULL: with 1 (NORMAL) a commit in this mode returns before the flush.
        Assert.Equal(2L, await writer.RunAsync(db => db.Value("PRAGMA synchronous")));
    }

    [Fact]
    public async Task Every_accepted_leaves_after_the_flush_of_its_deposit()
    {
        var trace = Path.Combine(folder, "trace");
        var data = Path.Combine(folder, "data");
        var ids = new List<DepositId>();
        using (var server = await ServerProcess.StartTracedAsync(data, trace))
        {
            var account = new Account();
            using var owner = await server.ConnectAsync("/v1/mailbox");
            await account.RegisterAsync(owner, server.Address.Authority);
            await owner.AskAsync<Done>(account.Prekeys(1));
            var capability = await Account.PutCapabilityAsync(owner);
            await owner.CloseAsync();
            using var sender = await server.ConnectAsync("/v1/deposit");
            for (var i = 0; i < Deposits; i++)
            {
                // The next one only after the answer: which flush belongs to which deposit is then beyond doubt.
                var deposit = account.Deposit(capability);
                var accepted = await sender.AskAsync<Accepted>(deposit);
                Assert.Equal((deposit.Id, DepositOutcome.Stored), (accepted.Id, accepted.Outcome));
                ids.Add(deposit.Id);
            }
            Assert.Equal(0, await server.TerminateAsync());
        }
        var calls = SystemCalls.Read(await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken));
        Assert.All(ids, id => AssertFlushed(calls, id));
    }

    /// <summary>R-fsync: what could not be flushed is not accepted, and nothing that was accepted is lost.</summary>
    [Fact]
    public async Task A_disk_that_fails_to_flush_accepts_nothing_and_loses_nothing_that_it_accepted()
    {
        var (trace, data) = (Path.Combine(folder, "trace"), Path.Combine(folder, "data"));
        var account = new Account();
        var accepted = new List<DepositId>();
        using (var server = await ServerProcess.StartOnBreakingDiskAsync(data, trace, flushes: 60))
        {
            using var owner = await server.ConnectAsync("/v1/mailbox");
            await account.RegisterAsync(owner, server.Address.Authority);
            await owner.AskAsync<Done>(account.Prekeys(1));
            var capability = await Account.PutCapabilityAsync(owner);
            await owner.CloseAsync();
            using var sender = await server.ConnectAsync("/v1/deposit");
            Frame? answer;
            do
            {
                Assert.InRange(accepted.Count, 0, 300);
                answer = await AskAsync();
            } while (answer is Accepted);

            // And so on, as long as the disk is what it is.
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(Refusal.StorageUnavailable, Assert.IsType<DepositRefused>(answer).Reason);
                answer = await AskAsync();
            }
            await server.KillAsync();

            async Task<Frame?> AskAsync()
            {
                var deposit = account.Deposit(capability);
                await sender.SendAsync(deposit);
                var frame = await sender.ReceiveAsync();
                if (frame is Accepted { Outcome: DepositOutcome.Stored })
                {
                    accepted.Add(deposit.Id);
                }
                return frame;
            }
        }
        Assert.Contains(
            await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken),
            line =>
                line.Contains("EIO", StringComparison.Ordinal) && line.Contains("INJECTED", StringComparison.Ordinal)
        );

        using (var again = await ServerProcess.StartAsync(data))
        {
            Assert.Equal(0, await again.TerminateAsync());
        }
        using var database = new SqliteConnection($"Data Source={Path.Combine(data, "rubaru.db")};Pooling=false");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT hex(deposit_id) FROM deposit WHERE status = 'pending'";
        using var rows = command.ExecuteReader();
        var kept = new HashSet<string>();
        while (rows.Read())
        {
            kept.Add(rows.GetString(0));
        }
        Assert.NotEmpty(accepted);
        Assert.Superset(accepted.Select(id => Convert.ToHexString(id.ToBytes())).ToHashSet(), kept);
    }

    private static void AssertFlushed(List<SystemCall> calls, DepositId id)
    {
        var bytes = SystemCalls.Hex(id.ToBytes());
        var answer = calls.Single(call =>
            call.Name is "sendto" or "sendmsg" or "write"
            && call.Path.StartsWith("socket:", StringComparison.Ordinal)
            && call.Arguments.Contains(bytes, StringComparison.Ordinal)
        );
        var arrival = calls.Last(call =>
            call.Name is "recvfrom" or "recvmsg" or "read"
            && call.Path == answer.Path
            && call.Result > 0
            && call.End < answer.Begin
        );
        var between = calls
            .Where(call => IsLog(call) && call.Begin > arrival.End && call.End < answer.Begin)
            .OrderBy(call => call.Begin)
            .ToList();
        var written = between.FindLastIndex(call => call.Name is "pwrite64" or "write" && call.Result > 0);
        Assert.True(written >= 0, $"Nothing was written to the log before Accepted of {id} left.");
        Assert.True(
            between
                .Skip(written + 1)
                .Any(call =>
                    call.Name is "fsync" or "fdatasync" && call.Result == 0 && call.Begin > between[written].End
                ),
            $"The log was not flushed before Accepted of {id} left."
        );
    }

    private static bool IsLog(SystemCall call) => call.Path.EndsWith("-wal", StringComparison.Ordinal);
}
