using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>What only a browser knows of menus, keys and lines: where they stand, who has the focus, what Escape closes.</summary>
[QuietConsole]
public sealed class MenuTests(Couple couple) : IClassFixture<Couple>
{
    [Fact]
    public async Task A_menu_is_within_the_window_and_gives_the_focus_back()
    {
        var (_, asha, _) = await couple.MeetAsync();
        await asha.Page.EvaluateAsync(ChatsTests.SayMany, new object[] { 0, 40 });
        foreach (var (width, height) in new[] { (1280, 800), (640, 400) })
        {
            await asha.Page.SetViewportSizeAsync(width, height);
            foreach (var place in new[] { "start", "center", "end" })
            {
                var bubble = asha.BubbleWith("number 25.");
                await bubble.EvaluateAsync("(e, block) => e.scrollIntoView({ block })", place);
                var opener = bubble.GetByTestId("message-menu");
                await opener.FocusAsync();
                await asha.Page.Keyboard.PressAsync("Enter");
                await Expect(asha.Id("message-reply")).ToBeFocusedAsync();
                var menu = (await asha.Page.Locator("[role=menu]").BoundingBoxAsync())!;
                Assert.True(
                    menu.X >= 0 && menu.Y >= 0 && menu.X + menu.Width <= width && menu.Y + menu.Height <= height,
                    $"{place} at {width}x{height}: {menu.X} {menu.Y} {menu.Width} {menu.Height}"
                );
                await asha.Page.Keyboard.PressAsync("End");
                await Expect(asha.Id("message-delete-both")).ToBeInViewportAsync(new() { Ratio = 0.9f });
                await asha.Page.Keyboard.PressAsync(place == "center" ? "Tab" : "Escape");
                await Expect(asha.Page.Locator("[role=menu]")).ToHaveCountAsync(0);
                if (place != "center")
                {
                    await Expect(opener).ToBeFocusedAsync();
                }
            }
        }

        // One Escape closes one thing: the pane beside the chat stays.
        await asha.Page.SetViewportSizeAsync(1280, 800);
        await asha.Id("chat-menu").ClickAsync();
        await asha.WaitAsync(asha.Page.Locator("dialog[data-docked]"));
        await asha.BubbleWith("number 39.").HoverAsync();
        await asha.BubbleWith("number 39.").GetByTestId("message-menu").ClickAsync();
        await Expect(asha.Id("message-reply")).ToBeFocusedAsync();
        await asha.Page.Keyboard.PressAsync("Escape");
        await Expect(asha.Page.Locator("[role=menu]")).ToHaveCountAsync(0);
        await Expect(asha.Page.Locator("dialog[data-docked]")).ToHaveCountAsync(1);
        await asha.Page.Locator("dialog[data-docked] button").First.FocusAsync();
        await asha.CloseSheetAsync();

        // Arrows go through what was found, which comes into view, and leave the caret alone.
        await asha.Id("search").FillAsync("number");
        await asha.WaitAsync(asha.Id("search-hit").Nth(19));
        await asha.Id("search").EvaluateAsync("e => e.setSelectionRange(2, 2)");
        for (var i = 0; i < 17; i++)
        {
            await asha.Page.Keyboard.PressAsync("ArrowDown");
        }

        await Expect(asha.Page.Locator("[role=option]").Nth(17)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(asha.Page.Locator(".hit.active")).ToBeInViewportAsync(new() { Ratio = 0.9f });
        Assert.Equal(2, await asha.Id("search").EvaluateAsync<int>("e => e.selectionStart"));
        await asha.Id("search-clear").ClickAsync();
        couple.Keep();
    }

    [Fact]
    public async Task Lines_from_right_to_left_begin_at_the_right()
    {
        var (_, asha, _) = await couple.MeetAsync();
        await asha.SendAsync("שלום\nזאת שורה שנייה וארוכה יותר של אותה הודעה");
        var bubble = asha.BubbleWith("שלום");
        await asha.WaitAsync(bubble);
        // The short first line ends where the long one does, and the time is to the left of the text.
        var edges = await bubble.EvaluateAsync<double[]>(
            """
            e => {
              const lines = document.createRange();
              lines.selectNodeContents(e.querySelector('[data-part=text]'));
              const rects = [...lines.getClientRects()].filter(rect => rect.width > 1);
              return [rects[0].right, rects.at(-1).right, rects.at(-1).left, e.querySelector('.bubble-meta').getBoundingClientRect().right];
            }
            """
        );
        Assert.InRange(edges[0], edges[1] - 2, edges[1] + 2);
        Assert.True(edges[3] <= edges[1], string.Join(' ', edges));
        await asha.ScreenshotAsync("right-to-left");

        // In the list it is cut at its own end: its beginning, at the right, can be read.
        await asha.SendAsync(string.Concat(Enumerable.Repeat("הודעה ארוכה מאוד שאין לה מקום ", 5)));
        await asha.WaitAsync(asha.Id("chat-item").Filter(new() { HasText = "ארוכה מאוד" }));
        var line = await asha.Page.EvaluateAsync<double[]>(
            """
            () => {
              const preview = document.querySelector('.chat-row-last');
              const words = [...preview.querySelectorAll('bdi')].at(-1);
              const [first, last] = [document.createRange(), document.createRange()];
              first.setStart(words.firstChild, 0);
              first.setEnd(words.firstChild, 1);
              last.setStart(words.firstChild, words.textContent.trimEnd().length - 1);
              last.setEnd(words.firstChild, words.textContent.trimEnd().length);
              const room = preview.getBoundingClientRect();
              return [room.left, room.right, first.getBoundingClientRect().right, last.getBoundingClientRect().left];
            }
            """
        );
        Assert.True(line[2] <= line[1] + 1, $"The beginning is cut off: {string.Join(' ', line)}");
        Assert.True(line[3] < line[0], $"The line is too short to be cut: {string.Join(' ', line)}");
        couple.Keep();
    }

    [Fact]
    public async Task The_bar_of_the_browser_has_the_colour_of_the_chosen_theme()
    {
        var (_, asha, _) = await couple.MeetAsync();
        const string Bar =
            "() => [...document.querySelectorAll('meta[name=theme-color]')].filter(m => matchMedia(m.media).matches).map(m => m.content).join()";
        Assert.Equal("#ffffff", await asha.Page.EvaluateAsync<string>(Bar));
        await asha.Id("settings-open").ClickAsync();
        await asha.Id("theme-dark").CheckAsync(new() { Force = true });
        await asha.Page.WaitForFunctionAsync("() => document.documentElement.dataset.theme === 'dark'");
        Assert.Equal("#131b1a", await asha.Page.EvaluateAsync<string>(Bar));
        await asha.ReloadAsync();
        Assert.Equal("#131b1a", await asha.Page.EvaluateAsync<string>(Bar));
    }

    [Fact]
    public async Task A_theme_is_chosen_while_the_app_runs_and_system_follows_the_system()
    {
        var (_, asha, _) = await couple.MeetAsync();
        const string Ground = "() => getComputedStyle(document.querySelector('.pane-chat')).backgroundColor";
        await asha.Page.EvaluateAsync("() => { window.stillTheSamePage = true; }");
        var light = await asha.Page.EvaluateAsync<string>(Ground);
        await ChooseAsync("dark");
        var dark = await asha.Page.EvaluateAsync<string>(Ground);
        Assert.NotEqual(light, dark);
        await SystemIsAsync(ColorScheme.Dark);
        await ChooseAsync("light");
        Assert.Equal(light, await asha.Page.EvaluateAsync<string>(Ground));
        await ChooseAsync("system");
        Assert.Equal(dark, await asha.Page.EvaluateAsync<string>(Ground));
        await SystemIsAsync(ColorScheme.Light);
        Assert.Equal(light, await asha.Page.EvaluateAsync<string>(Ground));
        Assert.True(await asha.Page.EvaluateAsync<bool>("() => window.stillTheSamePage === true"));
        couple.Keep();

        Task SystemIsAsync(ColorScheme scheme) => asha.Page.EmulateMediaAsync(new() { ColorScheme = scheme });

        async Task ChooseAsync(string theme)
        {
            await asha.Id("settings-open").ClickAsync();
            await asha.Id($"theme-{theme}").CheckAsync(new() { Force = true });
            await asha.Page.WaitForFunctionAsync(
                "theme => (document.documentElement.dataset.theme ?? 'system') === theme",
                theme
            );
            await asha.CloseSheetAsync();
        }
    }
}
