using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>One person: a browser profile with the app open. Actions go through what a person sees and touches.</summary>
internal sealed partial class Person : IAsyncDisposable
{
    /// <summary>Milliseconds. Long, because the machine may have other things to do; what is measured is printed.</summary>
    public const float Deadline = 60_000;
    private readonly PublishedServer server;
    private long begun;

    private Person(string name, PublishedServer server, IBrowserContext context, IPage page)
    {
        Joined(this);
        Name = name;
        this.server = server;
        Context = context;
        Page = page;
    }

    public string Name { get; }
    public IBrowserContext Context { get; }
    public IPage Page { get; private set; }

    /// <summary>Told of everybody who takes part in a test.</summary>
    internal static Action<Person> Joined { get; set; } = _ => { };

    /// <summary>Errors and warnings of the console and uncaught exceptions; a good run has none.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Parts of complaints that a test provokes; <c>QuietConsole</c> looks for others.</summary>
    public ConcurrentBag<string> Expected { get; } = [];

    /// <summary>What the browser itself says of a network that is not there is no complaint of the app.</summary>
    public IEnumerable<string> UnexpectedComplaints =>
        Complaints.Where(said =>
            !said.Contains("net::ERR_", StringComparison.Ordinal)
            && !said.Contains("WebSocket connection to", StringComparison.Ordinal)
            && !Expected.Any(part => said.Contains(part, StringComparison.Ordinal))
        );

    /// <summary>Every byte frame between this person and the server, both directions.</summary>
    public ConcurrentQueue<byte[]> ServerFrames { get; } = new();

    public static async Task<Person> OpenAsync(
        Chromium chromium,
        PublishedServer server,
        string name,
        ViewportSize? size = null,
        ColorScheme scheme = ColorScheme.Light,
        string? initScript = null
    )
    {
        var context = await chromium.Browser.NewContextAsync(
            new()
            {
                ViewportSize = size ?? new() { Width = 1280, Height = 800 },
                ColorScheme = scheme,
                // Pictures must not catch a sheet half way in.
                ReducedMotion = ReducedMotion.Reduce,
                Permissions = ["clipboard-read", "clipboard-write"],
            }
        );
        context.SetDefaultTimeout(Deadline);
        if (initScript is not null)
        {
            await context.AddInitScriptAsync(initScript);
        }

        var person = new Person(name, server, context, await context.NewPageAsync());
        person.Watch();
        return person;
    }

    /// <summary>In a browser context that the test has made; closing the person closes it.</summary>
    public static async Task<Person> JoinAsync(IBrowserContext context, PublishedServer server, string name)
    {
        var person = new Person(name, server, context, await context.NewPageAsync());
        person.Watch();
        await person.Page.GotoAsync(server.Url);
        await person.OnboardAsync();
        return person;
    }

    /// <summary>Opens the app and goes through the first-run card.</summary>
    public static async Task<Person> JoinAsync(
        Chromium chromium,
        PublishedServer server,
        string name,
        ViewportSize? size = null,
        ColorScheme scheme = ColorScheme.Light,
        string? initScript = null
    )
    {
        var person = await OpenAsync(chromium, server, name, size, scheme, initScript);
        try
        {
            await person.Page.GotoAsync(server.Url);
            await person.OnboardAsync();
            return person;
        }
        catch
        {
            // The browser is for all tests: a page that nobody closes would run to its end.
            await person.DisposeAsync();
            throw;
        }
    }

    public ILocator Id(string testId) => Page.GetByTestId(testId);

    public ILocator Bubbles => Id("message");

    public ILocator BubbleWith(string text) => Bubbles.Filter(new() { HasText = text });

    public async Task OnboardAsync()
    {
        await Id("onboarding-name").FillAsync(Name, new() { Timeout = Deadline });
        await Id("onboarding-start").ClickAsync();
        await Id("new-contact").First.WaitForAsync(new() { Timeout = Deadline });
    }

    public async Task<string> InviteAsync()
    {
        await Id("new-contact").First.ClickAsync();
        var link = Id("invite-link");
        await link.WaitForAsync(new() { Timeout = Deadline });
        return await link.EvaluateAsync<string>("e => e.value || e.textContent.trim()");
    }

