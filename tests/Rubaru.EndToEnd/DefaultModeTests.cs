using System.Diagnostics;
using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Journey 5: the other person is away. Every state is said, and nothing is lost silently.</summary>
[QuietConsole]
public sealed partial class DefaultModeTests(Chromium chromium, Couple couple, ITestOutputHelper output)
    : IClassFixture<Couple>
{
    /// <summary>Every state that a bubble has had on the screen, however short.</summary>
    private const string NoteStates = """
        window.states = {};
        new MutationObserver(() => {
          for (const bubble of document.querySelectorAll('[data-testid=message][data-mine=true]')) {
            const had = window.states[bubble.querySelector('[data-part=text]').textContent] ??= [];
            if (had.at(-1) !== bubble.dataset.state) had.push(bubble.dataset.state);
          }
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
        """;

    [Fact]
    public async Task While_Bob_is_away_messages_wait_sealed_with_their_hour_and_can_be_taken_back()
    {
        var (server, asha, bob) = await couple.MeetAsync();

        var watch = Stopwatch.StartNew();
        await bob.LeaveAsync();
        await asha.WaitAsync(asha.Page.Locator("[data-testid=banner][data-kind=peer-offline]"));
        output.WriteLine($"offline banner after the tab closed: {watch.ElapsedMilliseconds} ms (bar 3,000)");
        await Expect(asha.Id("banner"))
            .ToHaveTextAsync("Bob is offline. Messages wait sealed on the server for up to 6 h.");

        await asha.SendAsync("Take this back.");
        await asha.SendAsync("Keep this.");
        await asha.StateAsync("Take this back.", "Sealed", "Server");
        await asha.StateAsync("Keep this.", "Sealed", "Server");
        Assert.Matches(SealedUntil(), await asha.StateWordsAsync("Keep this."));
        var pending = (await server.QueryAsync("SELECT 1 FROM deposit WHERE status = 'pending'")).Count;
        Assert.True(pending >= 2, $"{pending} wait.");

        await asha.ChooseAsync("Take this back.", "message-info");
        await Expect(asha.Id("message-facts")).ToContainTextAsync("Sealed on server, expires");
        await Expect(asha.Id("message-facts")).ToContainTextAsync("Via server");
        await asha.Page.Keyboard.PressAsync("Escape");
        watch.Restart();
        await asha.ChooseAsync("Take this back.", "withdraw");
        await asha.StateAsync("Take this back.", "Withdrawn");
        output.WriteLine($"withdrawn: {watch.ElapsedMilliseconds} ms");
        var row = Assert.Single(await server.QueryAsync("SELECT ciphertext FROM deposit WHERE status = 'withdrawn'"));
        Assert.Null(row["ciphertext"]);
        Assert.Equal(pending - 1, (await server.QueryAsync("SELECT 1 FROM deposit WHERE status = 'pending'")).Count);

        watch.Restart();
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Keep this.");
        output.WriteLine($"shown after return: {watch.ElapsedMilliseconds} ms (bar 2,000)");
        await asha.StateAsync("Keep this.", "Delivered", "Server");
        Assert.Equal("Delivered via server", await asha.StateWordsAsync("Keep this."));
        await Expect(asha.Page.Locator("[data-testid=banner][data-kind=peer-offline]"))
            .ToHaveCountAsync(0, new() { Timeout = Person.Deadline });

        // What comes after a withdrawn one over both paths arrives, and it still does not.
        await asha.PathIsAsync("Direct");
        await asha.SendAsync("Directly now.");
        await bob.SeesAsync("Directly now.");
        Assert.Equal(["Keep this.", "Directly now."], await bob.TextsAsync());
        await asha.ReloadAsync();
        await asha.OpenChatAsync("Bob");
        await asha.StateAsync("Take this back.", "Withdrawn");
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
        couple.Keep();
    }

    [Fact]
    public async Task An_expired_copy_is_said_and_made_again_until_it_is_delivered()
    {
        const string text = "Longer than the server.";
        await using var server = await PublishedServer.StartNewAsync(("RUBARU_RETENTION", "00:00:08"));
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha", initScript: NoteStates);
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await bob.LeaveAsync();
        await asha.WaitAsync(asha.Page.Locator("[data-testid=banner][data-kind=peer-offline]"));
        await Expect(asha.Id("banner")).ToContainTextAsync("for up to 8 s.");
        await asha.SendAsync(text);

        // While Asha is online her device makes the next copy by itself.
        await asha.Page.WaitForFunctionAsync(
            "text => /Sealed,.*Expired,.*Sealed/.test(String(window.states[text]))",
            text,
            new() { Timeout = 90_000 }
        );

        // Without the server there is none, and the bubble says what will happen.
        await server.KillAsync();
        await asha.StateAsync(text, "Expired");
        Assert.Equal(
            "Server copy expired, still on your device. Will be sent again when you are online.",
            await asha.StateWordsAsync(text)
        );
        await server.StartAsync();
        await asha.StateAsync(text, "Sealed");
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync(text);
        await asha.StateAsync(text, "Delivered");
        Assert.Equal([text], await bob.TextsAsync());
        var states = await asha.Page.EvaluateAsync<string[]>("text => window.states[text]", text);
        output.WriteLine(string.Join(" → ", states));
        Assert.DoesNotContain("Failed", states);
    }

    [Fact]
    public async Task Typing_and_read_are_told_directly_and_read_only_while_both_want_it()
    {
        var (server, asha, bob) = await couple.MeetAsync();
        var stored = await server.StoredDepositsAsync();

        await bob.TypeUntilSeenAsync("Hal", asha);
        await Expect(asha.Id("typing")).ToContainTextAsync("Bob is typing…");
        Assert.Equal(0, await asha.Page.Locator("[role=log] [data-testid=typing]").CountAsync());
        await bob.SendAsync("Hallo.");
        await asha.SeesAsync("Hallo.");
        await Expect(asha.Id("typing")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });

        // Off at first; one side alone changes nothing. What Bob says next comes after the receipt would have.
        foreach (var round in new[] { "Nobody", "Bob only" })
        {
            await asha.SendAsync($"{round} wants receipts.");
            await bob.SeesAsync($"{round} wants receipts.");
            await bob.SendAsync($"I read it: {round}.");
            await asha.SeesAsync($"I read it: {round}.");
            await asha.StateAsync($"{round} wants receipts.", "Delivered", "Direct");
            Assert.Equal(0, await asha.Page.Locator("[data-testid=message][data-state=Read]").CountAsync());
            await SwitchReceiptsAsync(round == "Nobody" ? bob : asha);
        }

        await asha.SendAsync("Both want receipts.");
        await asha.StateAsync("Both want receipts.", "Read", "Direct");
        await Expect(asha.Page.Locator(".below [data-part=state]").Last).ToHaveTextAsync("Read");
        Assert.Equal(stored, await server.StoredDepositsAsync());
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
        await SwitchReceiptsAsync(asha, on: false);
        await SwitchReceiptsAsync(bob, on: false);
        couple.Keep();
    }

    private static async Task SwitchReceiptsAsync(Person person, bool on = true)
    {
        var (before, after) = on ? ("false", "true") : ("true", "false");
        await person.Id("settings-open").ClickAsync();
        await Expect(person.Id("read-receipts")).ToHaveAttributeAsync("aria-checked", before);
        await person.Id("read-receipts").ClickAsync();
        await Expect(person.Id("read-receipts"))
            .ToHaveAttributeAsync("aria-checked", after, new() { Timeout = Person.Deadline });
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(person.Id("read-receipts")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
    }

    [GeneratedRegex(@"^Sealed on server, expires \d{1,2}:\d{2}")]
    private static partial Regex SealedUntil();
}
