using System.Collections.Concurrent;
using Microsoft.Playwright;
using Rubaru.EndToEnd;

namespace Rubaru.AppBench;

/// <summary>
/// Starts of the app, by the page's own clock: from the navigation to the frame that shows the screen. A driver that asks
/// whether something is visible adds a fifth to a third of a second of its own.
/// </summary>
internal sealed class StartMeasures(Chromium chromium, PublishedServer server)
{
    private const int People = 7;

    private const string Watch = """
        (() => {
          const look = () => {
            if (document.querySelector('[data-testid=new-contact], [data-testid=onboarding-name]')) {
              requestAnimationFrame(() => { globalThis.shownAt = performance.now(); });
            } else {
              requestAnimationFrame(look);
            }
          };
          look();
        })();
        """;

    /// <param name="rate">By how much Chromium slows the processor down.</param>
    public async Task MeasureAsync(int rate)
    {
        Console.WriteLine($"CPU slowed down {rate} times:");
        var (cold, second, later) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < People; i++)
        {
            await using var person = await Person.OpenAsync(chromium, server, "Asha");
            await person.Page.AddInitScriptAsync(Watch);
            var chrome = await person.Page.Context.NewCDPSessionAsync(person.Page);
            await chrome.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = rate });
            var answers = new ConcurrentQueue<IResponse>();
            person.Page.Response += (_, answer) => answers.Enqueue(answer);
            cold.Add(await UntilShownAsync(person));
            await person.OnboardAsync();
            await person.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
            if (i == 0)
            {
                var sizes = await Task.WhenAll(answers.ToArray().Select(answer => answer.Request.SizesAsync()));
                Console.WriteLine(
                    $"download until the first screen and its precache: {sizes.Sum(size => size.ResponseBodySize) / 1e6:0.00} MB"
                );
            }

            second.Add(await UntilShownAsync(person));
            later.Add(await UntilShownAsync(person));
            later.Add(await UntilShownAsync(person));
        }

        Print("cold start", cold, 2_000);
        Print("second start, the first from the worker's cache", second, 800);
        Print("third and fourth start", later, 800);
    }

    private async Task<double> UntilShownAsync(Person person)
    {
        await person.Page.GotoAsync("about:blank");
        await person.Page.GotoAsync(server.Url, new() { WaitUntil = WaitUntilState.Commit });
        var shown = await person.Page.WaitForFunctionAsync(
            "() => globalThis.shownAt",
            null,
            new() { Timeout = Person.Deadline }
        );
        return await shown.EvaluateAsync<double>("at => at");
    }

    private static void Print(string what, List<double> values, int bar) =>
        Console.WriteLine(
            $"{what}: median {values.Order().ElementAt(values.Count / 2):0} ms of {values.Count} (bar {bar:N0})"
        );
}
