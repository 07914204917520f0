using System.Diagnostics;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Journey 6: live or nothing. Whatever happens, the server stores nothing of a strict chat.</summary>
[QuietConsole]
public sealed class StrictModeTests(Couple couple, ITestOutputHelper output) : IClassFixture<Couple>
{
    /// <summary>A network on which the devices do not find each other until the test lets them.</summary>
    internal const string HoldPeers = """
        window.held = origin !== 'null' && !!localStorage.getItem('held');
        const set = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = function (d) {
          return window.held ? new Promise(() => {}) : set.call(this, d);
        };
        """;

    /// <summary>From some moment on nothing of this side reaches the other: no acknowledgement, no heartbeat.</summary>
    private const string Mute = """
        window.mute = false;
        const send = RTCDataChannel.prototype.send;
        RTCDataChannel.prototype.send = function (frame) { if (!window.mute) send.call(this, frame); };
        """;

    [Fact]
    public async Task Strict_is_announced_sends_only_live_keeps_the_words_and_stores_nothing()
    {
        var (server, asha, bob) = await MeetAsync(anew: true);
        await Expect(asha.Id("chat-item")).ToHaveAttributeAsync("data-strict", "false");

        await asha.StrictAsync();
        await asha.SeesLineAsync("You turned on Strict P2P.");
        await bob.SeesLineAsync("Asha turned on Strict P2P.");
        foreach (var person in new[] { asha, bob })
        {
            await Expect(person.Id("chat-item")).ToHaveAttributeAsync("data-strict", "true", Soon);
            await Expect(person.Id("strict-chip")).ToHaveTextAsync("Strict P2P", new() { Timeout = Person.Deadline });
            await person.GateAsync(null);
        }

        await bob.Id("chat-menu").ClickAsync();
        await Expect(bob.Id("strict-toggle")).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(bob.Page.Locator(".strict-choice")).ToContainTextAsync("Asha's choice");
        await bob.CloseSheetAsync();

        var before = await StoredAsync(server);
        await asha.SendAsync("Only live.");
        await bob.SeesAsync("Only live.");
        await asha.StateAsync("Only live.", "Delivered", "Direct");
        await bob.SendAsync("Both ways.");
        await asha.SeesAsync("Both ways.");
        await bob.StateAsync("Both ways.", "Delivered", "Direct");

        var watch = Stopwatch.StartNew();
        await bob.LeaveAsync();
        await asha.GateAsync("strict-not-connected");
        output.WriteLine($"gate closed after the tab closed: {watch.ElapsedMilliseconds} ms");
        await Expect(asha.Id("strict-gate")).ToContainTextAsync("Not connected. Nothing will be sent or stored.");
        await asha.SendAsync("Not while he is away.");
        await Expect(asha.Id("strict-refused"))
            .ToHaveTextAsync(
                "Not sent: Strict P2P is on and Bob is not connected. Nothing was stored.",
                new() { Timeout = Person.Deadline }
            );
        await Expect(asha.Id("composer")).ToHaveValueAsync("Not while he is away.");
        await asha.Id("send").ClickAsync();
        await Expect(asha.Id("composer")).ToHaveValueAsync("Not while he is away.");
        Assert.Equal(["Only live.", "Both ways."], await asha.TextsAsync());

        // Nobody to knock at: no page is open there and no push is set up.
        await asha.Id("knock").ClickAsync();
        await Expect(asha.Id("knock-result"))
            .ToContainTextAsync("Bob cannot be reached", new() { Timeout = Person.Deadline });
        await asha.Id("keep-draft").ClickAsync();
        await asha.ReloadAsync();
        await asha.OpenChatAsync("Bob");
        await Expect(asha.Id("composer")).ToHaveValueAsync("Not while he is away.");
        await asha.GateAsync("strict-not-connected");

        // He returns, the gate opens, and the draft waits for its author.
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await asha.GateAsync(null);
        await bob.GateAsync(null);
        await bob.SendAsync("I am back.");
        await asha.SeesAsync("I am back.");
        await Expect(asha.Id("composer")).ToHaveValueAsync("Not while he is away.");
        Assert.DoesNotContain("Not while he is away.", await bob.TextsAsync());
        await asha.Id("send").ClickAsync();
        await bob.SeesAsync("Not while he is away.");

        Assert.Equal(before, await StoredAsync(server));
        // The server itself refuses: of what these two could deposit for each other nothing of class stored is open.
        Assert.NotEmpty(await server.QueryAsync("SELECT 1 FROM capability WHERE state = 'withdrawn' AND classes = 1"));

        // Off again: lines in both chats, and the server may hold messages again.
        await asha.StrictAsync(on: false);
        await asha.SeesLineAsync("You turned off Strict P2P.");
        await bob.SeesLineAsync("Asha turned off Strict P2P.");
        await Expect(bob.Id("chat-item")).ToHaveAttributeAsync("data-strict", "false", Soon);
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");
        await asha.SendAsync("May wait again.");
        await asha.StateAsync("May wait again.", "Sealed");
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
        couple.Keep();
    }

