using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Lists and layout as only a browser shows them: search with the browser's tables, places that stay, panes, keys.</summary>
public sealed class ChatsTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>A visual viewport that a test can cover with a keyboard, and all layout shifts that nobody caused.</summary>
    private const string Instruments = """
        const covered = Object.assign(new EventTarget(), { height: innerHeight, offsetTop: 0, scale: 1 });
        Object.defineProperty(window, 'visualViewport', { get: () => covered });
        window.shifts = [];
        const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round);
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries().filter((entry) => !entry.hadRecentInput)) {
            const moved = entry.sources.map(({ node, previousRect, currentRect }) =>
              `${node?.nodeName}.${node?.className} [${place(previousRect)}] -> [${place(currentRect)}]`);
            window.shifts.push({ value: entry.value, at: entry.startTime, moved: moved.join('; ') });
          }
        }).observe({ type: 'layout-shift', buffered: true });
        """;

    internal const string SayMany = """
        async ([from, to]) => {
          const composer = document.querySelector('[data-testid=composer]');
          for (let i = from; i < to; i++) {
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(composer, `Message number ${i}.`);
            composer.dispatchEvent(new Event('input', { bubbles: true }));
            composer.form.requestSubmit();
            while (composer.value !== '' || ![...document.querySelectorAll('[data-part=text]')].slice(-3).some(e => e.textContent === `Message number ${i}.`)) {
              await new Promise(resolve => setTimeout(resolve, 4));
            }
          }
        }
        """;

    /// <summary>A picture in each language; what the change of words moves is no shift of the product.</summary>
    private static async Task PoseAsync(Person person, string name, string size)
    {
        const string Seen =
            "() => new Promise(seen => requestAnimationFrame(() => setTimeout(() => seen(performance.now()), 50)))";
        var began = await person.Page.EvaluateAsync<double>(Seen);
        await ScreenTests.ShootAsync(person, name, size);
        await person.Page.EvaluateAsync(Seen);
        await person.Page.EvaluateAsync(
            "began => { window.shifts = window.shifts.filter(shift => shift.at < began); }",
            began
        );
    }

    [Fact]
    public async Task A_long_chat_is_searched_and_keeps_its_place_and_the_list_obeys()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha", initScript: Instruments);
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Café at six?");
        await asha.SendAsync("कल शाम को चाँद देखेंगे");
        await asha.Page.EvaluateAsync(SayMany, new object[] { 0, 100 });
        await asha.StateAsync("Message number 99.", "Delivered");

        // Across all chats, by the browser's own tables: accents, case, chandrabindu and anusvara.
        await asha.Id("search").FillAsync("CAFE AT");
        await Expect(asha.Id("search-hit").Locator("mark")).ToHaveTextAsync("Café at");
        await asha.Id("search").FillAsync("चांद");
        await Expect(asha.Id("search-hit").Locator("mark")).ToHaveTextAsync("चाँद");
        await PoseAsync(asha, "search", "desktop");
        await asha.Id("search-hit").ClickAsync();
        await Expect(asha.BubbleWith("चाँद देखेंगे")).ToBeInViewportAsync(new() { Timeout = Person.Deadline });
        await asha.Id("search-clear").ClickAsync();

        // Inside the chat.
        await asha.Page.Keyboard.PressAsync("Control+f");
        await asha.Id("find").FillAsync("number 3");
        await Expect(asha.Id("find-count")).ToHaveTextAsync("1 of 11", new() { Timeout = Person.Deadline });
        await Expect(asha.BubbleWith("number 39.")).ToBeInViewportAsync();
        await asha.Page.WaitForFunctionAsync("() => CSS.highlights.get('found')?.size >= 11");
        for (var i = 0; i < 10; i++)
        {
            await asha.Page.Keyboard.PressAsync("Enter");
        }

        await Expect(asha.Id("find-count")).ToHaveTextAsync("11 of 11");
        await Expect(asha.BubbleWith("number 3.")).ToBeInViewportAsync();
        await PoseAsync(asha, "find", "desktop");
        await asha.Page.Keyboard.PressAsync("Escape");
        await Expect(asha.Id("find-bar")).ToHaveCountAsync(0);
        await Expect(asha.Id("composer")).ToBeFocusedAsync();
        Assert.Equal(0, await asha.Page.EvaluateAsync<int>("() => CSS.highlights.get('found').size"));

        // What is read stays where it is while something arrives below.
        var before = await TopAsync(asha, "number 3.");
        await bob.SendAsync("Are you still reading?");
        await Expect(asha.Id("to-latest").Locator(".count")).ToHaveTextAsync("1", new() { Timeout = Person.Deadline });
        Assert.InRange(await TopAsync(asha, "number 3."), before - 1, before + 1);
        await asha.Id("to-latest").ClickAsync();
        await Expect(asha.BubbleWith("Are you still reading?")).ToBeInViewportAsync();
        await Expect(asha.Id("to-latest")).ToHaveCountAsync(0);

        // After a new start only the end is loaded, and what was found long ago is still one step away.
        await asha.ReloadAsync();
        await asha.SwitchAsync();
        await asha.Id("switcher").FillAsync("number 7.");
        await asha.WaitAsync(asha.Id("search-hit").First);
        await asha.Page.Keyboard.PressAsync("Enter");
        await Expect(asha.BubbleWith("number 7.")).ToBeInViewportAsync(new() { Timeout = Person.Deadline });
        await Expect(asha.Page.Locator("dialog")).ToHaveCountAsync(0);

        // The list: pinned, archived and taken back.
        await asha.Id("chat-item").ClickAsync(new() { Button = MouseButton.Right });
        await PoseAsync(asha, "row-menu", "desktop");
        await asha.Id("chat-pin").ClickAsync();
        await Expect(asha.Page.Locator(".row-mark")).ToHaveTextAsync("Pinned");
        await asha.Id("chat-item").HoverAsync();
        await asha.Id("chat-row-menu").ClickAsync();
        await asha.Id("chat-archive").ClickAsync();
        await Expect(asha.Id("chat-item")).ToHaveCountAsync(0);
        await asha.Id("undo").ClickAsync();
        await Expect(asha.Id("chat-item")).ToHaveCountAsync(1);

        // Three panes: the details stand beside a chat that can be written in.
        await asha.Id("chat-menu").ClickAsync();
        await asha.WaitAsync(asha.Page.Locator("dialog[data-docked]"));
        await asha.Id("accent-4").CheckAsync(new() { Force = true });
        await Expect(asha.Page.Locator(".pane-chat.accent-4")).ToHaveCountAsync(1);
        await asha.SendAsync("Written beside the details.");
        await bob.SeesAsync("Written beside the details.");
        var field = (await asha.Id("composer").BoundingBoxAsync())!;
        var pane = (await asha.Page.Locator("dialog[data-docked]").BoundingBoxAsync())!;
        Assert.True(field.X + field.Width <= pane.X, "The pane covers the chat.");
        await PoseAsync(asha, "three-panes", "desktop");
        await asha.Page.SetViewportSizeAsync(900, 800);
        await asha.WaitAsync(asha.Page.Locator("dialog:modal"));
        await asha.CloseSheetAsync();

        var shifts = await asha.Page.EvaluateAsync<JsonElement>("() => window.shifts");
        Assert.True(shifts.EnumerateArray().Sum(shift => shift.GetProperty("value").GetDouble()) < 0.1, $"{shifts}");
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task On_a_phone_the_keyboard_takes_its_room_and_a_dropped_file_is_taken()
    {
        var phone = new ViewportSize { Width = 390, Height = 844 };
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha", phone, initScript: Instruments);
        await using var bob = await Person.JoinAsync(chromium, server, "Bob", phone);
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.TypeAndSendAsync("Shall we meet at the river?");
        await asha.StateAsync("Shall we", "Delivered");

        await asha.Page.EvaluateAsync(
            "() => { visualViewport.height = 480; visualViewport.dispatchEvent(new Event('resize')); }"
        );
        Assert.Equal("480px", await HeightAsync(asha));
        await asha.Id("composer").FillAsync("Yes");
        await Expect(asha.Id("send")).ToBeInViewportAsync();
        var send = (await asha.Id("send").BoundingBoxAsync())!;
        Assert.True(send.Y + send.Height <= 480, "The button is behind the keyboard.");
        await asha.Id("composer").FillAsync("");
        // Zoomed by two fingers: that is no keyboard.
        await asha.Page.EvaluateAsync(
            "() => { visualViewport.scale = 1.5; visualViewport.dispatchEvent(new Event('resize')); }"
        );
        Assert.Equal("844px", await HeightAsync(asha));

        await asha.Page.EvaluateAsync(
            """
            () => {
              const files = new DataTransfer();
              files.items.add(new File(['x'], 'photo.jpg'));
              for (const type of ['dragenter', 'dragover']) {
                document.querySelector('.scroller').dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
              }
              window.files = files;
            }
            """
        );
        await Expect(asha.Id("drop-overlay")).ToBeVisibleAsync();
        await Expect(asha.Page.Locator(".drop-note")).ToBeHiddenAsync();
        var stayed = await asha.Page.EvaluateAsync<bool>(
            "() => !document.querySelector('.scroller').dispatchEvent(new DragEvent('drop', { dataTransfer: window.files, bubbles: true, cancelable: true }))"
        );
        Assert.True(stayed, "The browser would open the file in place of the app.");
        await Expect(asha.Id("drop-overlay")).ToHaveCountAsync(0);
        await asha.WaitAsync(asha.Id("file-sheet"));
        await asha.CloseSheetAsync();

        await asha.Id("chat-menu").ClickAsync();
        await asha.Id("details-find").ClickAsync();
        await asha.Id("find").FillAsync("river");
        await Expect(asha.Id("find-count")).ToHaveTextAsync("1 of 1", new() { Timeout = Person.Deadline });
        await PoseAsync(asha, "find", "phone");
        await asha.Id("find-close").ClickAsync();
        await asha.Id("chat-back").ClickAsync();
        await asha.Id("search").FillAsync("RIVER");
        await asha.WaitAsync(asha.Id("search-hit"));
        await PoseAsync(asha, "search", "phone");
        await asha.Id("search-clear").ClickAsync();
        await asha.Id("chat-row-menu").FocusAsync();
        await asha.Page.Keyboard.PressAsync("Enter");
        await asha.Id("chat-archive").ClickAsync();
        await asha.Id("archive-open").ClickAsync();
        await PoseAsync(asha, "archive", "phone");

        // Twice as large: everything is there and nothing has to be scrolled sideways.
        await asha.Page.SetViewportSizeAsync(640, 400);
        await asha.Id("chat-item").ClickAsync();
        await asha.ChatOpensAsync();
        await Expect(asha.Id("composer")).ToBeInViewportAsync();
        Assert.True(
            await asha.Page.EvaluateAsync<bool>(
                "() => document.scrollingElement.scrollWidth <= innerWidth && document.querySelector('.scroller').scrollWidth <= innerWidth"
            )
        );
        await PoseAsync(asha, "zoomed", "phone");
        Assert.Empty(asha.Complaints);
    }

    private static async Task<double> TopAsync(Person person, string text) =>
        (await person.BubbleWith(text).BoundingBoxAsync())!.Y;

    private static Task<string> HeightAsync(Person person) =>
        person.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.app')).height");
}
