using System.Diagnostics;
using System.Globalization;
using System.Text;
using Rubaru.Sodium;

namespace Rubaru.Bench;

/// <summary>
/// Median and 99th percentile of many short samples, the same in the browser and natively. A sample is shorter than a
/// time slice, so the median stands even on a machine that has other things to do.
/// </summary>
public static class SampledBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);

    /// <summary>The browser's clock steps by 5 microseconds: a sample is so many runs that this hardly shows.</summary>
    private static readonly TimeSpan Sample = TimeSpan.FromMicroseconds(200);

    public static string Run(ISodium sodium)
    {
        var report = new StringBuilder();
        report.AppendLine("operation           median us     p99 us     CPU us    samples x runs");
        foreach (var (name, run) in new ProtocolOperations(sodium).All)
        {
            var runs = (int)
                Math.Clamp(Sample / (Repeat(run, WarmUp, 1).Average() * TimeSpan.FromMicroseconds(1)), 1, 100);
            var before = Processor;
            var samples = Repeat(run, Measured, runs).Order().ToList();
            var processor = (Processor - before).TotalMicroseconds / (samples.Count * runs);
            var (median, p99) = (samples[samples.Count / 2], samples[samples.Count * 99 / 100]);
            report.AppendLine(
                CultureInfo.InvariantCulture,
                $"{name, -18} {median, 10:F1} {p99, 10:F1} {processor, 10:F1}    {samples.Count} x {runs}"
            );
        }

        return report.ToString();
    }

    /// <summary>
    /// Of the whole process: for what takes longer than a time slice, the only figure that a busy machine does not change
    /// much. The browser does not tell it.
    /// </summary>
    private static TimeSpan Processor => OperatingSystem.IsBrowser() ? TimeSpan.Zero : Environment.CpuUsage.TotalTime;

    /// <returns>Microseconds a run, one figure a sample.</returns>
    private static List<double> Repeat(Func<object> run, TimeSpan time, int runs)
    {
        var samples = new List<double>();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var sample = Stopwatch.GetTimestamp();
            for (var i = 0; i < runs; i++)
            {
                run();
            }

            samples.Add(Stopwatch.GetElapsedTime(sample).TotalMicroseconds / runs);
        }

        return samples;
    }
}
