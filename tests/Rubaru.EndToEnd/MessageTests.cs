using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>What people do with messages, with mouse, keyboard and finger, on both sizes at once.</summary>
public sealed class MessageTests(Chromium chromium)
{
    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    [Fact]
    public async Task Reply_react_edit_forward_delete_and_a_timer_are_seen_on_both_screens()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob", Phone);
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Shall we **meet** at _six_?");
        await bob.SeesAsync("Shall we meet at six?");
        await Expect(bob.Bubbles.Last.Locator("strong")).ToHaveTextAsync("meet");

        // By menu: a reply and a reaction.
        await ChooseAsync(bob, "Shall we", "message-reply");
        await bob.WaitAsync(bob.Id("composer-context"));
        await ScreenTests.ShootBothAsync(bob, "reply");
        await bob.TypeAndSendAsync("Half past is better");
        await asha.WaitAsync(asha.BubbleWith("Half past").GetByTestId("message-quote"));
        await OpenMenuAsync(bob, "Shall we");
        await ScreenTests.ShootAsync(bob, "message-actions", "phone");
        await bob.Id("react-0").ClickAsync();
        await asha.WaitAsync(asha.Id("reactions").First);

        // By keyboard: arrow up edits the last of mine, Escape leaves it as it was.
        await asha.Id("composer").PressAsync("ArrowUp");
        await Expect(asha.Id("composer")).ToHaveValueAsync("Shall we **meet** at _six_?");
        await asha.Page.Keyboard.PressAsync("Escape");
        await Expect(asha.Id("composer")).ToHaveValueAsync("");
        await asha.Id("composer").PressAsync("ArrowUp");
        await asha.WaitAsync(asha.Id("composer-context"));
        await asha.TypeAndSendAsync("Shall we meet at half past six?");
        await bob.WaitAsync(bob.BubbleWith("half past six?").First.GetByTestId("edited"));
        await Expect(asha.Id("message-quote")).ToContainTextAsync("half past six?");
        await ScreenTests.ShootBothAsync(asha, "amended");
        await bob.ReloadAsync();
        await bob.OpenChatAsync("Asha");
        await bob.WaitAsync(bob.Id("message-quote"));
        await ChooseAsync(asha, "half past six?", "message-info");
        await Expect(asha.Id("message-versions")).ToContainTextAsync("at _six_?");
        await asha.CloseSheetAsync();

        // Forward: a new message that says so.
        await ChooseAsync(asha, "Half past is better", "message-forward");
        await asha.WaitAsync(asha.Id("forward-to"));
        await ScreenTests.ShootBothAsync(asha, "forward");
        await asha.Id("forward-to").ClickAsync();
        await bob.WaitAsync(bob.Page.Locator(".forwarded"));

        // Delete for me comes back by undo; delete for both is asked for first.
        await ChooseAsync(bob, "half past six?", "message-delete");
        await Expect(bob.Bubbles).ToHaveCountAsync(2, new() { Timeout = Person.Deadline });
        await bob.Id("toast-undo").ClickAsync();
        await Expect(bob.Bubbles).ToHaveCountAsync(3, new() { Timeout = Person.Deadline });
        await asha.Bubbles.First.HoverAsync();
        await asha.Bubbles.First.GetByTestId("message-menu").ClickAsync();
        await asha.Id("message-delete-both").ClickAsync();
        await asha.WaitAsync(asha.Id("delete-both-confirm"));
        await ScreenTests.ShootBothAsync(asha, "delete-both");
        await asha.Id("delete-both-confirm").ClickAsync();
        await bob.WaitAsync(bob.BubbleWith("This message was deleted."));
        await Expect(bob.Page.GetByText("half past six?")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });

        // A timer holds for both.
        await asha.Id("chat-menu").ClickAsync();
        await asha.Id("lifetime-select").SelectOptionAsync("3600");
        await asha.CloseSheetAsync();
        await bob.SeesLineAsync("Asha set messages to disappear after 1 hour.");
        await Expect(bob.Id("composer")).ToHaveAttributeAsync("placeholder", "Message, disappears after 1 hour");
        await bob.SendAsync("Goes by itself");
        await asha.WaitAsync(asha.BubbleWith("Goes by itself").Locator(".vanishes"));
        await ScreenTests.ShootBothAsync(bob, "timer");
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }

    private static async Task ChooseAsync(Person person, string text, string item)
    {
        await OpenMenuAsync(person, text);
        await person.Id(item).ClickAsync();
    }

    /// <summary>Of the first bubble with this text: a quote below has it too.</summary>
    private static async Task OpenMenuAsync(Person person, string text)
    {
        await person.BubbleWith(text).First.HoverAsync();
        await person.BubbleWith(text).First.GetByTestId("message-menu").ClickAsync();
        await person.WaitAsync(person.Page.Locator("[role=menu]"));
    }
}
