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
