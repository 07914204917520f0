using System.Globalization;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>
/// Reliability, R-kill: the published server is killed at random moments while pairs deposit. RUBARU_LONG makes it the
/// full count (bench/reliability runs that).
/// </summary>
[Collection(nameof(KillTests))]
public abstract class KillTests(DatabaseKind kind) : OnEachDatabase(kind), IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("RUBARU_LONG") is { Length: > 0 };
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-kill-").FullName;
    private ServerProcess? server;

    public void Dispose()
    {
        server?.Dispose();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Killed_at_random_moments_it_loses_nothing_accepted_and_nothing_is_shown_twice_or_out_of_order()
    {
        var (deposits, kills) = IsLong ? (10_000, 100) : (400, 3);
        var result = await RunAsync(PlantedFault.None, deposits, kills, untilBroken: false);
        Assert.Equal(
            (deposits, kills, 0, 0, 0),
            (result.Accepted, result.Disturbances, result.Lost, result.Twice, result.Disordered)
        );
    }

    [Theory]
    [InlineData(PlantedFault.AcknowledgeBeforeCommit, 1)]
    [InlineData(PlantedFault.DeleteOnSend, 2)]
    [InlineData(PlantedFault.NoDeduplication, 5)]
    public async Task A_planted_fault_is_caught(PlantedFault fault, int atMost)
    {
        // A kill at a moment when nothing was under way shows nothing: on a busy machine it takes a few runs.
        for (var run = 0; run < 6; run++)
        {
            var result = await RunAsync(fault, 400, atMost, untilBroken: true);
            if (fault == PlantedFault.NoDeduplication ? result.Twice > 0 : result.Lost > 0)
            {
                return;
            }
        }

        Assert.Fail($"{fault} went unseen.");
    }

    private protected async Task<ReliabilityResult> RunAsync(
        PlantedFault fault,
        int deposits,
        int kills,
        bool untilBroken
    )
    {
        var database = await DatabaseOfAsync(folder);
        server = await StartAsync(database);
        var run = new ReliabilityRun(
            () => server.Address,
            async () =>
            {
                await server.KillAsync();
                server = await StartAsync(database);
            },
            fault
        );
        var result = await run.RunAsync(8, deposits, kills, TimeSpan.FromMinutes(IsLong ? 20 : 3), untilBroken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{fault}: {result}");
        Assert.Equal(0, await server.TerminateAsync());
        return result;
    }

    private Task<ServerProcess> StartAsync(string database) =>
        ServerProcess.StartPublishedAsync(
            folder,
            ("RUBARU_DATABASE", database),
            ("RUBARU_LIMITS_SCALE", 100_000.ToString(CultureInfo.InvariantCulture))
        );
}

[Collection(nameof(KillTests))]
public sealed class SqliteKillTests() : KillTests(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task Without_a_kill_the_earliest_acknowledgement_goes_unseen_so_it_is_the_kill_that_shows_it()
    {
        var result = await RunAsync(PlantedFault.AcknowledgeBeforeCommit, 400, 0, untilBroken: false);
        Assert.Equal((400, 0, 0), (result.Accepted, result.Lost, result.Twice));
    }
}

[Collection(nameof(KillTests))]
public sealed class PostgreSqlKillTests() : KillTests(DatabaseKind.PostgreSql);
