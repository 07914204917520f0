using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Spoken messages between two browsers whose microphone is one that beeps.</summary>
public sealed partial class VoiceTests : IAsyncLifetime
{
    /// <summary>Every hold on the screen that the page ever got, to see that it is let go of.</summary>
    private const string CountsHolds = """
        window.holds = [];
        const request = WakeLock.prototype.request;
        WakeLock.prototype.request = function (...of) {
          const hold = request.apply(this, of);
          hold.then(held => window.holds.push(held), () => window.holds.push({ released: true }));
          return hold;
        };
        """;

    private readonly Chromium chromium = new();
    private PublishedServer server = null!;
    private Person asha = null!;
    private Person bob = null!;

    public async ValueTask InitializeAsync()
    {
        await chromium.LaunchAsync(
            Chromium.Program,
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream"
        );
        server = await PublishedServer.StartNewAsync();
        asha = await Person.JoinAsync(chromium, server, "Asha", initScript: CountsHolds);
        bob = await Person.JoinAsync(chromium, server, "Bob");
        await asha.Context.GrantPermissionsAsync(["microphone", "clipboard-read", "clipboard-write"]);
        await FaceToFaceTests.MeetAsync(asha, bob);
    }

    public async ValueTask DisposeAsync()
    {
        await asha.DisposeAsync();
        await bob.DisposeAsync();
        await server.DisposeAsync();
        await chromium.DisposeAsync();
    }

    [Fact]
    public async Task Two_seconds_are_recorded_heard_before_they_are_sent_and_played_by_the_other_one()
    {
        await Expect(asha.Id("send")).ToBeHiddenAsync();
        await RecordAsync();
        await ScreenTests.ShootAsync(asha, "voice-recording", "desktop");
        await AskedBeforeClosingAsync();
        await asha.Page.WaitForFunctionAsync("() => window.holds.length > 0", null, Patient);
        await asha.Id("voice-stop").ClickAsync();
        await StageAsync("Review");
        var review = asha.Id("voice").GetByTestId("voice-play");
        await asha.WaitAsync(review);
        await review.GetByTestId("voice-toggle").ClickAsync();
        await Expect(review).ToHaveAttributeAsync("data-played", "true");
        Assert.Empty(await Axe.FindAsync(asha));
        await ScreenTests.ShootAsync(asha, "voice-review", "desktop");
        Assert.True(await asha.Page.EvaluateAsync<bool>("() => window.holds.every(hold => hold.released)"));
        await asha.Id("voice-send").ClickAsync();
        await StageAsync("Idle");

        var theirs = bob.Bubbles.GetByTestId("voice-play");
        await bob.WaitAsync(bob.Page.Locator("[data-testid=file][data-state=Complete] [data-testid=voice-play]"));
        await asha.WaitAsync(asha.Page.Locator("[data-testid=file][data-state=Complete] [data-testid=voice-play]"));
        await Expect(theirs.GetByTestId("voice-time")).ToHaveTextAsync(Seconds());
        await Expect(bob.Page.GetByTestId("chat-item")).ToContainTextAsync("Voice message (0:0");
        await theirs.GetByTestId("voice-speed").ClickAsync();
        await Expect(theirs.GetByTestId("voice-speed")).ToHaveTextAsync("1.5×");
        await theirs.GetByTestId("voice-toggle").ClickAsync();
        await Expect(theirs).ToHaveAttributeAsync("data-played", "true");

        // By the keyboard: the place moves, and what is said of it as well.
        var seek = theirs.GetByTestId("voice-seek");
        var before = await seek.GetAttributeAsync("aria-valuetext");
        await seek.PressAsync("End");
        await Expect(seek).Not.ToHaveAttributeAsync("aria-valuetext", before!);
        Assert.Empty(await Axe.FindAsync(bob));
        foreach (var target in (string[])["voice-toggle", "voice-speed", "voice-seek"])
        {
            var box = (await theirs.GetByTestId(target).BoundingBoxAsync())!;
            Assert.True(box.Height >= 44 && box.Width >= 44, $"{target} is {box.Width} by {box.Height}");
        }

        await ScreenTests.ShootAsync(bob, "voice", "desktop");
        Assert.Empty(asha.UnexpectedComplaints);
        Assert.Empty(bob.UnexpectedComplaints);
    }

    [Fact]
    public async Task What_is_refused_discarded_or_no_longer_seen_is_not_sent()
    {
        await RecordAsync();
        await asha.Id("voice-discard").ClickAsync();
        await StageAsync("Idle");
        await Expect(asha.Id("composer")).ToBeVisibleAsync();

        // A page that nobody sees does not listen.
        await RecordAsync();
        await asha.Page.EvaluateAsync(
            """
            () => {
              Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """
        );
        await StageAsync("Review");
        await Expect(asha.Id("toast")).ToContainTextAsync("no longer on the screen");
        await asha.Page.EvaluateAsync("() => { delete document.visibilityState; }");
        await asha.Id("voice-discard").ClickAsync();
        await StageAsync("Idle");

        await asha.Page.EvaluateAsync(
            "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }; }"
        );
        await asha.Id("voice-record").ClickAsync();
        await Expect(asha.Id("toast")).ToContainTextAsync("The microphone is not allowed here.");
        await StageAsync("Idle");

        // The place is the Send button's again as soon as there is something to send.
        await asha.Id("composer").FillAsync("words");
        await Expect(asha.Id("voice-record")).ToHaveCountAsync(0);
        await asha.Id("send").ClickAsync();
        await bob.SeesAsync("words");
        Assert.Equal(0, await bob.Id("voice-play").CountAsync());
    }

    private static PageWaitForFunctionOptions Patient => new() { Timeout = Person.Deadline };

    private async Task RecordAsync()
    {
        await asha.WaitAsync(asha.Id("voice-record"));
        await asha.Id("voice-record").ClickAsync();
        await StageAsync("Recording");
        await Expect(asha.Id("voice-length")).ToHaveTextAsync(Seconds());
    }

    private Task StageAsync(string stage) =>
        asha.WaitAsync(asha.Page.Locator($"[data-testid=voice][data-state={stage}]"));

    /// <summary>The browser asks, the person stays, and the recording goes on.</summary>
    private async Task AskedBeforeClosingAsync()
    {
        var asked = new TaskCompletionSource<string>();
        asha.Page.Dialog += Stay;
        await asha.Page.CloseAsync(new() { RunBeforeUnload = true });
        Assert.Equal(
            "beforeunload",
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
        );
        asha.Page.Dialog -= Stay;
        await StageAsync("Recording");

        async void Stay(object? page, IDialog dialog)
        {
            await dialog.DismissAsync();
            asked.TrySetResult(dialog.Type);
        }
    }

    /// <summary>Two and more.</summary>
    [GeneratedRegex("^0:(0[2-9]|[1-5][0-9])$")]
    private static partial Regex Seconds();
}
