using System.Collections.Concurrent;

namespace Rubaru.EndToEnd;

/// <summary>The language of the browser at first, another one without a reload, and only what is used is downloaded.</summary>
[QuietConsole]
public sealed class LanguageTests(Chromium chromium)
{
    [Fact]
    public async Task A_language_is_chosen_while_the_app_runs_and_stays_without_a_network()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var context = await chromium.Browser.NewContextAsync(
            new() { Locale = "hi-IN", ReducedMotion = Microsoft.Playwright.ReducedMotion.Reduce }
        );
        var fetched = new ConcurrentQueue<string>();
        context.Request += (_, request) =>
        {
            if (request.Url.Contains("/texts/", StringComparison.Ordinal))
            {
                fetched.Enqueue(request.Url.Split('/')[^1]);
            }
        };
        await using var asha = await Person.JoinAsync(context, server, "Asha");
        Assert.Equal("hi", await LanguageAsync(asha));
        Assert.Equal("किसी को जोड़ें", await asha.Id("new-contact").First.GetAttributeAsync("title"));
        await asha.Page.EvaluateAsync("() => { window.stillTheSamePage = true; }");
        await asha.Id("settings-open").ClickAsync();
        await asha.Id("language").SelectOptionAsync("hi-Latn");
        await asha.WaitAsync(asha.Page.Locator("dialog[open] label", new() { HasText = "Mera naam" }));
        Assert.Equal("hi-Latn", await LanguageAsync(asha));
        Assert.Equal("Kisi ko jodein", await asha.Id("new-contact").First.GetAttributeAsync("title"));
        Assert.True(await asha.Page.EvaluateAsync<bool>("() => window.stillTheSamePage === true"));
        Assert.Equal(["hi.json", "hi-Latn.json"], fetched.Distinct());

        await asha.ReloadFromWorkerAsync();
        Assert.Empty(asha.Complaints);
        await context.SetOfflineAsync(true);
        await asha.ReloadAsync();
        Assert.Equal("hi-Latn", await LanguageAsync(asha));
        Assert.Equal("Kisi ko jodein", await asha.Id("new-contact").First.GetAttributeAsync("title"));
        Assert.DoesNotContain("en.json", fetched);
    }

    private static Task<string> LanguageAsync(Person person) =>
        person.Page.EvaluateAsync<string>("() => document.documentElement.lang");
}
