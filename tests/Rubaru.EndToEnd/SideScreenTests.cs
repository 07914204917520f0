using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>The screens beside the main way: pictures, axe, targets; each in both sizes.</summary>
[QuietConsole]
public sealed class SideScreenTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Emoji_switcher_archive_server_page_banners_and_shared_text()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.OpenAsync(chromium, server, "Asha");
        // The pictures are taken in two languages, some of them without a network.
        await asha.Context.RouteAsync(
            "**/texts/*.json",
            route =>
                route.FulfillAsync(
                    new() { Path = Path.Combine(TextsFolder, route.Request.Url.Split('/')[^1].Split('?')[0]) }
                )
        );
        await asha.Page.GotoAsync(server.Url);
        await asha.OnboardAsync();
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);
        await bob.SendAsync("The tram leaves at *ten past*; I kept you a seat by the window.");
        await asha.SeesAsync("The tram leaves");
        await asha.SendAsync("זאת הודעה ארוכה מאוד שאין לה מקום בשורה אחת של רשימת השיחות ולכן היא נחתכת בסופה");
        await bob.SeesAsync("זאת הודעה");
        await ScreenTests.ShootBothAsync(asha, "right-to-left");

        await asha.ChooseAsync("The tram leaves", "react-more");
        await asha.WaitAsync(asha.Id("emoji-grid"));
        await ScreenTests.ShootBothAsync(asha, "emoji");
        await asha.Id("emoji-grid").Locator("button").Nth(9).ClickAsync();
        await bob.WaitAsync(bob.Id("reactions"));

        await asha.SwitchAsync();
        await ScreenTests.ShootBothAsync(asha, "switcher");
        await asha.Id("switcher").FillAsync("tram");
        await asha.WaitAsync(asha.Id("search-hit"));
        await ScreenTests.ShootBothAsync(asha, "switcher-found");
        await asha.Id("switcher").FillAsync("nothing of the kind");
        await Expect(asha.Id("search-hit")).ToHaveCountAsync(0);
        await ScreenTests.ShootBothAsync(asha, "switcher-nothing");
        // The first Escape would empty the field, as in every field for a search.
        await asha.Id("switcher").FillAsync("");
        await asha.CloseSheetAsync();

        await asha.Id("settings-open").ClickAsync();
        await asha.Id("server-info").ClickAsync(new() { Timeout = Person.Deadline });
        await asha.WaitAsync(asha.Id("server-facts"));
        await asha.Id("server-raw").ScrollIntoViewIfNeededAsync();
        await ScreenTests.ShootBothAsync(asha, "server-page");
        await asha.CloseSheetAsync();

        await asha.Context.SetOfflineAsync(true);
        await asha.WaitAsync(Banner(asha, "offline"));
        await ScreenTests.ShootBothAsync(asha, "banner-offline");
        await asha.Context.SetOfflineAsync(false);
        await Expect(Banner(asha, "offline")).ToHaveCountAsync(0);

        // Put away, and the word that takes it back: it leaves the message field free, in a chat of its own too.
        await asha.Id("chat-item").HoverAsync();
        await asha.Id("chat-row-menu").ClickAsync();
        await asha.Id("chat-archive").ClickAsync();
        await asha.WaitAsync(asha.Id("undo-toast"));
        foreach (var (width, height) in new[] { (1280, 800), (900, 800), (390, 844) })
        {
            await asha.Page.SetViewportSizeAsync(width, height);
            var toast = (await asha.Id("undo-toast").BoundingBoxAsync())!;
            var field = (await asha.Page.Locator(".composer").BoundingBoxAsync())!;
            var beside = toast.X + toast.Width <= field.X || field.X + field.Width <= toast.X;
            var above = toast.Y + toast.Height <= field.Y;
            Assert.True(beside || above, $"At {width} px the toast covers the message field.");
            await asha.ScreenshotAsync($"undo-{width}");
        }

        await asha.Page.SetViewportSizeAsync(1280, 800);
        await asha.Id("undo").ClickAsync();
        await asha.WaitAsync(asha.Id("chat-item"));

        await asha.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await asha.Page.GotoAsync("about:blank");
        await asha.Page.SetContentAsync(
            $"<form method=post enctype=multipart/form-data action='{server.Url}/share'><input name=text value='Two onions, one lemon'></form>"
        );
        await asha.Page.EvaluateAsync("() => document.forms[0].submit()");
        await asha.WaitAsync(asha.Id("shared-text"));
        await ScreenTests.ShootBothAsync(asha, "shared");
        await asha.CloseSheetAsync();

        await server.KillAsync();
        await asha.WaitAsync(Banner(asha, "server-unreachable"));
        await ScreenTests.ShootBothAsync(asha, "banner-server");
    }

    [Fact]
    public async Task A_browser_that_lacks_something_and_a_store_that_does_not_open()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.OpenAsync(
            chromium,
            server,
            "Asha",
            initScript: "delete window.RTCPeerConnection;"
        );
        await asha.Page.GotoAsync(server.Url);
        await asha.WaitAsync(asha.Id("unsupported"));
        await ScreenTests.ShootBothAsync(asha, "unsupported");

        await using var bob = await Person.OpenAsync(
            chromium,
            server,
            "Bob",
            initScript: "IDBFactory.prototype.open = () => { throw new DOMException('The disk is damaged.', 'UnknownError'); };"
        );
        bob.Expected.Add("IndexedDbStore.OpenAsync");
        await bob.Page.GotoAsync(server.Url);
        await bob.WaitAsync(bob.Id("failed-reason"));
        await ScreenTests.ShootBothAsync(bob, "failed");
    }

    private static string TextsFolder =>
        Path.Combine(Repository.Published, "wwwroot", "_content", "Rubaru.App", "texts");

    private static ILocator Banner(Person person, string kind) =>
        person.Page.Locator($"[data-testid=banner][data-kind={kind}]");
}
