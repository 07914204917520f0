using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>The app without a mouse, and where the focus is after each step. Asha has keys only; Bob may do as he likes.</summary>
[QuietConsole]
public sealed class KeyboardTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>More presses of Tab than any screen here has stops.</summary>
    private const int MostStops = 80;

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task From_the_first_card_to_an_answered_message_and_through_menu_search_and_details(
        int width,
        int height
    )
    {
        var phone = width < 720;
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.OpenAsync(
            chromium,
            server,
            "Asha",
            new() { Width = width, Height = height }
        );
        var keys = asha.Page.Keyboard;
        await asha.Page.GotoAsync(server.Url);
        await Expect(asha.Id("onboarding-name")).ToBeFocusedAsync();
        await keys.TypeAsync("Asha");
        await keys.PressAsync("Enter");

        // The link is copied by its button, for Bob to have.
        await asha.WaitAsync(asha.Id("empty-show-invite"));
        await PressAtAsync(asha, "empty-show-invite");
        await asha.WaitAsync(asha.Id("invite-link"));
        await PressAtAsync(asha, "invite-copy");
        // The clipboard is the whole browser's: what another test copied may still be in it.
        var link = await asha.Id("invite-link").InputValueAsync();
        await asha.Page.WaitForFunctionAsync(
            "async link => await navigator.clipboard.readText() === link",
            link,
            new() { Timeout = Person.Deadline }
        );
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await bob.AcceptAsync(link);
        await asha.ChatOpensAsync();
        await asha.PathIsAsync("Direct");
        await Expect(asha.Id("composer")).ToBeFocusedAsync();
        await keys.TypeAsync("Do you hear the rain?");
        await keys.PressAsync("Enter");
        await bob.SeesAsync("Do you hear the rain?");
        await bob.SendAsync("Since an hour.");
        await asha.SeesAsync("Since an hour.");

        // A reply by the menu of the message: it stands one step before the field.
        await Expect(asha.Id("composer")).ToBeFocusedAsync();
        await PressAtAsync(asha, "message-menu", "Shift+Tab");
        await Expect(asha.Id("message-reply")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Home");
        await Expect(asha.Id("react-0")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await bob.WaitAsync(bob.Id("reactions"));
        await Expect(asha.BubbleWith("Since an hour.").GetByTestId("message-menu")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(asha.Id("message-reply")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await asha.WaitAsync(asha.Id("composer-context"));
        await Expect(asha.Id("composer")).ToBeFocusedAsync();
        await keys.TypeAsync("Then I take the tram.");
        await keys.PressAsync("Enter");
        await bob.WaitAsync(bob.BubbleWith("the tram").GetByTestId("message-quote"));

        // Search in the chat, and back to the field.
        await keys.PressAsync("Control+f");
        await Expect(asha.Id("find")).ToBeFocusedAsync();
        await keys.TypeAsync("rain");
        await Expect(asha.Id("find-count")).ToHaveTextAsync("1 of 1");
        await keys.PressAsync("Escape");
        await Expect(asha.Id("composer")).ToBeFocusedAsync();

        // The details, and back to what opened them.
        await PressAtAsync(asha, "chat-menu", "Shift+Tab");
        await asha.WaitAsync(asha.Id("safety-open"));
        await PressAtAsync(asha, "safety-open");
        await asha.WaitAsync(asha.Id("mark-checked"));
        await keys.PressAsync("Escape");
        await Expect(asha.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(asha.Id("chat-menu")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await asha.WaitAsync(asha.Id("safety-open"));
        await keys.PressAsync("Escape");
        await Expect(asha.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(asha.Id("chat-menu")).ToBeFocusedAsync();

        // From the list to the chat again: by Ctrl+K, and by the row itself where the list is a screen of its own.
        if (phone)
        {
            await PressAtAsync(asha, "chat-back", "Shift+Tab");
            await Expect(asha.Id("chat-item")).ToBeFocusedAsync();
            await keys.PressAsync("Enter");
            await asha.ChatOpensAsync();
            await Expect(asha.Id("composer")).ToBeFocusedAsync();
        }

        await keys.PressAsync("Control+k");
        await Expect(asha.Id("switcher")).ToBeFocusedAsync();
        await keys.TypeAsync("tram");
        await asha.WaitAsync(asha.Id("search-hit"));
        await keys.PressAsync("Enter");
        await Expect(asha.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(asha.BubbleWith("the tram")).ToBeInViewportAsync();
        await Expect(asha.Id("composer")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Ctrl_K_is_heard_as_soon_as_the_list_is_there()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(
            chromium,
            server,
            "Asha",
            initScript: """
            // The first moment in which a person could see the list.
            new MutationObserver((_, watching) => {
              if (document.querySelector('[data-testid=settings-open]')) {
                watching.disconnect();
                window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }));
              }
            }).observe(document, { childList: true, subtree: true });
            """
        );
        await asha.WaitAsync(asha.Id("switcher"));
        await Expect(asha.Id("switcher")).ToBeFocusedAsync();
    }

    /// <summary>Goes there by Tab alone and presses Enter.</summary>
    private static async Task PressAtAsync(Person person, string testId, string by = "Tab")
    {
        var passed = new List<string>();
        for (var stop = 0; stop < MostStops; stop++)
        {
            var at = await person.Page.EvaluateAsync<string>(
                "() => document.activeElement?.dataset.testid ?? document.activeElement?.tagName ?? ''"
            );
            if (at == testId)
            {
                await person.Page.Keyboard.PressAsync("Enter");
                return;
            }

            passed.Add(at);
            await person.Page.Keyboard.PressAsync(by);
        }

        Assert.Fail($"{testId} was not reached by {by}: {string.Join(", ", passed)}");
    }
}
