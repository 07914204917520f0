using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>What everybody expects of a messenger without being told.</summary>
public sealed class ExpectationTests(Couple couple) : IClassFixture<Couple>
{
    [Fact]
    public async Task Unread_messages_are_counted_in_the_list_and_the_tab_until_the_chat_is_opened()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        await bob.Page.SetViewportSizeAsync(390, 844);
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru", new() { Timeout = Person.Deadline });
        // No app is installed here that could show a number; what it would be told.
        await bob.Page.EvaluateAsync(
            "() => { navigator.setAppBadge = async n => { window.badge = n; }; navigator.clearAppBadge = async () => { window.badge = 0; }; }"
        );
        await bob.Id("chat-back").ClickAsync();
        var row = bob.Id("chat-item");
        await Expect(row).ToHaveAttributeAsync("data-unread", "0", new() { Timeout = Person.Deadline });

        for (var i = 1; i <= 3; i++)
        {
            await asha.SendAsync($"Knock {i}.");
        }

        await Expect(row).ToHaveAttributeAsync("data-unread", "3", new() { Timeout = Person.Deadline });
        await Expect(bob.Page).ToHaveTitleAsync("(3) Rubaru", new() { Timeout = Person.Deadline });
        await bob.Page.WaitForFunctionAsync("() => window.badge === 3", null, new() { Timeout = Person.Deadline });

        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Knock 3.");
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru", new() { Timeout = Person.Deadline });
        await Expect(row).ToHaveAttributeAsync("data-unread", "0", new() { Timeout = Person.Deadline });
        await bob.Page.WaitForFunctionAsync("() => window.badge === 0", null, new() { Timeout = Person.Deadline });

        // What arrives in the open chat was read as it came.
        await asha.SendAsync("Knock 4.");
        await bob.SeesAsync("Knock 4.");
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru");
        await Expect(row).ToHaveAttributeAsync("data-unread", "0");

