using System.Net;
using System.Threading.Channels;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>
/// Notifications in a real Chromium with the published app. There is no push service here: pushes reach the service worker
/// by the browser's debugging protocol, and a subscription cannot be made; the tests say where they stand in for one.
/// </summary>
public sealed class NotificationTests(Chromium chromium)
{
    private const byte Wake = 1;
    private const byte Knock = 2;
    private const byte Test = 3;
    private static readonly (string, string) Subject = ("RUBARU_PUSH_SUBJECT", "mailto:operator@example.org");

    [Fact]
    public async Task A_push_without_an_open_page_is_shown_and_pressing_it_opens_the_chat()
    {
        await using var server = await PublishedServer.StartNewAsync(Subject);
        await server.UntilAsync(() =>
            Task.FromResult(server.Output.Any(line => line.Contains("push: on", StringComparison.Ordinal)))
        );
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        var worker = await PushedWorker.OfAsync(bob, server.Url);
        await bob.LeaveAsync();
        await asha.SendAsync("While you were away.");
        await asha.StateAsync("While you were away.", "Sealed");

        await worker.DeliverAsync(Wake);
        Assert.Equal(["Rubaru | New message | wake"], await worker.UntilShownAsync(shown => shown.Length > 0));
        // A second one takes the place of the first; a knock has its own.
        await worker.DeliverAsync(Wake);
        await worker.DeliverAsync(Knock);
        Assert.Equal(
            ["Rubaru | New message | wake", "Rubaru | Someone you know wants to connect | knock"],
            (await worker.UntilShownAsync(shown => shown.Length > 1)).Order()
        );

        var address = await worker.ClickAsync();
        Assert.StartsWith(server.Url, address, StringComparison.Ordinal);
        await bob.ReturnAsync(address);
        await bob.ChatOpensAsync();
        await bob.SeesAsync("While you were away.");
        // The other one was not pressed; who opened the app has seen that somebody is there.
        await worker.UntilShownAsync(left => left.Length == 0);
        Assert.DoesNotContain("#", bob.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_is_shown_even_while_the_app_is_looked_at_and_the_page_then_takes_it_away()
    {
        await using var server = await PublishedServer.StartNewAsync(Subject);
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        var worker = await PushedWorker.OfAsync(asha, server.Url);
        await asha.ReloadAsync();
        await asha.Page.BringToFrontAsync();
        await worker.DeliverAsync(Wake);
        await worker.UntilShownAsync(shown => shown.Length == 0);
        await worker.DeliverAsync(Test);
        Assert.Equal(
            ["Rubaru | Test notification: it works | test"],
            await worker.UntilShownAsync(shown => shown.Any(one => one.EndsWith("test", StringComparison.Ordinal)))
        );
        Assert.Equal(
            ["Rubaru | New message | wake", "Rubaru | Test notification: it works | test"],
            await worker.RecordedAsync()
        );
    }

    [Fact]
    public async Task A_hidden_page_shows_one_notification_a_chat_without_name_or_text_and_pressing_it_opens_that_chat()
    {
        await using var server = await PublishedServer.StartNewAsync(Subject);
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        var worker = await PushedWorker.OfAsync(bob, server.Url);
        await bob.ReloadAsync();

        // This Chromium has no push service, and the app says so; what the running page shows does not need one.
        await bob.Id("settings-open").ClickAsync();
        await bob.Id("notifications").ClickAsync();
        await bob
            .Page.Locator("[data-testid=notification-settings]:is([data-state=Refused],[data-state=TimedOut])")
            .WaitForAsync(new() { Timeout = Person.Deadline });
        await bob.Id("notifications-state").WaitForAsync();
        await bob.ScreenshotAsync("notifications-no-push-service");
        await bob.Page.Keyboard.PressAsync("Escape");

        await bob.Page.EvaluateAsync(
            """
            () => {
              window.noticed = 0;
              const show = ServiceWorkerRegistration.prototype.showNotification;
              ServiceWorkerRegistration.prototype.showNotification = async function (...words) {
                await show.apply(this, words);
                window.noticed++;
              };
            }
            """
        );
        await HideAsync(bob, hidden: true);
        foreach (var (text, count) in ((string, int)[])[("First.", 1), ("Second.", 2)])
        {
            await asha.SendAsync(text);
            await bob.Page.WaitForFunctionAsync(
                "count => window.noticed >= count",
                count,
                new() { Timeout = Person.Deadline }
            );
        }

        var shown = await worker.UntilShownAsync(shown => shown.Length == 1);
        Assert.Matches("^Rubaru \\| New message \\| chat [0-9a-f]{16}$", Assert.Single(shown));

        await worker.ClickAsync();
        await bob.ChatOpensAsync();
        await HideAsync(bob, hidden: false);
        await bob.SeesAsync("Second.");
        await worker.UntilShownAsync(left => left.Length == 0);
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task Nobody_is_asked_on_load_but_when_a_message_had_to_wait_and_then_everything_works_to_the_device(
        int width,
        int height
    )
    {
        // Stands in for the push service: an address on this machine that the operator lists, and a browser that is told to
        // subscribe there. From the server's request on the way back to the device is the test's own hand.
        using var provider = new HttpListener();
        var port = PublishedServer.FreePort();
        provider.Prefixes.Add($"http://127.0.0.1:{port}/");
        provider.Start();
        var pushed = Channel.CreateUnbounded<int>();
        _ = AnswerAsync(provider, pushed);
        await using var server = await PublishedServer.StartNewAsync(
            Subject,
            ("RUBARU_PUSH_HOSTS", $"127.0.0.1:{port}")
        );
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(
            chromium,
            server,
            "Bob",
            new() { Width = width, Height = height },
            initScript: Subscribing(port)
        );
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        var prompt = bob.Page.Locator("[data-testid=banner][data-kind=notifications]");
        var worker = await PushedWorker.OfAsync(bob, server.Url);
        await bob.ReloadAsync();
        await Expect(prompt).ToHaveCountAsync(0);

        await bob.LeaveAsync();
        await asha.SendAsync("You were away.");
        await asha.StateAsync("You were away.", "Sealed");
        Assert.False(pushed.Reader.TryRead(out _));
        await bob.ReturnAsync();
        prompt = bob.Page.Locator("[data-testid=banner][data-kind=notifications]");
        await prompt.WaitForAsync(new() { Timeout = Person.Deadline });
        await ScreenTests.ShootBothAsync(bob, "notifications-prompt");
        await prompt.GetByTestId("banner-action").ClickAsync();
        await Expect(prompt).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });

        await bob.Id("settings-open").ClickAsync();
        await bob
            .Page.Locator("[data-testid=notification-settings][data-state=On]")
            .WaitForAsync(new() { Timeout = Person.Deadline });
        await bob.Id("notifications-test").ClickAsync();
        Assert.Equal(230, await NextAsync(pushed));
        await bob
            .Page.Locator("[data-hop=Arrival][data-result=Running]")
            .WaitForAsync(new() { Timeout = Person.Deadline });
        await worker.DeliverAsync(Test);
        await bob
            .Page.Locator("[data-hop=Arrival][data-result=Passed]")
            .WaitForAsync(new() { Timeout = Person.Deadline });
        await Expect(bob.Page.Locator("[data-hop][data-result=Passed]")).ToHaveCountAsync(5);
        await ScreenTests.ShootBothAsync(bob, "notifications-test");

        // Three messages for somebody away are one push of the same size.
        await bob.LeaveAsync();
        foreach (var text in (string[])["One.", "Two.", "Three."])
        {
            await asha.SendAsync(text);
        }

        await asha.StateAsync("Three.", "Sealed");
        Assert.Equal(230, await NextAsync(pushed));
        await worker.DeliverAsync(Wake);
        await worker.UntilShownAsync(shown => shown.Contains("Rubaru | New message | wake"));
        await bob.ReturnAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Three.");
        Assert.False(pushed.Reader.TryRead(out _));
        Assert.Equal(2, await server.MetricAsync("rubaru_push_total{result=\"sent\"}"));
        Assert.Equal(0, server.Count(System.Text.Encoding.ASCII.GetBytes("You were away.")));
        await KnockAtAClosedAppAsync(server, asha, bob, worker, pushed);
    }

    /// <summary>Strict, and one is away: the knock is a push, pressing it connects, and the draft waits for its author.</summary>
    private static async Task KnockAtAClosedAppAsync(
        PublishedServer server,
        Person asha,
        Person bob,
        PushedWorker worker,
        Channel<int> pushed
    )
    {
        await Task.WhenAll(asha.PathIsAsync("Direct"), bob.PathIsAsync("Direct"));
        await asha.StrictAsync();
        await asha.GateAsync(null);
        await bob.LeaveAsync();
        await asha.GateAsync("strict-not-connected");
        // A knock goes into an open socket of a page that is gone as well; only Asha's two may be left.
        await server.UntilAsync(async () => await server.MetricAsync("rubaru_connections ") <= 2);
        var stored = await server.StoredDepositsAsync();
        await asha.Id("composer").FillAsync("Are you there?");
        await asha.Id("knock").ClickAsync();
        Assert.Equal(230, await NextAsync(pushed));
        await Expect(asha.Id("knock-result")).ToContainTextAsync("notif", new() { Timeout = Person.Deadline });

        await worker.DeliverAsync(Knock);
        await worker.UntilShownAsync(shown => shown.Contains("Rubaru | Someone you know wants to connect | knock"));
        await bob.ReturnAsync(await worker.ClickAsync());
        await asha.WaitAsync(asha.Id("peer-here"));
        Assert.Empty(await bob.Page.GetByText("Are you there?").AllAsync());
        await asha.Id("peer-here-send").ClickAsync();
        await asha.StateAsync("Are you there?", "Delivered", "Direct");
        Assert.Equal(stored, await server.StoredDepositsAsync());
    }

    private static async Task<int> NextAsync(Channel<int> pushed)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await pushed.Reader.ReadAsync(patience.Token);
    }

