using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>
/// Every screen in both sizes and themes: pictures for people to look at, the WCAG rules that axe can check, and a console
/// without complaints.
/// </summary>
[QuietConsole]
public sealed partial class ScreenTests(Chromium chromium)
{
    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };
    private static readonly ViewportSize Desktop = new() { Width = 1280, Height = 800 };

    [Theory]
    [InlineData("phone")]
    [InlineData("desktop")]
    public async Task Every_screen_of_the_main_job_and_of_journey_five(string size)
    {
        var view = size == "phone" ? Phone : Desktop;
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.OpenAsync(chromium, server, "Asha", view);
        await asha.Page.GotoAsync(server.Url);
        await asha.Id("onboarding-name").WaitForAsync(new() { Timeout = Person.Deadline });
        await ShootAsync(asha, "onboarding", size);
        await asha.Page.Locator("[data-testid=onboarding-lock] summary").ClickAsync();
        await ShootAsync(asha, "onboarding-lock", size);
        await asha.Id("restore-open").ClickAsync();
        await ShootAsync(asha, "restore", size);
        await asha.Id("restore-cancel").ClickAsync();
        await asha.OnboardAsync();
        await ShootAsync(asha, "empty", size);
        var link = await asha.InviteAsync();
        await ShootAsync(asha, "invite", size);

        await using var bob = await Person.JoinAsync(chromium, server, "Bob", view);
        await bob.AcceptAsync(link);
        await Task.WhenAll(asha.ChatOpensAsync(), bob.ChatOpensAsync());
        await asha.PathIsAsync("Direct");
        await bob.PathIsAsync("Direct");
        await SayAsync(asha, bob, "Hi Bob! Did you get home all right?");
        await SayAsync(bob, asha, "Yes, just now. The late train was almost empty.");
        await SayAsync(asha, bob, "कल शाम को चाय? 🙂");
        await SayAsync(bob, asha, "Haan, zaroor. Same place, six o'clock: https://example.org/map");
        await bob.TypeUntilSeenAsync("And br", asha);
        await ShootAsync(asha, "chat-direct", size);
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");
        await asha.TypeAndSendAsync("Perfect. I'll bring the book.");
        await asha.TypeAndSendAsync("And the umbrella you forgot.");
        await asha.StateAsync("And the umbrella", "Sealed");
        await asha.WaitAsync(asha.Page.Locator("[data-testid=banner][data-kind=peer-offline]"));
        await ShootAsync(asha, "offline", size);
        await OpenMenuAsync(asha, "And the umbrella");
        await ShootAsync(asha, "message-menu", size);
        await asha.Id("withdraw").ClickAsync();
        await asha.StateAsync("And the umbrella", "Withdrawn");
        await ShootAsync(asha, "withdrawn", size);
        await OpenMenuAsync(asha, "Perfect.");
        await asha.Id("message-info").ClickAsync();
        await asha.WaitAsync(asha.Id("message-facts"));
        await ShootAsync(asha, "message-info", size);
        await asha.CloseSheetAsync();
        await asha.Id("path-badge").First.ClickAsync();
        await asha.Page.Locator("dialog[open]").First.WaitForAsync();
        await ShootAsync(asha, "connection", size);
        await asha.CloseSheetAsync();
        await asha.Id("chat-menu").ClickAsync();
        await asha.WaitAsync(asha.Id("safety-open"));
        await ShootAsync(asha, "details", size);
        await asha.Id("safety-open").ClickAsync();
        await asha.WaitAsync(asha.Id("mark-checked"));
        await ShootAsync(asha, "safety", size);
        await asha.Id("mark-checked").ClickAsync();
        await asha.WaitAsync(asha.Id("mark-unchecked"));
        await asha.CloseSheetAsync();
        await ShootAsync(asha, "checked", size);
        await asha.Id("chat-menu").ClickAsync();
        await asha.Id("contact-delete").ClickAsync(new() { Timeout = Person.Deadline });
        await asha.WaitAsync(asha.Id("contact-delete-cancel"));
        await ShootAsync(asha, "delete", size);
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("desktop")]
    public async Task Every_screen_of_journey_six(string size)
    {
        var view = size == "phone" ? Phone : Desktop;
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha", view);
        await using var bob = await Person.JoinAsync(
            chromium,
            server,
            "Bob",
            view,
            initScript: StrictModeTests.HoldPeers
        );
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await SayAsync(asha, bob, "The doctor called. Can we talk, just us two?");
        await SayAsync(bob, asha, "Of course. Make it strict, then nothing is kept anywhere.");
        await asha.Id("chat-menu").ClickAsync();
        await asha.WaitAsync(asha.Id("strict-toggle"));
        await ShootAsync(asha, "strict-off", size);
        await asha.Id("strict-toggle").ClickAsync();
        await asha.WaitAsync(asha.Page.Locator("[data-testid=strict-toggle][aria-checked=true]"));
        await ShootAsync(asha, "strict-on", size);
        await asha.CloseSheetAsync();
        await bob.SeesLineAsync("Asha turned on Strict P2P.");
        await asha.GateAsync(null);
        await bob.GateAsync(null);
        await SayAsync(asha, bob, "Better. The results are good!");
        await SayAsync(bob, asha, "I am so relieved ❤️");
        await ShootAsync(asha, "strict", size);
        await asha.Id("path-badge").First.ClickAsync();
        await asha.Page.Locator("dialog[open]").First.WaitForAsync();
        await ShootAsync(asha, "strict-connection", size);
        await asha.CloseSheetAsync();

        await StrictModeTests.HoldAsync(bob);
        await bob.LeaveAsync();
        await asha.GateAsync("strict-not-connected");
        await ShootAsync(asha, "strict-away", size);
        await asha.TypeAndSendAsync("One more thing.");
        await asha.WaitAsync(asha.Id("strict-refused"));
        await ShootAsync(asha, "strict-refused", size);
        await bob.ReturnOnlineAsync();
        await asha.Id("knock").ClickAsync();
        await Expect(asha.Id("knock-result")).ToContainTextAsync("Knocked.", new() { Timeout = Person.Deadline });
        await ShootAsync(asha, "knocked", size);
        await bob.WaitAsync(bob.Id("knock-notice"));
        await ShootAsync(bob, "knock-notice", size);
        await StrictModeTests.LetGoAsync(bob);
        await bob.Id("knock-connect").ClickAsync();
        await asha.WaitAsync(asha.Id("peer-here"));
        await ShootAsync(asha, "peer-here", size);
        if (size == "phone")
        {
            await asha.Id("chat-back").ClickAsync();
            await ShootAsync(asha, "strict-list", size);
        }

        await asha.Id("settings-open").ClickAsync();
        await asha.WaitAsync(asha.Id("strict-global"));
        await ShootAsync(asha, "settings", size);
        await asha.Id("erase").ClickAsync();
        await asha.WaitAsync(asha.Id("erase-word"));
        await ShootAsync(asha, "erase", size);
    }

    /// <summary>The rule that looks for small targets finds one.</summary>
    [Fact]
    public async Task A_button_below_44_pixels_is_found_and_what_axe_knows_too()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha", Phone);
        Assert.Empty(await asha.Page.EvaluateAsync<string[]>(TooSmall));
        await asha.Id("settings-open").EvaluateAsync("e => { e.style.width = '30px'; }");
        Assert.StartsWith(
            "BUTTON settings-open 30x44",
            Assert.Single(await asha.Page.EvaluateAsync<string[]>(TooSmall)),
            StringComparison.Ordinal
        );
        await asha.Id("settings-open").EvaluateAsync("e => { e.style.width = ''; }");
        Assert.Empty(await asha.Page.EvaluateAsync<string[]>(TooSmall));

        Assert.Empty(await Axe.FindAsync(asha));
        await asha.Id("settings-open")
            .EvaluateAsync("e => { e.removeAttribute('aria-label'); e.removeAttribute('title'); }");
        Assert.StartsWith("button-name: ", Assert.Single(await Axe.FindAsync(asha)), StringComparison.Ordinal);
        Assert.Empty(await Axe.FindAsync(asha, "color-contrast"));
        await asha.Page.Locator(".pane-list h2").EvaluateAsync("e => { e.style.color = '#ddd'; }");
        Assert.StartsWith(
            "color-contrast: ",
            Assert.Single(await Axe.FindAsync(asha, "color-contrast")),
            StringComparison.Ordinal
        );
    }

    private static async Task OpenMenuAsync(Person person, string text)
    {
        await person.BubbleWith(text).HoverAsync();
        await person.BubbleWith(text).GetByTestId("message-menu").ClickAsync();
        await person.WaitAsync(person.Page.Locator("[role=menu]"));
    }

    private static async Task SayAsync(Person from, Person to, string text)
    {
        await from.TypeAndSendAsync(text);
        await to.SeesAsync(text);
        await from.StateAsync(text, "Delivered");
    }
}
