using System.Diagnostics;
using Microsoft.Playwright;
using Rubaru.EndToEnd;
using Rubaru.Sodium;

namespace Rubaru.AppBench;

/// <summary>The start of an app with 200 contacts and 10,000 messages: the engine alone natively, the app in Chromium.</summary>
internal sealed class LargeStart(Chromium chromium, PublishedServer server)
{
    private const int Runs = 9;
    private readonly LargeProfile _profile = new(new NativeSodium(), new Uri(server.Url));

    public async Task MeasureAsync()
    {
        await _profile.FillAsync();
        var (native, processor) = (new List<double>(), new List<double>());
        for (var i = 0; i < Runs + 2; i++)
        {
            var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            await using var client = _profile.NewClient();
            await client.StartAsync();
            if (client.Conversations.Count != LargeProfile.Chats)
            {
                throw new InvalidOperationException($"{client.Conversations.Count} chats");
            }

            native.Add(watch.Elapsed.TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        // The first ones compile.
        Print("engine, natively, store in memory", native[2..]);
        Print("processor time of the same", processor[2..]);
        await InChromiumAsync(await _profile.BackUpAsync());
    }

    private async Task InChromiumAsync(byte[] backup)
    {
        await using var asha = await Person.OpenAsync(chromium, server, "Asha");
        await asha.Page.GotoAsync(server.Url);
        await asha.Id("restore-open").ClickAsync(new() { Timeout = Person.Deadline });
        var file = new FilePayload
        {
            Name = "asha.rubaru",
            MimeType = "application/octet-stream",
            Buffer = backup,
        };
        await asha.Id("restore-file").SetInputFilesAsync(file);
        await asha.Id("restore-passphrase").FillAsync(LargeProfile.Passphrase);
        var watch = Stopwatch.StartNew();
        await asha.Id("restore-submit").ClickAsync();
        await asha.Id("restore-found").WaitForAsync(new() { Timeout = 300_000 });
        Print($"backup of {backup.Length / 1e6:0.0} MB checked in Chromium", [watch.Elapsed.TotalMilliseconds]);
        watch.Restart();
        await asha.Id("restore-submit").ClickAsync();
        await asha.Id("chat-item").First.WaitForAsync(new() { Timeout = 300_000 });
        Print("restored in Chromium", [watch.Elapsed.TotalMilliseconds]);
        await asha.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");

        var (start, open) = (new List<double>(), new List<double>());
        for (var i = 0; i < Runs; i++)
        {
            await asha.Page.GotoAsync("about:blank");
            watch.Restart();
            await asha.Page.GotoAsync(server.Url, new() { WaitUntil = WaitUntilState.Commit });
            await asha.Id("chat-item").First.WaitForAsync(new() { Timeout = Person.Deadline });
            start.Add(watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            await asha.Id("chat-item").First.ClickAsync();
            await asha.Bubbles.First.WaitForAsync(new() { Timeout = Person.Deadline });
            open.Add(watch.Elapsed.TotalMilliseconds);
        }

        Print("warm start in Chromium, to the list of chats", start);
        Print("then opening the first chat, to its messages (with the driver's own time)", open);
    }

    private static void Print(string what, List<double> values) =>
        Console.WriteLine(
            $"{LargeProfile.Chats} contacts, {LargeProfile.Messages:N0} messages; {what}: median {values.Order().ElementAt(values.Count / 2):0} ms of {values.Count}"
        );
}
