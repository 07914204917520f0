using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Browsers that lack something, and a device without room.</summary>
[QuietConsole]
public sealed class BrowserSupportTests(Chromium chromium, StandingServer standing) : IClassFixture<StandingServer>
{
    [Theory]
    [InlineData("webrtc", "delete window.RTCPeerConnection;", "WebRTC")]
    [InlineData("indexeddb", "Object.defineProperty(window, 'indexedDB', { value: undefined });", "IndexedDB")]
    [InlineData("web-locks", "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });", "Web Locks")]
    public async Task What_the_browser_lacks_is_named(string reason, string remove, string words)
    {
        var server = standing.Server;
        await using var asha = await Person.OpenAsync(chromium, server, "Asha", initScript: remove);
        await asha.Page.GotoAsync(server.Url);
        await asha.Id("unsupported").WaitForAsync(new() { Timeout = Person.Deadline });
        var named = asha.Id("unsupported").Locator("[data-reason]");
        await Expect(named).ToHaveCountAsync(1);
        await Expect(named).ToHaveAttributeAsync("data-reason", reason);
        await Expect(named).ToContainTextAsync(words);
        await Expect(asha.Id("onboarding-name")).ToHaveCountAsync(0);
        Assert.Empty(asha.Complaints);
    }

    [Fact]
    public async Task The_browser_is_asked_once_to_keep_the_data_when_there_is_some()
    {
        const string count = """
            window.asked = 0;
            const persist = StorageManager.prototype.persist;
            StorageManager.prototype.persist = function () { window.asked++; return persist.call(this); };
            """;
        var server = standing.Server;
        await using var asha = await Person.OpenAsync(chromium, server, "Asha", initScript: count);
        await asha.Page.GotoAsync(server.Url);
        await asha.Id("onboarding-name").WaitForAsync(new() { Timeout = Person.Deadline });
        Assert.Equal(0, await asha.Page.EvaluateAsync<int>("() => window.asked"));
        await asha.OnboardAsync();
        await asha.Page.WaitForFunctionAsync("() => window.asked > 0", null, new() { Timeout = Person.Deadline });

        // The answer is on the screen, so nothing more is under way that could ask.
        await asha.Id("settings-open").ClickAsync();
        await Expect(asha.Page.GetByText("The browser "))
            .ToContainTextAsync("data", new() { Timeout = Person.Deadline });
        Assert.Equal(1, await asha.Page.EvaluateAsync<int>("() => window.asked"));
    }

    [Fact]
    public async Task A_part_that_breaks_leaves_the_rest_of_the_screen()
    {
        var server = standing.Server;
        var bobJoins = Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await Person.OpenAsync(chromium, server, "Asha");
        await asha.Context.RouteAsync("**/js/file-picker*.js", route => route.AbortAsync());
        asha.Expected.Add("file-picker");
        asha.Expected.Add("ERR_FAILED");
        asha.Expected.Add("Rubaru: something failed");
        await asha.Page.GotoAsync(server.Url);
        await asha.OnboardAsync();
        await using var bob = await bobJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await Expect(asha.Id("toast"))
            .ToContainTextAsync("your messages are kept", new() { Timeout = Person.Deadline });
        await asha.ScreenshotAsync("part-broken");
        await asha.TypeAndSendAsync("All the same");
        await bob.SeesAsync("All the same");
        await Expect(asha.Id("attach")).ToHaveCountAsync(0);
        await Expect(asha.Id("failed")).ToHaveCountAsync(0);
        Assert.Empty(asha.UnexpectedComplaints);
    }

    [Fact]
    public async Task Without_room_nothing_is_sent_the_text_stays_and_goes_when_there_is_room()
    {
        // As the browser does it: the request is taken, and the transaction ends with QuotaExceededError.
        const string limit = """
            const put = IDBObjectStore.prototype.put;
            const error = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'error').get;
            const refused = new WeakSet();
            Object.defineProperty(IDBTransaction.prototype, 'error', { get() {
              return refused.has(this) ? new DOMException('No room.', 'QuotaExceededError') : error.call(this);
            } });
            IDBObjectStore.prototype.put = function (...record) {
              const transaction = this.transaction;
              if (window.full && !refused.has(transaction)) {
                refused.add(transaction);
                queueMicrotask(() => transaction.abort());
              }
              return put.apply(this, record);
            };
            """;
        var server = standing.Server;
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha", initScript: limit);
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("There is room.");
        await bob.SeesAsync("There is room.");

        await asha.Page.EvaluateAsync("() => { window.full = true; }");
        await asha.SendAsync("No room for this.");
        var banner = asha.Page.Locator("[data-testid=banner][data-kind=storage-full]");
        await asha.WaitAsync(banner);
        await Expect(asha.Id("composer")).ToHaveValueAsync("No room for this.", new() { Timeout = Person.Deadline });
        Assert.Equal(["There is room."], await asha.TextsAsync());
        await Expect(asha.Page.Locator("#blazor-error-ui")).ToBeHiddenAsync();

        await asha.Page.EvaluateAsync("() => { window.full = false; }");
        await asha.Id("composer").PressAsync("Enter");
        await bob.SeesAsync("No room for this.");
        await asha.StateAsync("No room for this.", "Delivered");
        await Expect(banner).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
        Assert.Equal(["There is room.", "No room for this."], await bob.TextsAsync());
        // The cause of the refusal is told in the console as well, and nothing else is.
        asha.Expected.Add("Rubaru.App.Failures");
    }
}
