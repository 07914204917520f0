using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Rubaru as an installed app: its manifest, its icons, and new versions only when the person agrees.</summary>
[QuietConsole]
public sealed class InstallTests(Chromium chromium)
{
    [Fact]
    public async Task The_manifest_names_the_app_and_every_icon_is_what_it_says()
    {
        await using var server = await PublishedServer.StartNewAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var stop = TestContext.Current.CancellationToken;
        Assert.Contains(
            "<link rel=\"manifest\" href=\"manifest.webmanifest\"",
            await http.GetStringAsync(new Uri("/", UriKind.Relative), stop),
            StringComparison.Ordinal
        );
        using var answer = await http.GetAsync(new Uri("/manifest.webmanifest", UriKind.Relative), stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType?.MediaType);
        using var manifest = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop));
        var root = manifest.RootElement;
        Assert.Equal("Rubaru", root.GetProperty("name").GetString());
        Assert.Equal("Rubaru", root.GetProperty("short_name").GetString());
        Assert.Equal("/", root.GetProperty("start_url").GetString());
        Assert.Equal("/", root.GetProperty("scope").GetString());
        Assert.Equal("standalone", root.GetProperty("display").GetString());

        // The words are those of the app, in each of its languages.
        var shortcuts = root.GetProperty("shortcuts").EnumerateArray().ToArray();
        string[] keys = ["ListNewContact", "ListPasteInvite"];
        Assert.Equal(
            keys.Select(key =>
                (string[])[.. Languages.Select(language => Texts(language).GetProperty(key).GetString()!)]
            ),
            shortcuts.Select(Names)
        );

        // Shortcuts lead to addresses that are never sent to the server, and shared text to one that the worker answers.
        Assert.All(
            root.GetProperty("shortcuts").EnumerateArray(),
            shortcut => Assert.StartsWith("/#", shortcut.GetProperty("url").GetString(), StringComparison.Ordinal)
        );
        var share = root.GetProperty("share_target");
        Assert.Equal(
            ("/share", "POST"),
            (share.GetProperty("action").GetString(), share.GetProperty("method").GetString())
        );

        var seen = new HashSet<string>();
        foreach (var icon in root.GetProperty("icons").EnumerateArray())
        {
            var type = icon.GetProperty("type").GetString()!;
            var sizes = icon.GetProperty("sizes").GetString()!;
            using var image = await http.GetAsync(
                new Uri("/" + icon.GetProperty("src").GetString(), UriKind.Relative),
                stop
            );
            Assert.Equal(HttpStatusCode.OK, image.StatusCode);
            Assert.Equal(type, image.Content.Headers.ContentType?.MediaType);
            if (type == "image/png")
            {
                Assert.Equal(sizes, PngSize(await image.Content.ReadAsByteArrayAsync(stop)));
            }

            seen.Add($"{icon.GetProperty("purpose").GetString()} {type} {sizes}");
        }

        // What browsers ask of an app that can be installed.
        Assert.Superset(
            new HashSet<string> { "any image/png 192x192", "any image/png 512x512", "maskable image/png 512x512" },
            seen
        );

        // And what this one says after it looked.
        var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.Url);
        var chrome = await context.NewCDPSessionAsync(page);
        var errors = (await chrome.SendAsync("Page.getInstallabilityErrors"))!.Value;
        // A context of a test is a private window for Chromium; nothing else may be missing.
        Assert.DoesNotContain(
            errors.GetProperty("installabilityErrors").EnumerateArray(),
            error => error.GetProperty("errorId").GetString() != "in-incognito"
        );
        await context.DisposeAsync();
    }

    [Fact]
    public async Task A_new_version_waits_until_the_person_agrees()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await asha.ReloadFromWorkerAsync();
        var old = await DescriptionAsync(asha);
        Assert.NotEqual(NextVersion.Description, old);

        using var next = await NextVersion.CreateAsync();
        await server.StopAsync();
        server.Folder = next.Folder;
        await server.StartAsync();
        await asha.Page.EvaluateAsync("() => { window.stillTheSamePage = true; }");
        // What the app does every hour.
        await asha.Page.EvaluateAsync(
            "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
        );
        var banner = asha.Page.Locator("[data-testid=banner][data-kind=update-ready]");
        await banner.WaitForAsync(new() { Timeout = Person.Deadline });
        Assert.True(await asha.Page.EvaluateAsync<bool>("() => window.stillTheSamePage === true"));

        // Not even a reload applies it.
        await asha.ReloadAsync();
        await banner.WaitForAsync(new() { Timeout = Person.Deadline });
        Assert.Equal(old, await DescriptionAsync(asha));
        await ScreenTests.ShootBothAsync(asha, "update");

        // On a phone.
        await asha.Page.SetViewportSizeAsync(390, 844);
        await banner.GetByTestId("banner-action").ClickAsync();
        await asha.Page.WaitForFunctionAsync(
            "text => document.querySelector('meta[name=description]')?.content === text",
            NextVersion.Description,
            new() { Timeout = Person.Deadline }
        );
        await asha.Id("new-contact").First.WaitForAsync(new() { Timeout = Person.Deadline });
        await Expect(banner).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
        Assert.Equal(
            ["rubaru-app-NextOne1"],
            await asha.Page.EvaluateAsync<string[]>(
                "async () => (await caches.keys()).filter(name => name.startsWith('rubaru-app-'))"
            )
        );
    }

    [Fact]
    public async Task Shared_text_goes_into_the_chosen_chat_and_never_to_the_server()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await asha.LeaveAsync();

        // As the system does it: a form from elsewhere, posted to the address of the manifest.
        var page = await asha.Context.NewPageAsync();
        var answered = new List<IResponse>();
        page.Response += (_, response) => answered.Add(response);
        await page.SetContentAsync(
            $"<form method=post enctype=multipart/form-data action='{server.Url}/share'>"
                + "<input name=title value='A recipe'><input name=text value='Two onions'><input name=url value='A recipe'></form>"
        );
        await page.EvaluateAsync("() => document.forms[0].submit()");
        await Expect(page.GetByTestId("shared-text"))
            .ToHaveTextAsync("A recipe\nTwo onions", new() { Timeout = Person.Deadline });
        Assert.DoesNotContain(
            answered,
            response => response.Url.EndsWith("/share", StringComparison.Ordinal) && !response.FromServiceWorker
        );
        await page.GetByTestId("share-into").ClickAsync();
        await Expect(page.GetByTestId("composer"))
            .ToHaveValueAsync("A recipe\nTwo onions", new() { Timeout = Person.Deadline });
        Assert.DoesNotContain("shared", page.Url, StringComparison.Ordinal);
        // Nothing left by itself.
        Assert.Equal(0, await page.GetByTestId("message").CountAsync());

        // It was there once.
        await page.GotoAsync(server.Url + "/#shared");
        await page.ReloadAsync();
        await page.GetByTestId("new-contact").First.WaitForAsync(new() { Timeout = Person.Deadline });
        Assert.Equal(0, await page.GetByTestId("shared-text").CountAsync());

        // A shortcut of the icon.
        await page.GotoAsync("about:blank");
        await page.GotoAsync(server.Url + "/#paste");
        await page.GetByTestId("invite-paste").WaitForAsync(new() { Timeout = Person.Deadline });
    }

    private static readonly string[] Languages = ["en", "hi", "hi-Latn"];

    private static string[] Names(JsonElement shortcut)
    {
        var others = shortcut.GetProperty("name_localized");
        Assert.Equal(Languages[1..], others.EnumerateObject().Select(name => name.Name));
        return
        [
            shortcut.GetProperty("name").GetString()!,
            .. others.EnumerateObject().Select(name => name.Value.GetString()!),
        ];
    }

    private static JsonElement Texts(string language) =>
        JsonSerializer.Deserialize<JsonElement>(
            File.ReadAllText(
                Path.Combine(Repository.Published, "wwwroot", "_content", "Rubaru.App", "texts", language + ".json")
            )
        );

    private static Task<string> DescriptionAsync(Person person) =>
        person.Page.EvaluateAsync<string>("() => document.querySelector('meta[name=description]').content");

    /// <summary>Width and height from the header of a PNG, which begins every such file.</summary>
    private static string PngSize(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var width = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(16));
        var height = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(20));
        return $"{width}x{height}";
    }
}
