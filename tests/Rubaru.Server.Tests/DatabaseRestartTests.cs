using System.Globalization;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>Reliability, R-db: PostgreSQL is cut off at random moments while the published server goes on. RUBARU_LONG makes
/// it the full count.</summary>
[Collection(nameof(KillTests))]
public sealed class DatabaseRestartTests : IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("RUBARU_LONG") is { Length: > 0 };
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-restart-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Restarted_immediately_it_loses_nothing_accepted_and_the_server_finds_it_again_by_itself()
    {
        var (deposits, restarts) = IsLong ? (5_000, 20) : (400, 3);
        await using var cluster = await PostgreSqlCluster.StartAsync();
        using var server = await ServerProcess.StartPublishedAsync(
            folder,
            ("RUBARU_DATABASE", await cluster.CreateDatabaseAsync()),
            ("RUBARU_LIMITS_SCALE", 100_000.ToString(CultureInfo.InvariantCulture))
        );
        var run = new ReliabilityRun(
            () => server.Address,
            async () =>
            {
                await cluster.CrashAsync();
                await cluster.BeginAsync();
            }
        );
        var result = await run.RunAsync(8, deposits, restarts, TimeSpan.FromMinutes(IsLong ? 20 : 3));
        TestContext.Current.TestOutputHelper!.WriteLine($"{result}");
        Assert.Equal((deposits, restarts, 0, 0), (result.Accepted, result.Disturbances, result.Lost, result.Twice));
        // The bar of the requirement; an attempt is made with every request, so it is far below.
        Assert.InRange(result.Longest.TotalSeconds, 0, 5);
        Assert.Equal(0, await server.TerminateAsync());
    }
}
