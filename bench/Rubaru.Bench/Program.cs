using System.Text;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Rubaru.Bench;
using Rubaru.Sodium;
using Rubaru.Sodium.Tests;

// dotnet run -c Release --project bench/Rubaru.Bench                natively, by BenchmarkDotNet
// dotnet run -c Release --project bench/Rubaru.Bench -- sampled     natively, median and 99th percentile
// dotnet run -c Release --project bench/Rubaru.Bench -- chromium    the same in Chromium
if (args is ["sampled"])
{
    Console.Write(SampledBenchmark.Run(new NativeSodium()));
    return;
}

if (args is ["chromium"])
{
    await using var page = new BrowserPage();
    await page.InitializeAsync();
    Console.Write(Encoding.UTF8.GetString(await page.AskAsync("bench", CancellationToken.None)));
    return;
}

var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(10);
var config = DefaultConfig
    .Instance.AddJob(job)
    .AddColumn(StatisticColumn.Min, StatisticColumn.Median, StatisticColumn.P95);
BenchmarkRunner.Run<NativeBenchmarks>(config, args);
