using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Rubaru.Bench;
using Rubaru.Sodium.Tests;

// dotnet run -c Release --project bench/Rubaru.Bench             natively
// dotnet run -c Release --project bench/Rubaru.Bench -- chromium the same operations in Chromium
if (args is ["chromium"])
{
    await using var page = new BrowserPage();
    await page.InitializeAsync();
    Console.WriteLine(Encoding.UTF8.GetString(await page.AskAsync("bench", CancellationToken.None)));
    return;
}

var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(10);
BenchmarkRunner.Run<NativeBenchmarks>(DefaultConfig.Instance.AddJob(job), args);
