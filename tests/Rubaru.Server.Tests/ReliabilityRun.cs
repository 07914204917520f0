using System.Globalization;

namespace Rubaru.Server.Tests;

/// <summary>What became of a run.</summary>
/// <param name="Lost">Accepted, and never shown.</param>
/// <param name="Twice">Shown more than once.</param>
/// <param name="Disordered">Shown behind a later one of the same sender.</param>
/// <param name="Recognised">Delivered again, and recognised by its name.</param>
/// <param name="Longest">From a disturbance's end to the next "accepted".</param>
internal sealed record ReliabilityResult(
    int Accepted,
    int Lost,
    int Twice,
    int Disordered,
    int Recognised,
    int Disturbances,
    TimeSpan Longest,
    TimeSpan Took
)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Accepted} accepted, {Disturbances} disturbances: {Lost} lost, {Twice} twice, {Disordered} out of order, "
                + $"{Recognised} delivered again and recognised; accepted again after at most {Longest.TotalSeconds:F2} s; "
                + $"{Took.TotalSeconds:F1} s in all"
        );
}

/// <summary>Pairs that deposit while something is killed at random moments (reliability, R-kill and R-db).</summary>
/// <param name="server">Where the server is now.</param>
/// <param name="disturb">Kills and starts again; done when it is ready again.</param>
internal sealed class ReliabilityRun(Func<Uri> server, Func<Task> disturb, PlantedFault fault = PlantedFault.None)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);

    /// <param name="untilBroken">Ends as soon as something is lost or shown twice: a planted fault needs no more.</param>
    public async Task<ReliabilityResult> RunAsync(
        int pairs,
        int deposits,
        int disturbances,
        TimeSpan patience,
        bool untilBroken = false
    )
    {
        var begin = TimeProvider.System.GetTimestamp();
        var load = Enumerable
            .Range(0, pairs)
            .Select(i => new LoadedPair(server, deposits / pairs, fault, comesAndGoes: i % 2 == 1))
            .ToList();
        foreach (var pair in load)
        {
            await pair.OpenAsync();
        }
        using var stop = new CancellationTokenSource(patience, TimeProvider.System);
        var sending = load.Select(pair => pair.SendAsync(stop.Token)).ToList();
        var receiving = load.Select(pair => pair.ReceiveAsync(stop.Token)).ToList();
        var done = 0;
        var longest = TimeSpan.Zero;
        for (; done < disturbances; done++)
        {
            // Spread over the whole run, at moments that no boundary of ours explains.
            var at = (done + Account.Bytes(1)[0] / 256.0) * (deposits / (double)disturbances);
            await UntilAsync(() => load.Sum(pair => pair.Accepted) >= at, stop.Token);
            await disturb();
            var ready = TimeProvider.System.GetTimestamp();
            await UntilAsync(
                () => load.All(pair => pair.IsSent) || load.Max(pair => pair.LastAccepted) > ready,
                stop.Token
            );
            var gap = TimeProvider.System.GetElapsedTime(ready);
            longest = gap > longest ? gap : longest;
            if (untilBroken && Count(load, done, longest, begin) is { Twice: > 0 })
            {
                break;
            }
        }
        await Task.WhenAll(sending);
        await UntilAsync(() => load.All(pair => pair.Lost().Count == 0), stop.Token, Quiet, () => Progress(load));
        await stop.CancelAsync();
        await Task.WhenAll(receiving);
        return Count(load, done, longest, begin);
    }

    private static int Progress(List<LoadedPair> load) => load.Sum(pair => pair.Handled);

    private static ReliabilityResult Count(List<LoadedPair> load, int disturbances, TimeSpan longest, long begin)
    {
        var shown = load.Select(pair => pair.Snapshot()).ToList();
        return new ReliabilityResult(
            load.Sum(pair => pair.Accepted),
            load.Sum(pair => pair.Lost().Count),
            shown.Sum(numbers => numbers.Count - numbers.Distinct().Count()),
            shown.Sum(numbers => numbers.Zip(numbers.Skip(1)).Count(two => two.Second < two.First)),
            load.Sum(pair => pair.Recognised),
            disturbances,
            longest,
            TimeProvider.System.GetElapsedTime(begin)
        );
    }

    // Ends early when nothing has moved for a while: what is lost does not come any more.
    private static async Task UntilAsync(
        Func<bool> condition,
        CancellationToken stop,
        TimeSpan? quiet = null,
        Func<int>? progress = null
    )
    {
        var (last, since) = (progress?.Invoke() ?? 0, TimeProvider.System.GetTimestamp());
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, stop);
            if (progress?.Invoke() is { } now && now != last)
            {
                (last, since) = (now, TimeProvider.System.GetTimestamp());
            }
            if (quiet is { } limit && TimeProvider.System.GetElapsedTime(since) > limit)
            {
                return;
            }
        }
    }
}