        // A muted chat counts for itself only.
        await bob.Id("chat-back").ClickAsync();
        await bob.Id("chat-row-menu").FocusAsync();
        await bob.Page.Keyboard.PressAsync("Enter");
        await bob.Id("chat-mute").ClickAsync();
        await bob.Page.Locator("[data-testid^=mute-]").First.ClickAsync();
        await bob.WaitAsync(bob.Id("row-muted"));
        await asha.SendAsync("Knock 5.");
        await Expect(row).ToHaveAttributeAsync("data-unread", "1", new() { Timeout = Person.Deadline });
        await Expect(bob.Page).ToHaveTitleAsync("Rubaru");
        Assert.Equal(0, await bob.Page.EvaluateAsync<int>("() => window.badge"));
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Knock 5.");
        couple.Keep();
    }

    [Fact]
    public async Task Shift_and_Enter_make_a_line_and_send_nothing()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        var composer = asha.Id("composer");
        await composer.FillAsync("first line");
        await composer.PressAsync("Shift+Enter");
        await composer.PressSequentiallyAsync("second line");
        await Expect(composer).ToHaveValueAsync("first line\nsecond line");
        Assert.Empty(await asha.TextsAsync());

        await composer.PressAsync("Enter");
        await bob.SeesAsync("second line");
        Assert.Equal(["first line\nsecond line"], await bob.TextsAsync());
        Assert.Equal(["first line\nsecond line"], await asha.TextsAsync());
        await Expect(composer).ToHaveValueAsync("");
        couple.Keep();
    }

    [Fact]
    public async Task A_message_is_copied_whole_and_the_person_is_told()
    {
        const string text = "Line one\nनमस्ते  <b>two</b>  spaces";
        var (_, asha, bob) = await couple.MeetAsync();
        await asha.SendAsync(text);
        await bob.SeesAsync("Line one");
        await bob.Page.EvaluateAsync("() => navigator.clipboard.writeText('something older')");

        await bob.BubbleWith("Line one").HoverAsync();
        await bob.BubbleWith("Line one").GetByTestId("message-menu").ClickAsync();
        await bob.Id("message-copy").ClickAsync();

        await Expect(bob.Id("toast")).ToHaveTextAsync("Copied", new() { Timeout = Person.Deadline });
        Assert.Equal(text, await bob.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        couple.Keep();
    }

    [Fact]
    public async Task A_line_stands_above_the_first_unread_message_until_the_chat_is_left()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        await bob.Page.SetViewportSizeAsync(390, 844);
        await asha.SendAsync("Read at once.");
        await bob.SeesAsync("Read at once.");
        await bob.Id("chat-back").ClickAsync();
        await asha.SendAsync("First of the new ones.");
        await asha.SendAsync("Second of the new ones.");
        await Expect(bob.Id("chat-item")).ToHaveAttributeAsync("data-unread", "2");

        await bob.OpenChatAsync("Asha");
        await Expect(bob.Page.Locator(".unread-line")).ToHaveTextAsync("2 new messages");
        Assert.Equal(
            ["Read at once.", "2 new messages", "First of the new ones."],
            await bob.Page.EvaluateAsync<string[]>(
                """
                () => {
                  const line = document.querySelector('.unread-line');
                  const said = row => (row.querySelector('[data-part=text]') ?? row).textContent.trim();
                  return [line.previousElementSibling, line, line.nextElementSibling].map(said);
                }
                """
            )
        );
        await ScreenTests.ShootAsync(bob, "unread", "phone");

        // What comes while it is read is not above the line, and the next look has none.
        await asha.SendAsync("Third, while Bob reads.");
        await bob.SeesAsync("Third, while Bob reads.");
        await Expect(bob.Page.Locator(".unread-line")).ToHaveTextAsync("2 new messages");
        await bob.Id("chat-back").ClickAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("Third, while Bob reads.");
        await Expect(bob.Page.Locator(".unread-line")).ToHaveCountAsync(0);
        couple.Keep();
    }

    [Fact]
    public async Task A_link_in_a_message_is_fetched_by_nobody_until_it_is_pressed()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        // Whoever connects here is noticed, be it the browser of one of them or the server.
        using var site = new TcpListener(IPAddress.Loopback, 0);
        site.Start();
        var authority = $"127.0.0.1:{((IPEndPoint)site.LocalEndpoint).Port}";
        var requests = new ConcurrentQueue<string>();
        asha.Context.Request += Note;
        bob.Context.Request += Note;
        await asha.Id("composer").PressSequentiallyAsync($"Look: http://{authority}/picture.jpg");
        await asha.Page.Keyboard.PressAsync("Enter");
        await bob.SeesAsync("picture.jpg");
        await asha.StateAsync("picture.jpg", "Delivered");
        var link = bob.BubbleWith("picture.jpg").GetByRole(AriaRole.Link);
        await link.HoverAsync();
        await link.FocusAsync();
        await bob.ChooseAsync("picture.jpg", "message-reply");
        await bob.WaitAsync(bob.Id("composer-context"));
        await bob.SendAsync("I looked.");
        await asha.WaitAsync(asha.BubbleWith("I looked.").GetByTestId("message-quote"));
        await bob.ReloadAsync();
        await bob.OpenChatAsync("Asha");
        await bob.SeesAsync("I looked.");
        Assert.False(site.Pending(), "Somebody connected to the address of the link.");
        Assert.DoesNotContain(requests, url => url.Contains(authority, StringComparison.Ordinal));

        // Pressing it is asking for it: a page of its own, which is not told where from.
        var stop = TestContext.Current.CancellationToken;
        var reached = site.AcceptTcpClientAsync(stop).AsTask();
        var opened = bob.Context.WaitForPageAsync();
        await bob.BubbleWith("picture.jpg").GetByRole(AriaRole.Link).First.ClickAsync();
        using (var client = await reached.WaitAsync(TimeSpan.FromMilliseconds(Person.Deadline), stop))
        {
            using var asked = new StreamReader(client.GetStream());
            var head = new List<string>();
            while (await asked.ReadLineAsync(stop) is { Length: > 0 } line)
            {
                head.Add(line);
            }

            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
            Assert.Equal("GET /picture.jpg HTTP/1.1", head[0]);
            Assert.DoesNotContain(head, line => line.StartsWith("Referer:", StringComparison.OrdinalIgnoreCase));
        }

        await (await opened).CloseAsync();
        Assert.Contains(requests, url => url.Contains(authority, StringComparison.Ordinal));
        asha.Context.Request -= Note;
        bob.Context.Request -= Note;
        couple.Keep();

        void Note(object? sender, IRequest request) => requests.Enqueue(request.Url);
    }

    [Fact]
    public async Task Who_wants_less_motion_sees_none()
    {
        // The longest movement of anything that is on the screen, in milliseconds, with what stands before and after it.
        const string Longest = """
            () => Math.max(...[...document.querySelectorAll('*')].flatMap(element => [null, '::before', '::after'].flatMap(part => {
              const { animationName, animationDuration, transitionDuration } = getComputedStyle(element, part);
              const times = durations => durations.split(',').map(time => parseFloat(time) * (time.trim().endsWith('ms') ? 1 : 1000));
              return [...(animationName === 'none' ? [] : times(animationDuration)), ...times(transitionDuration)];
            })))
            """;
        var (_, asha, bob) = await couple.MeetAsync();
        await asha.Page.SetViewportSizeAsync(390, 844);
        await asha.SendAsync("Slowly, please.");
        await bob.SeesAsync("Slowly, please.");
        await asha.Id("chat-menu").ClickAsync();
        await asha.WaitAsync(asha.Id("safety-open"));
        await asha.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        Assert.InRange(await asha.Page.EvaluateAsync<double>(Longest), 50, 5_000);
        await asha.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        Assert.InRange(await asha.Page.EvaluateAsync<double>(Longest), 0, 1);
        await asha.CloseSheetAsync();
        await bob.TypeUntilSeenAsync("Wait", asha);
        Assert.InRange(await asha.Page.EvaluateAsync<double>(Longest), 0, 1);
        await bob.Id("composer").FillAsync("");
        couple.Keep();
    }
}