    private static async Task AnswerAsync(HttpListener provider, Channel<int> pushed)
    {
        while (provider.IsListening)
        {
            try
            {
                var context = await provider.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                context.Response.StatusCode = 201;
                context.Response.Close();
                await pushed.Writer.WriteAsync((int)body.Length);
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
                return;
            }
        }
    }

    private static string Subscribing(int port) =>
        """
            (() => {
              const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
              const keep = (key) => ({
                endpoint: "http://127.0.0.1:PORT/push/bob",
                options: { applicationServerKey: bytes(key) },
                getKey: (name) => bytes(name === "auth" ? "BTBZMqHH6r4Tts7J/aSIgg==" : "BCVxsr7N/eNgVRqvHtD0zTZsEc6+VV+JvLexhqUzORcxaOzi6+AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4="),
                unsubscribe: async () => localStorage.removeItem("subscribed"),
              });
              PushManager.prototype.getSubscription = async () => {
                const key = localStorage.getItem("subscribed");
                return key ? keep(key) : null;
              };
              PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
                const key = btoa(String.fromCharCode(...new Uint8Array(applicationServerKey.buffer ?? applicationServerKey)));
                localStorage.setItem("subscribed", key);
                return keep(key);
              };
            })();
            """.Replace(
            "PORT",
            port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );

    // A page in a headless browser is never hidden by itself.
    private static async Task HideAsync(Person person, bool hidden) =>
        await person.Page.EvaluateAsync(
            """
            (hidden) => {
              Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }
            """,
            hidden
        );
}
