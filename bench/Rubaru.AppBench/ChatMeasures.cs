using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Rubaru.EndToEnd;

namespace Rubaru.AppBench;

/// <summary>
/// A profile with 20,000 messages in 41 chats, one of them with 10,000: switching chats, searching, scrolling and writing, as
/// the page itself sees it. Also with the processor slowed down four times by Chromium.
/// </summary>
internal static class ChatMeasures
{
    private const int Longest = 10_000;
    private const int Others = 40;
    private const int Each = 250;

    /// <param name="onlyScroll">Nothing but the long chat, and each of its jumps.</param>
    public static async Task RunAsync(Chromium chromium, PublishedServer server, bool onlyScroll = false)
    {
        var watch = Stopwatch.StartNew();
        var file = await new LongHistory(server.Url).MakeAsync(Longest, Others, Each);
        Console.WriteLine(
            $"backup of {Longest + Others * Each} messages: {file.Length / 1e6:0.0} MB, made in {watch.Elapsed.TotalSeconds:0} s"
        );
        await using var asha = await Person.OpenAsync(chromium, server, "Asha");
        await RestoreAsync(asha, server, file);
        if (onlyScroll)
        {
            await asha.Page.ReloadAsync();
            await asha.Id("chat-item").First.WaitForAsync(new() { Timeout = 120_000 });
            await asha.Page.EvaluateAsync(Script);
            await ScrollAsync(asha);
            foreach (var line in await asha.Page.EvaluateAsync<string[]>("() => bench.jumps"))
            {
                Console.WriteLine($"    {line}");
            }

            return;
        }

        foreach (var rate in new[] { 1, 4 })
        {
            await MeasureAsync(asha, rate);
        }
    }

    private static async Task RestoreAsync(Person asha, PublishedServer server, byte[] file)
    {
        await asha.Page.GotoAsync(server.Url);
        await asha.Id("restore-open").ClickAsync(new() { Timeout = Person.Deadline });
        await asha.Id("restore-file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "long.rubaru",
                    MimeType = "application/octet-stream",
                    Buffer = file,
                }
            );
        await asha.Id("restore-passphrase").FillAsync(LongHistory.Passphrase);
        await asha.Id("restore-submit").ClickAsync();
        await asha.Id("restore-found").WaitForAsync(new() { Timeout = 300_000 });
        var watch = Stopwatch.StartNew();
        await asha.Id("restore-submit").ClickAsync();
        await asha.Id("chat-item").First.WaitForAsync(new() { Timeout = 300_000 });
        Console.WriteLine($"restored in Chromium in {watch.Elapsed.TotalSeconds:0} s");
    }

    private static async Task MeasureAsync(Person asha, int rate)
    {
        // A new start each time: nothing of the history is in memory.
        await asha.Page.ReloadAsync();
        await asha.Id("chat-item").First.WaitForAsync(new() { Timeout = 120_000 });
        var chrome = await asha.Page.Context.NewCDPSessionAsync(asha.Page);
        await chrome.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = rate });
        await asha.Page.EvaluateAsync(Script);
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        Console.WriteLine($"CPU slowed down {rate} times, load {load}:");
        Print("chat switch, first visit", await Times(asha, "switchChats", 12), 100);
        Print("chat switch, again", await Times(asha, "switchChats", 12), 100);
        var reading = await asha.Page.EvaluateAsync<double>("() => bench.prepareSearch()");
        Console.WriteLine($"  reading {Longest + Others * Each} messages for the search, once: {reading:0} ms");
        Print("search in all chats", await Times(asha, "search", 20), 100);
        await ScrollAsync(asha);
        Print("bubble after Enter, in the long chat", await Times(asha, "bubble", 20), 50);
        await chrome.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 1 });
    }

    private static async Task ScrollAsync(Person asha)
    {
        var scroll = await asha.Page.EvaluateAsync<double[]>("() => bench.scroll(300)");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  scrolling up through the long chat, 300 steps of 600 px: frame p50 {scroll[0]:0.0} ms, p95 {scroll[1]:0.0} ms, longest {scroll[2]:0} ms; rows at most {scroll[3]:0}; jumps {scroll[4]:0}; layout shift {scroll[5]:0.000} (bar 0.1)"
            )
        );
    }

    private static Task<double[]> Times(Person asha, string what, params object[] arguments) =>
        asha.Page.EvaluateAsync<double[]>($"arguments => bench.{what}(...arguments)", arguments);

    private static void Print(string what, double[] times, int bar)
    {
        var sorted = times.Order().ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what}: p50 {sorted[sorted.Length / 2]:0} ms, p95 {sorted[Math.Min(sorted.Length - 1, sorted.Length * 95 / 100)]:0} ms of {sorted.Length} (bar {bar})"
            )
        );
    }

    private static readonly string Script = File.ReadAllText(
        Path.Combine(Repository.Root, "bench/Rubaru.AppBench/chat-measures.js")
    );
}
