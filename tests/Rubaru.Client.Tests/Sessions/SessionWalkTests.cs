using Xunit;

namespace Rubaru.Client.Tests.Sessions;

/// <summary>
/// Protocol section 6 by random runs: whatever the server and the devices do, two people end up in one session, nothing is
/// lost that was not lost with a device, nothing is shown twice, and the only thing they read about it is that encryption
/// was set up again. RUBARU_LONG makes it 20,000 walks.
/// </summary>
public sealed class SessionWalkTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("RUBARU_LONG") is { Length: > 0 };

    [Fact]
    public async Task After_any_walk_both_talk_in_one_session_and_nothing_is_lost()
    {
        var images = await Images.TakeAsync();
        var stop = TestContext.Current.CancellationToken;
        var started = TimeProvider.System.GetTimestamp();
        var walks = IsLong ? 20_000 : 60;
        var results = await Task.Run(
            () =>
            {
                var played = new List<WalkResult>();
                for (var seed = 1u; seed <= walks && !stop.IsCancellationRequested; seed++)
                {
                    try
                    {
                        played.Add(new SessionWalk(images, seed).Play());
                    }
                    catch (Exception exception)
                    {
                        throw new InvalidOperationException($"Walk {seed}", exception);
                    }
                }
                return played;
            },
            stop
        );

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{results.Count} walks in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s: {results.Sum(r => r.Said)} texts, {results.Sum(r => r.Excused)} of them lost with a device, "
                + $"{results.Sum(r => r.Resets)} times set up again, {results.Sum(r => r.Lost)} keys gone, "
                + $"{results.Sum(r => r.Rejected)} unopenable, at most {results.Max(r => r.Sessions)} sessions and {results.Max(r => r.Rounds)} rounds at the end"
        );
        // The walk goes where it is meant to go.
        Assert.True(results.Sum(r => r.Resets) > walks);
        Assert.Contains(results, r => r.Rejected + r.Lost > 0);
        Assert.Contains(results, r => r.Sessions > 1);
    }
}
