using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Playwright;
using Rubaru.AppBench;
using Rubaru.EndToEnd;

[assembly: SupportedOSPlatform("linux")]

// The published product in real Chromium: download size, cold and warm start, typed-to-delivered over the data channel.
// Usage: dotnet run -c Release --project bench/Rubaru.AppBench [messages, default 200 | large | chats [scroll]]
// chats: 20,000 messages in 41 chats: switch, search, scroll, write; also with the processor slowed down.
// large: only the start of an app with 200 contacts and 10,000 messages, natively and in Chromium.
var isLarge = args is ["large"];
var messages =
    args.Length > 0 && !isLarge && args is not ["chats", ..] ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200;
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

if (isLarge)
{
    await new Rubaru.AppBench.LargeStart(chromium, server).MeasureAsync();
    return;
}

if (args is ["chats", ..])
{
    await ChatMeasures.RunAsync(chromium, server, onlyScroll: args is [_, "scroll"]);
    return;
}

foreach (var rate in new[] { 1, 4 })
{
    await StartsAsync(rate);
}

await TypedToDeliveredAsync();

async Task StartsAsync(int rate)
{
    Console.WriteLine($"CPU slowed down {rate} times:");
    var cold = new List<double>();
    var warm = new List<double>();
    for (var i = 0; i < 7; i++)
    {
        await using var person = await Person.OpenAsync(chromium, server, "Asha");
        var chrome = await person.Page.Context.NewCDPSessionAsync(person.Page);
        await chrome.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = rate });
        long bytes = 0;
        person.Page.Response += async (_, response) =>
        {
            var sizes = await response.Request.SizesAsync();
            Interlocked.Add(ref bytes, sizes.ResponseBodySize);
        };
        cold.Add(await UntilShownAsync(person, "onboarding-name"));
        await person.OnboardAsync();
        await person.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        if (i == 0)
        {
            Console.WriteLine(
                $"download until the first screen and its precache: {Interlocked.Read(ref bytes) / 1e6:0.00} MB"
            );
        }

        await person.Page.GotoAsync("about:blank");
        warm.Add(await UntilShownAsync(person, "new-contact"));
    }

    Console.WriteLine($"cold start: median {Median(cold):0} ms of {cold.Count} (bar 2,000)");
    Console.WriteLine($"warm start: median {Median(warm):0} ms of {warm.Count} (bar 800)");
    var files = Directory
        .EnumerateFiles(Path.Combine(Repository.Published, "wwwroot"), "*.br", SearchOption.AllDirectories)
        .Sum(f => new FileInfo(f).Length);
    Console.WriteLine($"all published files, brotli: {files / 1e6:0.00} MB (bar 2.6)");
}

async Task<double> UntilShownAsync(Person person, string testId)
{
    var watch = Stopwatch.StartNew();
    await person.Page.GotoAsync(server.Url, new() { WaitUntil = WaitUntilState.Commit });
    await person.Id(testId).First.WaitForAsync(new() { Timeout = Person.Deadline });
    return watch.Elapsed.TotalMilliseconds;
}

async Task TypedToDeliveredAsync()
{
    await using var asha = await Person.JoinAsync(chromium, server, "Asha");
    await using var bob = await Person.JoinAsync(chromium, server, "Bob");
    await bob.AcceptAsync(await asha.InviteAsync());
    await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
    await asha.PathIsAsync("Direct");
    await bob.PathIsAsync("Direct");
    // Measured inside the page, from the Enter key to the bubble's state, so that the driver's own latency is not counted.
    var script = """
        async ([text]) => {
          const composer = document.querySelector('[data-testid=composer]');
          composer.focus();
          Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(composer, text);
          composer.dispatchEvent(new Event('input', { bubbles: true }));
          const times = {};
          const done = new Promise(resolve => {
            const look = () => {
              const mine = [...document.querySelectorAll('[data-testid=message][data-mine=true]')].filter(b => b.textContent.includes(text));
              if (mine.length && !times.bubble) times.bubble = performance.now();
              if (mine.some(b => b.dataset.state === 'Delivered')) { times.delivered = performance.now(); observer.disconnect(); resolve(); }
            };
            const observer = new MutationObserver(look);
            observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
          });
          const start = performance.now();
          composer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }));
          await done;
          return [times.bubble - start, times.delivered - start];
        }
        """;
    var bubble = new List<double>();
    var delivered = new List<double>();
    for (var i = 0; i < messages; i++)
    {
        var sender = i % 2 == 0 ? asha : bob;
        var took = await sender.Page.EvaluateAsync<double[]>(script, new object[] { $"Measure {i}." });
        bubble.Add(took[0]);
        delivered.Add(took[1]);
    }

    Console.WriteLine(
        $"bubble after Enter: p50 {Median(bubble):0.0} ms, p95 {Percentile(bubble, 95):0.0} ms, p99 {Percentile(bubble, 99):0.0} ms (bar 50)"
    );
    Console.WriteLine(
        $"typed to delivered, data channel, ping-pong: p50 {Median(delivered):0.0} ms, p99 {Percentile(delivered, 99):0.0} ms (bar p50 30)"
    );
}

static double Median(List<double> values) => Percentile(values, 50);

static double Percentile(List<double> values, int percent) =>
    values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));

namespace Rubaru.EndToEnd
{
    /// <summary>The browser, in the shape that <see cref="Person"/> expects.</summary>
    internal sealed record Chromium(IBrowser Browser);
}
