using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Playwright;
using Rubaru.AppBench;
using Rubaru.EndToEnd;

[assembly: SupportedOSPlatform("linux")]

// The published product in real Chromium: download size, starts, typed-to-delivered over the data channel.
// Usage: dotnet run -c Release --project bench/Rubaru.AppBench [messages, default 200 | starts | large | chats [scroll] | files [MB, default 200]]
// starts: only the starts. chats: 20,000 messages in 41 chats: switch, search, scroll, write; also with the processor slowed down.
// large: only the start of an app with 200 contacts and 10,000 messages, natively and in Chromium.
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(
    new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
        Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    }
);
var chromium = new Chromium(browser);
await using var server = await PublishedServer.StartNewAsync();

switch (args)
{
    case ["large"]:
        await new LargeStart(chromium, server).MeasureAsync();
        break;
    case ["chats", ..]:
        await ChatMeasures.RunAsync(chromium, server, onlyScroll: args is [_, "scroll"]);
        break;
    case ["starts"]:
        await new StartMeasures(chromium, server).MeasureAsync(1);
        break;
    case ["files", ..]:
        await new FileMeasures(playwright, server).MeasureAsync(
            args is [_, var megabytes] ? int.Parse(megabytes, CultureInfo.InvariantCulture) : 200
        );
        break;
    default:
        await new StartMeasures(chromium, server).MeasureAsync(1);
        await new StartMeasures(chromium, server).MeasureAsync(4);
        PrintSize();
        await TypedToDeliveredAsync(args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 200);
        break;
}

static void PrintSize()
{
    var files = Directory
        .EnumerateFiles(Path.Combine(Repository.Published, "wwwroot"), "*.br", SearchOption.AllDirectories)
        .Sum(f => new FileInfo(f).Length);
    Console.WriteLine($"all published files, brotli: {files / 1e6:0.00} MB (bar 2.6)");
}

async Task TypedToDeliveredAsync(int messages)
{
    await using var asha = await Person.JoinAsync(chromium, server, "Asha");
    await using var bob = await Person.JoinAsync(chromium, server, "Bob");
    await bob.AcceptAsync(await asha.InviteAsync());
    await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
    await asha.PathIsAsync("Direct");
    await bob.PathIsAsync("Direct");
    var trips = new RoundTrips(asha, bob);
    await trips.MeasureAsync(messages);
    var (bubble, delivered) = (trips.Bubble, trips.Delivered);
    Console.WriteLine(
        $"bubble after Enter: p50 {RoundTrips.Percentile(bubble, 50):0.0} ms, p95 {RoundTrips.Percentile(bubble, 95):0.0} ms, p99 {RoundTrips.Percentile(bubble, 99):0.0} ms (bar 50)"
    );
    Console.WriteLine(
        $"typed to delivered, data channel, ping-pong: p50 {RoundTrips.Percentile(delivered, 50):0.0} ms, p99 {RoundTrips.Percentile(delivered, 99):0.0} ms (bar p50 30)"
    );
}

namespace Rubaru.EndToEnd
{
    /// <summary>The browser, in the shape that <see cref="Person"/> expects.</summary>
    internal sealed record Chromium(IBrowser Browser);
}