    [Fact]
    public async Task A_knock_is_answered_and_the_draft_goes_when_its_author_says_so()
    {
        var (server, asha, bob) = await MeetAsync(anew: true); // one knock a minute
        await asha.StrictAsync();
        await Expect(bob.Id("chat-item")).ToHaveAttributeAsync("data-strict", "true", Soon);
        await asha.GateAsync(null);
        var before = await StoredAsync(server);

        // Bob's app is open, but the two devices do not find each other.
        await HoldAsync(bob);
        await bob.LeaveAsync();
        await asha.GateAsync("strict-not-connected");
        await bob.ReturnOnlineAsync();
        await asha.Id("composer").FillAsync("Are you there?");
        await asha.Id("knock").ClickAsync();
        await Expect(asha.Id("knock-result")).ToContainTextAsync("Knocked.", new() { Timeout = Person.Deadline });
        await Expect(asha.Id("knock")).ToBeDisabledAsync();
        await bob.WaitAsync(bob.Id("knock-notice"));
        await Expect(bob.Id("knock-notice")).ToContainTextAsync("Asha wants to connect");

        await LetGoAsync(bob);
        var watch = Stopwatch.StartNew();
        await bob.Id("knock-connect").ClickAsync();
        await bob.ChatOpensAsync();
        await Expect(bob.Id("knock-notice")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
        await asha.WaitAsync(asha.Id("peer-here"));
        output.WriteLine($"here after the answer: {watch.ElapsedMilliseconds} ms");
        await Expect(asha.Id("peer-here")).ToContainTextAsync("Bob is here. Send your draft?");
        Assert.Empty(await bob.TextsAsync());
        await Expect(asha.Id("composer")).ToHaveValueAsync("Are you there?");
        await asha.Id("peer-here-send").ClickAsync();
        await bob.SeesAsync("Are you there?");
        await asha.StateAsync("Are you there?", "Delivered", "Direct");
        await Expect(asha.Id("peer-here")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
        Assert.Equal(before, await StoredAsync(server));
        await asha.StrictAsync(on: false);
        await Expect(bob.Id("chat-item")).ToHaveAttributeAsync("data-strict", "false", Soon);
        couple.Keep();
    }

    [Fact]
    public async Task What_was_under_way_when_the_link_was_lost_is_not_confirmed_also_after_a_reload()
    {
        var (server, asha, bob) = await MeetAsync();
        await asha.StrictAsync();
        await Expect(bob.Id("chat-item")).ToHaveAttributeAsync("data-strict", "true", Soon);
        await asha.GateAsync(null);
        var before = await StoredAsync(server);

        await bob.Page.EvaluateAsync("() => { window.mute = true; }");
        await asha.SendAsync("Did this arrive?");
        await asha.StateAsync("Did this arrive?", "NotConfirmed");
        Assert.Equal("Not confirmed", await asha.StateWordsAsync("Did this arrive?"));
        await bob.LeaveAsync();
        await asha.ReloadAsync();
        await asha.OpenChatAsync("Bob");
        await asha.StateAsync("Did this arrive?", "NotConfirmed");

        // Not by itself: he is back and the gate is open, and it still is as it was.
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await asha.GateAsync(null);
        await bob.SendAsync("Now I am back.");
        await asha.SeesAsync("Now I am back.");
        await asha.StateAsync("Did this arrive?", "NotConfirmed");
        await asha.Id("send-again").ClickAsync();
        await asha.StateAsync("Did this arrive?", "Delivered", "Direct");
        Assert.Single(await bob.TextsAsync(), "Did this arrive?");
        Assert.Equal(before, await StoredAsync(server));
        await asha.StrictAsync(on: false);
        await Expect(bob.Id("chat-item")).ToHaveAttributeAsync("data-strict", "false", Soon);
        couple.Keep();
    }

    [Fact]
    public async Task The_main_switch_is_for_every_chat_and_what_was_waiting_is_taken_back()
    {
        var (server, asha, bob) = await MeetAsync(anew: true);
        await bob.LeaveAsync();
        await asha.PathIsAsync("Server");
        await asha.SendAsync("Written before the switch.");
        await asha.StateAsync("Written before the switch.", "Sealed");

        await asha.Id("settings-open").ClickAsync();
        await Expect(asha.Id("strict-global")).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(asha.Page.Locator(".strict-choice"))
            .ToContainTextAsync("messages wait sealed on the server for up to 6 h");
        await asha.Id("strict-global").ClickAsync();
        await Expect(asha.Id("strict-global")).ToHaveAttributeAsync("aria-checked", "true", Soon);
        await asha.CloseSheetAsync();

        await Expect(asha.Id("chat-item")).ToHaveAttributeAsync("data-strict", "true", Soon);
        await asha.StateAsync("Written before the switch.", "NotSent");
        Assert.Equal("Not sent (strict)", await asha.StateWordsAsync("Written before the switch."));
        await server.UntilAsync(async () =>
            (await server.QueryAsync("SELECT 1 FROM deposit WHERE status = 'withdrawn'")).Count > 0
        );
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesLineAsync("Asha turned on Strict P2P.");
        await asha.GateAsync(null);
        await asha.SendAsync("Live now.");
        await bob.SeesAsync("Live now.");
        Assert.Equal(["Live now."], await bob.TextsAsync());

        // Both strict: one of them alone cannot end it.
        await bob.StrictAsync();
        await asha.SeesLineAsync("Bob turned on Strict P2P.");
        await asha.StrictAsync(on: false);
        await asha.SeesLineAsync("Bob still has it on");
        await Expect(asha.Id("chat-item")).ToHaveAttributeAsync("data-strict", "true");
        await bob.StrictAsync(on: false);
        await Expect(asha.Id("chat-item")).ToHaveAttributeAsync("data-strict", "false", Soon);
    }

    [Fact]
    public async Task Without_the_server_the_gate_closes_at_once_and_the_switch_says_turning_on_until_it_is_back()
    {
        var (server, asha, bob) = await MeetAsync(anew: true);
        var before = (await StoredAsync(server)).Rows;
        await server.KillAsync();
        await asha.Id("chat-menu").ClickAsync();
        await asha.Id("strict-toggle").ClickAsync(new() { Timeout = Person.Deadline });
        await Expect(asha.Id("strict-turning-on")).ToHaveTextAsync("Turning on…", new() { Timeout = Person.Deadline });
        await Expect(asha.Id("strict-toggle")).ToHaveAttributeAsync("aria-checked", "false");
        await asha.CloseSheetAsync();
        await asha.GateAsync("strict-turning-on");
        await Expect(asha.Id("strict-chip")).ToHaveTextAsync("Turning on Strict P2P…");
        await asha.SendAsync("Not before it is on.");
        await Expect(asha.Id("strict-refused"))
            .ToHaveTextAsync(
                "Not sent: Strict P2P is being turned on. Nothing was stored.",
                new() { Timeout = Person.Deadline }
            );
        await Expect(asha.Id("composer")).ToHaveValueAsync("Not before it is on.");

        // The link lives without the server, so he hears of it all the same.
        await bob.SeesLineAsync("Asha turned on Strict P2P.");
        await server.StartAsync();
        await Expect(asha.Id("strict-chip")).ToHaveTextAsync("Strict P2P", new() { Timeout = Person.Deadline });
        await asha.GateAsync(null);
        await Expect(asha.Id("composer")).ToHaveValueAsync("Not before it is on.");
        Assert.DoesNotContain("Not before it is on.", await bob.TextsAsync());
        await asha.Id("send").ClickAsync();
        await bob.SeesAsync("Not before it is on.");
        Assert.Equal(before, (await StoredAsync(server)).Rows);
    }

    /// <summary>From the person's next page on; where <see cref="HoldPeers"/> runs.</summary>
    internal static Task HoldAsync(Person person) =>
        person.Page.EvaluateAsync("() => localStorage.setItem('held', 'yes')");

    internal static Task LetGoAsync(Person person) =>
        person.Page.EvaluateAsync("() => { localStorage.removeItem('held'); window.held = false; }");

    private Task<(PublishedServer Server, Person Asha, Person Bob)> MeetAsync(bool anew = false) =>
        couple.MeetAsync(bobRuns: HoldPeers + Mute, anew: anew);

    private static Microsoft.Playwright.LocatorAssertionsToHaveAttributeOptions Soon =>
        new() { Timeout = Person.Deadline };

    /// <summary>What the server has ever stored: its counter, and every row whatever its state.</summary>
    private static async Task<(double Counter, int Rows)> StoredAsync(PublishedServer server) =>
        (await server.StoredDepositsAsync(), (await server.QueryAsync("SELECT 1 FROM deposit")).Count);
}