    /// <summary>Pastes the link and connects.</summary>
    public async Task AcceptAsync(string link)
    {
        await Id("new-contact").First.ClickAsync();
        await Id("invite-paste").FillAsync(link);
        await Id("invite-accept").ClickAsync();
    }

    /// <summary>Waits until the chat itself is on the screen.</summary>
    public Task ChatOpensAsync() => WaitAsync(Id("composer"));

    public async Task SendAsync(string text)
    {
        await Id("composer").FillAsync(text);
        await Id("composer").PressAsync("Enter");
    }

    /// <summary>
    /// Types until the other one is told: the sign lasts a few seconds, and a machine with much to do may show none of them.
    /// </summary>
    public async Task TypeUntilSeenAsync(string text, Person by)
    {
        await Id("composer").PressSequentiallyAsync(text);
        var sign = by.WaitAsync(by.Id("typing"));
        while (await Task.WhenAny(sign, Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System)) != sign)
        {
            await Id("composer").PressSequentiallyAsync("…");
            await Id("composer").PressAsync("Backspace");
        }

        await sign;
    }

    /// <summary>Sends by the button, as on a phone, where Enter is a new line.</summary>
    public async Task TypeAndSendAsync(string text)
    {
        await Id("composer").FillAsync(text);
        await Id("send").ClickAsync();
    }

    public Task SeesAsync(string text) => WaitAsync(BubbleWith(text).First);

    /// <summary>Waits until the bubble has this state (and path); prints what it took.</summary>
    public async Task<TimeSpan> StateAsync(string text, string state, string? path = null)
    {
        var watch = Stopwatch.StartNew();
        var bubble = Page.Locator(
            $"[data-testid=message][data-state={state}]" + (path is null ? "" : $"[data-path={path}]"),
            new() { HasText = text }
        );
        await WaitAsync(bubble.First);
        return watch.Elapsed;
    }

    /// <summary>What the bubble says of its state, in words.</summary>
    public async Task<string> StateWordsAsync(string text)
    {
        var row = Page.Locator("li.row").Filter(new() { Has = BubbleWith(text) });
        return (await row.Locator("[data-part=state]").TextContentAsync() ?? "").Trim();
    }

    /// <summary>Chooses from the menu of a bubble.</summary>
    public async Task ChooseAsync(string text, string item)
    {
        await BubbleWith(text).HoverAsync();
        await BubbleWith(text).GetByTestId("message-menu").ClickAsync();
        await Id(item).ClickAsync(new() { Timeout = Deadline });
    }

    public async Task<TimeSpan> PathIsAsync(string path)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await WaitAsync(Page.Locator($"[data-testid=path-badge][data-path={path}]").First);
        }
        catch (TimeoutException failure)
        {
            throw new TimeoutException(
                $"{await Id("path-badge").First.EvaluateAsync<string>("e => e.outerHTML")} {failure.Message}",
                failure
            );
        }

        return watch.Elapsed;
    }

    /// <summary>The texts of the bubbles on the screen, oldest first; what another test left is not among them.</summary>
    public Task<string[]> TextsAsync() =>
        Page.EvaluateAsync<string[]>(
            """
            begun => [...document.querySelectorAll('[data-testid=message]')]
              .filter(bubble => !(Date.parse(bubble.querySelector('time')?.dateTime) < begun))
              .flatMap(bubble => [...bubble.querySelectorAll('[data-part=text]')])
              .map(text => text.textContent)
            """,
            begun
        );

    /// <summary>Scrolls through the whole history and returns every text, oldest first. Only a part of it is drawn at a time.</summary>
    public async Task<IReadOnlyList<string>> AllTextsAsync()
    {
        string[][] all = [];
        while (true)
        {
            var (whole, drawn) = await DrawnAsync();
            all = [.. drawn.TakeWhile(message => all.All(known => known[0] != message[0])), .. all];
            if (whole)
            {
                return [.. all.Where(message => message[2].Length == 0).Select(message => message[1])];
            }

            // Older ones are drawn when the top of what is drawn comes near.
            await Bubbles.First.EvaluateAsync("e => e.scrollIntoView({ block: 'start' })");
            await Page.WaitForFunctionAsync(
                "id => document.querySelector('.beginning') || document.querySelector('[data-testid=message]')?.dataset.id !== id",
                drawn[0][0],
                new() { Timeout = Deadline }
            );
        }
    }

    /// <summary>
    /// Whether the beginning of the chat is drawn, and id and text of each bubble that is: in one look, because a list that
    /// follows the newest message lets go of old ones at any time.
    /// </summary>
    private async Task<(bool Whole, string[][] Drawn)> DrawnAsync()
    {
        var look = await Page.EvaluateAsync<string[][]>(
            """
            begun => [
              [`${!!document.querySelector('.beginning')}`],
              ...[...document.querySelectorAll('[data-testid=message]')]
                .map(e => [e.dataset.id, e.querySelector('[data-part=text]').textContent,
                  Date.parse(e.querySelector('time')?.dateTime) < begun ? 'before' : '']),
            ]
            """,
            begun
        );
        return (look[0] is ["true"], look[1..]);
    }

    /// <summary>Turns strict mode of the open chat on or off in its menu, and waits until it is.</summary>
    public async Task StrictAsync(bool on = true)
    {
        await Id("chat-menu").ClickAsync();
        await Id("strict-toggle").ClickAsync(new() { Timeout = Deadline });
        await WaitAsync(
            Page.Locator($"[data-testid=strict-toggle][aria-checked={(on ? "true" : "false")}]:not([aria-busy])")
        );
        await CloseSheetAsync();
    }

    public async Task CloseSheetAsync()
    {
        await Page.Keyboard.PressAsync("Escape");
        await Page.Locator("dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = Deadline });
    }

    /// <summary>Waits for a line of the system.</summary>
    public Task SeesLineAsync(string text) => WaitAsync(Page.Locator("li.system", new() { HasText = text }).Last);

    /// <summary>Waits until strict mode's gate is closed for this reason, or open (<c>null</c>).</summary>
    public Task GateAsync(string? reason) =>
        WaitAsync(
            reason is null
                ? Page.Locator("[data-testid=composer]:not([data-disabled-reason])")
                : Page.Locator($"[data-testid=composer][data-disabled-reason={reason}]")
        );

    public async Task OpenChatAsync(string name)
    {
        await Id("chat-item").Filter(new() { HasText = name }).First.ClickAsync(new() { Timeout = Deadline });
        await ChatOpensAsync();
    }

    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, name + ".png") });

    /// <summary>From what one test left to what the next one begins with: the chat open at desktop size, no complaints.</summary>
    public async Task GoOnAsync()
    {
        if (Page.IsClosed)
        {
            await ReturnAsync();
        }

        await Page.SetViewportSizeAsync(1280, 800);
        if (!await Id("composer").IsVisibleAsync())
        {
            await Id("chat-item").First.ClickAsync(new() { Timeout = Deadline });
            await ChatOpensAsync();
        }

        begun = await Page.EvaluateAsync<long>("() => Date.now()");
        Complaints.Clear();
        Expected.Clear();
        Joined(this);
        ServerFrames.Clear();
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    /// <summary>Waits with the deadline; a failure leaves a picture and says what the page complained about.</summary>
    public async Task WaitAsync(ILocator locator)
    {
        try
        {
            await locator.WaitForAsync(new() { Timeout = Deadline });
        }
        catch (TimeoutException failure)
        {
            await ScreenshotAsync($"failed-{Name}-{Environment.TickCount64}");
            throw new TimeoutException(
                $"{failure.Message} {Name} complained: {string.Join(" | ", Complaints)}",
                failure
            );
        }
    }

    private void Watch()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue($"{Name}: {message.Type}: {message.Text} ({message.Location})");
            }
        };
        Page.PageError += (_, error) => Complaints.Enqueue($"{Name}: {error}");
        Page.WebSocket += (_, socket) =>
        {
            socket.FrameSent += (_, frame) => ServerFrames.Enqueue(frame.Binary ?? []);
            socket.FrameReceived += (_, frame) => ServerFrames.Enqueue(frame.Binary ?? []);
        };
    }
}
