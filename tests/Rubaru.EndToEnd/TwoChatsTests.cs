using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Asha with two people: what leads from one chat to the other.</summary>
[QuietConsole]
public sealed class TwoChatsTests(Chromium chromium)
{
    private static LocatorAssertionsToHaveCountOptions Soon => new() { Timeout = Person.Deadline };

    [Fact]
    public async Task What_is_found_forwarded_and_pinned_leads_to_the_right_chat()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        // A finger and no mouse.
        var phone = await chromium.Browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
                HasTouch = true,
                IsMobile = true,
            }
        );
        var carolJoins = Person.JoinAsync(phone, server, "Carol");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var carol = await carolJoins;
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, carol);
        // Where there is no keyboard none rises over a chat that was only opened.
        await Expect(asha.Id("composer")).ToBeFocusedAsync();
        await Expect(carol.Id("composer")).Not.ToBeFocusedAsync();
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.Page.EvaluateAsync(ChatsTests.SayMany, new object[] { 0, 130 });
        await asha.StateAsync("Message number 129.", "Delivered");
        await asha.Id("composer").FillAsync("Half a sentence");
        await OpensAsync(asha, "Carol");
        await Expect(asha.Id("composer")).ToHaveValueAsync("");

        // What is found in the other chat is shown there, wherever it begins otherwise.
        await asha.Id("search").FillAsync("number 17.");
        await asha.Id("search-hit").ClickAsync();
        await Expect(asha.BubbleWith("number 17.")).ToBeInViewportAsync(new() { Timeout = Person.Deadline });
        await Expect(asha.Id("composer")).ToHaveValueAsync("Half a sentence");
        // And it stays there when the chat is drawn anew: what comes is counted at its end.
        await bob.SendAsync("Far below.");
        await Expect(asha.Id("to-latest").Locator(".count")).ToHaveTextAsync("1", new() { Timeout = Person.Deadline });
        await Expect(asha.BubbleWith("number 17.")).ToBeInViewportAsync();
        await asha.Id("search-clear").ClickAsync();

        // A message of the one to the other.
        await asha.ChooseAsync("number 17.", "message-forward");
        await asha.Id("forward-to").Filter(new() { HasText = "Carol" }).ClickAsync();
        await carol.SeesAsync("Message number 17.");
        // For a finger the menu is a sheet at the lower end, wherever the bubble is.
        await carol.BubbleWith("number 17.").DispatchEventAsync("contextmenu");
        await carol.WaitAsync(carol.Page.Locator(".menu"));
        var menu = (await carol.Page.Locator(".menu").BoundingBoxAsync())!;
        Assert.Equal((0, 390), (menu.X, menu.Width));
        // It rises by 8 px.
        Assert.InRange(menu.Y + menu.Height, 844, 852);
        await carol.Page.Keyboard.PressAsync("Escape");
        await Expect(asha.Page.Locator("dialog")).ToHaveCountAsync(0, Soon);
        await asha.Page.Keyboard.PressAsync("Control+k");
        await asha.Id("switcher").FillAsync("carol");
        await asha.Page.Keyboard.PressAsync("Enter");
        await Expect(asha.Id("chat-menu")).ToContainTextAsync("Carol", new() { Timeout = Person.Deadline });
        await Expect(asha.BubbleWith("number 17.")).ToBeInViewportAsync();

        // Who spoke last is above, unless somebody is pinned.
        await bob.SendAsync("And what now?");
        await OrderAsync(asha, "Bob", "Carol");
        await asha.Id("chat-item").Filter(new() { HasText = "Carol" }).ClickAsync(new() { Button = MouseButton.Right });
        await asha.Id("chat-pin").ClickAsync();
        await OrderAsync(asha, "Carol", "Bob");
        await bob.SendAsync("Are you there?");
        await asha.WaitAsync(asha.Page.Locator("[data-testid=chat-item][data-unread='2']"));
        await OrderAsync(asha, "Carol", "Bob");

        // On a phone the list stands alone, and there is no page of a chat yet.
        await asha.Page.SetViewportSizeAsync(390, 844);
        await asha.Id("chat-back").ClickAsync();
        await asha.Id("search").FillAsync("number 23.");
        await asha.Id("search-hit").ClickAsync();
        await Expect(asha.BubbleWith("number 23.")).ToBeInViewportAsync(new() { Timeout = Person.Deadline });
        await Expect(asha.Id("composer")).ToHaveValueAsync("Half a sentence");
    }

    private static async Task OpensAsync(Person person, string name)
    {
        await person.OpenChatAsync(name);
        await Expect(person.Id("chat-menu")).ToContainTextAsync(name, new() { Timeout = Person.Deadline });
    }

    private static Task OrderAsync(Person person, params string[] names) =>
        Expect(person.Page.Locator(".chat-row-name")).ToHaveTextAsync(names, new() { Timeout = Person.Deadline });
}
