using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>What everybody expects of a messenger without being told.</summary>
public sealed class ExpectationTests(Couple couple) : IClassFixture<Couple>
{
    [Fact]
    public async Task Unread_messages_are_counted_in_the_list_and_the_tab_until_the_chat_is_opened()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        await bob.Page.SetViewportSizeAsync(390, 844);
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru", new() { Timeout = Person.Deadline });
        // No app is installed here that could show a number; what it would be told.
        await bob.Page.EvaluateAsync(
            "() => { navigator.setAppBadge = async n => { window.badge = n; }; navigator.clearAppBadge = async () => { window.badge = 0; }; }"
        );
        await bob.Id("chat-back").ClickAsync();
        var row = bob.Id("chat-item");
        await Expect(row).ToHaveAttributeAsync("data-unread", "0", new() { Timeout = Person.Deadline });

        for (var i = 1; i <= 3; i++)
        {
            await asha.SendAsync($"Knock {i}.");
        }

        await Expect(row).ToHaveAttributeAsync("data-unread", "3", new() { Timeout = Person.Deadline });
        await Expect(bob.Page).ToHaveTitleAsync("(3) Rubaru", new() { Timeout = Person.Deadline });
        await bob.Page.WaitForFunctionAsync("() => window.badge === 3", null, new() { Timeout = Person.Deadline });

        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Knock 3.");
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru", new() { Timeout = Person.Deadline });
        await Expect(row).ToHaveAttributeAsync("data-unread", "0", new() { Timeout = Person.Deadline });
        await bob.Page.WaitForFunctionAsync("() => window.badge === 0", null, new() { Timeout = Person.Deadline });

        // What arrives in the open chat was read as it came.
        await asha.SendAsync("Knock 4.");
        await bob.SeesAsync("Knock 4.");
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru");
        await Expect(row).ToHaveAttributeAsync("data-unread", "0");

        // A muted chat counts for itself only.
        await bob.Id("chat-back").ClickAsync();
        await bob.Id("chat-row-menu").FocusAsync();
        await bob.Page.Keyboard.PressAsync("Enter");
        await bob.Id("chat-mute").ClickAsync();
        await bob.Page.Locator("[data-testid^=mute-]").First.ClickAsync();
        await bob.WaitAsync(bob.Id("row-muted"));
        await asha.SendAsync("Knock 5.");
        await Expect(row).ToHaveAttributeAsync("data-unread", "1", new() { Timeout = Person.Deadline });
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru");
        Assert.Equal(0, await bob.Page.EvaluateAsync<int>("() => window.badge"));
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Knock 5.");
        couple.Keep();
    }

    [Fact]
    public async Task Shift_and_Enter_make_a_line_and_send_nothing()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        var composer = asha.Id("composer");
        await composer.FillAsync("first line");
        await composer.PressAsync("Shift+Enter");
        await composer.PressSequentiallyAsync("second line");
        await Expect(composer).ToHaveValueAsync("first line\nsecond line");
        Assert.Empty(await asha.TextsAsync());

        await composer.PressAsync("Enter");
        await bob.SeesAsync("second line");
        Assert.Equal(["first line\nsecond line"], await bob.TextsAsync());
        Assert.Equal(["first line\nsecond line"], await asha.TextsAsync());
        await Expect(composer).ToHaveValueAsync("");
        couple.Keep();
    }

    [Fact]
    public async Task A_message_is_copied_whole_and_the_person_is_told()
    {
        const string text = "Line one\nनमस्ते  <b>two</b>  spaces";
        var (_, asha, bob) = await couple.MeetAsync();
        await asha.SendAsync(text);
        await bob.SeesAsync("Line one");
        await bob.Page.EvaluateAsync("() => navigator.clipboard.writeText('something older')");

        await bob.BubbleWith("Line one").HoverAsync();
        await bob.BubbleWith("Line one").GetByTestId("message-menu").ClickAsync();
        await bob.Id("message-copy").ClickAsync();

        await Expect(bob.Id("toast")).ToHaveTextAsync("Copied", new() { Timeout = Person.Deadline });
        Assert.Equal(text, await bob.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        couple.Keep();
    }
}
