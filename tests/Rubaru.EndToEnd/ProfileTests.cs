using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>What a person expects of a profile: one tab, offline start, drafts, erasing.</summary>
[QuietConsole]
public sealed class ProfileTests(Couple couple) : IClassFixture<Couple>
{
    /// <summary>A name that must be shown as text wherever it is.</summary>
    private const string AshaIs = "<b onclick=alert(1)>A</b>";

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task A_second_tab_says_so_and_can_take_over(int width, int height)
    {
        var (server, asha, _) = await MeetAsync(width, height);
        var second = await asha.Context.NewPageAsync();
        await second.GotoAsync(server.Url);
        await second.GetByTestId("takeover").WaitForAsync(new() { Timeout = Person.Deadline });
        await second.GetByTestId("takeover").ClickAsync();
        await second.GetByTestId("new-contact").First.WaitForAsync(new() { Timeout = Person.Deadline });
        await asha.Id("takeover").WaitForAsync(new() { Timeout = Person.Deadline });
        await ScreenTests.ShootBothAsync(asha, "elsewhere");
        await second.CloseAsync();
        await asha.ReloadAsync();
        couple.Keep();
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task The_app_starts_offline_and_shows_the_history(int width, int height)
    {
        var (server, asha, bob) = await MeetAsync(width, height);
        var (kept, offline) = ($"Kept on the device, {width}.", $"Written offline, {width}.");
        await asha.SendAsync(kept);
        await asha.StateAsync(kept, "Delivered");
        await asha.ReloadFromWorkerAsync();
        await server.KillAsync();
        await asha.Context.SetOfflineAsync(true);
        await asha.Page.ReloadAsync();
        await asha.OpenChatAsync("Bob");
        await asha.SeesAsync(kept);
        await asha.SendAsync(offline);
        await asha.StateAsync(offline, "Waiting");
        await asha.Context.SetOfflineAsync(false);
        await server.StartAsync();
        await bob.SeesAsync(offline);
        await asha.StateAsync(offline, "Delivered");
        couple.Keep();
    }

    [Fact]
    public async Task A_draft_survives_a_reload_and_stays_with_its_chat()
    {
        var (_, asha, _) = await couple.MeetAsync(AshaIs);
        await asha.Page.SetViewportSizeAsync(390, 844);
        await asha.Id("composer").FillAsync("Half a thou");
        // The list names a draft when it is stored; a reload before that may lose the last letters.
        await asha.Id("chat-back").ClickAsync();
        await asha.Id("chat-item").Filter(new() { HasText = "Half a thou" }).WaitForAsync();
        await asha.ReloadAsync();
        await asha.OpenChatAsync("Bob");
        Assert.Equal("Half a thou", await asha.Id("composer").InputValueAsync());
        await asha.Id("composer").FillAsync("");
        couple.Keep();
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task Hostile_texts_and_names_are_shown_as_text(int width, int height)
    {
        const string hostile = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
        var (_, asha, bob) = await MeetAsync(width, height);
        await Expect(bob.Id("chat-item")).ToContainTextAsync(AshaIs);
        await Expect(bob.Id("chat-menu")).ToContainTextAsync(AshaIs);
        foreach (
            var text in new[]
            {
                hostile,
                "javascript:alert(1) https://example.org/a?b=1",
                "\u202Eabc\u202C नमस्ते مرحبا",
                "{{constructor.constructor('window.pwned=1')()}}",
            }
        )
        {
            await asha.SendAsync($"{text} {width}");
            await bob.SeesAsync($"{text} {width}");
        }

        Assert.Null(await bob.Page.EvaluateAsync<object?>("() => window.pwned ?? null"));
        Assert.Equal(
            ["https://example.org/a?b=1"],
            (
                await bob.Page.EvaluateAsync<string[]>(
                    "() => [...document.querySelectorAll('[data-testid=message] a')].map(a => a.getAttribute('href'))"
                )
            ).Distinct()
        );
        Assert.Empty(bob.Complaints);
        couple.Keep();
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task Ten_thousand_characters_of_Devanagari_arrive_whole_and_more_is_refused_before_sending(
        int width,
        int height
    )
    {
        var text = string.Concat(Enumerable.Repeat("नमस्ते दुनिया ", 710))[..9_900].Trim() + $" अंत {width}";
        var (_, asha, bob) = await MeetAsync(width, height);
        await asha.SendAsync(text);
        await bob.SeesAsync($"अंत {width}");
        Assert.Equal(text, Assert.Single(await bob.TextsAsync()));

        await asha.Id("composer").FillAsync(new string('x', 40_000));
        await asha.Id("composer").PressAsync("Enter");
        await asha
            .Page.Locator("[data-testid=composer][data-disabled-reason]")
            .Or(asha.Page.Locator("[data-testid=send][data-disabled-reason]"))
            .First.WaitForAsync();
        Assert.Equal(40_000, (await asha.Id("composer").InputValueAsync()).Length);
        Assert.Single(await asha.TextsAsync());
        await asha.Id("composer").FillAsync("");
        couple.Keep();
    }

    /// <summary>Both have screens of this size.</summary>
    private async Task<(PublishedServer Server, Person Asha, Person Bob)> MeetAsync(int width, int height)
    {
        var (server, asha, bob) = await couple.MeetAsync(AshaIs);
        foreach (var person in new[] { asha, bob })
        {
            await person.Page.SetViewportSizeAsync(width, height);
        }

        return (server, asha, bob);
    }
}
