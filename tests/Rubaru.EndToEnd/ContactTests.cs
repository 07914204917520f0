using static Microsoft.Playwright.Assertions;

namespace Rubaru.EndToEnd;

/// <summary>Names, deleting a contact, erasing everything: what a person decides about this device.</summary>
[QuietConsole]
public sealed class ContactTests(Chromium chromium, Couple couple) : IClassFixture<Couple>
{
    [Fact]
    public async Task A_contact_has_the_name_I_give_it_and_only_here()
    {
        var (_, asha, bob) = await couple.MeetAsync();

        await asha.Id("chat-menu").ClickAsync();
        await asha.Id("contact-name").FillAsync("Robert from work");
        await asha.Id("contact-name-save").ClickAsync();
        await Expect(asha.Id("chat-item")).ToContainTextAsync("Robert from work", Soon);
        await asha.ReloadAsync();
        await asha.OpenChatAsync("Robert from work");
        await Expect(asha.Id("chat-menu")).ToContainTextAsync("Robert from work", Soon);

        // The other side hears nothing of it, and its own new name does not replace mine.
        await RenameMeAsync(bob, "Bobby");
        await bob.SendAsync("I am Bobby now.");
        await asha.SeesAsync("I am Bobby now.");
        await Expect(asha.Id("chat-menu")).ToContainTextAsync("Robert from work");
        Assert.DoesNotContain("Robert", await bob.Page.ContentAsync(), StringComparison.Ordinal);
        couple.Keep();
    }

    [Fact]
    public async Task My_new_name_reaches_the_other_side()
    {
        var (_, asha, bob) = await couple.MeetAsync();
        await RenameMeAsync(asha, "Asha Kumari");
        await Expect(bob.Id("chat-menu")).ToContainTextAsync("Asha Kumari", Soon);
        await Expect(bob.Id("chat-item")).ToContainTextAsync("Asha Kumari", Soon);
        couple.Keep();
    }

    [Fact]
    public async Task A_deleted_contact_reaches_nobody_and_is_told_the_truth()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await bob.SendAsync("Before.");
        await asha.SeesAsync("Before.");

        await asha.Id("chat-menu").ClickAsync();
        await asha.Id("contact-delete").ClickAsync();
        await asha.Id("contact-delete-cancel").ClickAsync();
        await Expect(asha.Id("chat-item")).ToHaveCountAsync(1);
        await asha.Id("contact-delete").ClickAsync();
        await asha.Id("contact-delete-confirm").ClickAsync();
        await Expect(asha.Id("chat-item")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
        await Expect(asha.Id("composer")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });

        await bob.PathIsAsync("Server");
        await bob.WaitAsync(bob.Page.Locator("[data-testid=chat-closed][data-kind=gone]"));
        await bob.SeesLineAsync("Asha can no longer be reached");
        await asha.ReloadAsync();
        await Expect(asha.Id("empty-show-invite")).ToBeVisibleAsync(new() { Timeout = Person.Deadline });
        await Expect(asha.Id("chat-item")).ToHaveCountAsync(0);
        Assert.Empty(await server.QueryAsync("SELECT 1 FROM deposit WHERE status = 'pending'"));
        Assert.Empty(asha.Complaints);
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task Erase_everything_leaves_nothing_of_the_person()
    {
        await using var server = await PublishedServer.StartNewAsync();
        var ashaJoins = Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await using var asha = await ashaJoins;
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Soon gone.");
        await bob.SeesAsync("Soon gone.");
        await asha.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        Assert.True(await RecordsAsync(asha) > 5, "There is something to erase.");

        await asha.Id("settings-open").ClickAsync();
        await asha.Id("language").SelectOptionAsync("en");
        await asha.Page.WaitForFunctionAsync("() => localStorage.getItem('rubaru-language') === 'en'");
        await asha.Id("erase").ClickAsync();
        await Expect(asha.Id("erase-confirm")).ToBeDisabledAsync();
        await asha.Id("erase-word").FillAsync("ERASE");
        await asha.Id("erase-confirm").ClickAsync();

        await asha.Id("onboarding-name").WaitForAsync(new() { Timeout = Person.Deadline });
        // The last to go is what makes the browser overwrite its files, some seconds later.
        await asha.Page.WaitForFunctionAsync(
            $"async () => await ({Records})() === 0",
            null,
            new() { Timeout = Person.Deadline }
        );
        Assert.Empty(await asha.Page.EvaluateAsync<string[]>(Remains));
        await asha.Page.ReloadAsync();
        await asha.Id("onboarding-name").WaitForAsync(new() { Timeout = Person.Deadline });
        Assert.Empty(asha.Complaints);
    }

    private static Microsoft.Playwright.LocatorAssertionsToContainTextOptions Soon =>
        new() { Timeout = Person.Deadline };

    /// <summary>Keys of the site's storages, and cached files that are none of the published app's.</summary>
    private const string Remains = """
        async () => {
          const text = await (await fetch('service-worker-assets.js')).text();
          const manifest = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
          const app = new Set(manifest.assets.map(a => new URL(a.url, location.origin).href));
          const found = [...Object.keys(localStorage), ...Object.keys(sessionStorage)];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys())
              if (!app.has(request.url)) found.push(request.url);
          if (document.cookie) found.push(document.cookie);
          return found;
        }
        """;

    /// <summary>Records in every table of every database; only the random name of the owning tab does not count.</summary>
    private const string Records = """
        async () => {
          const result = r => new Promise((y, n) => { r.onsuccess = () => y(r.result); r.onerror = () => n(r.error); });
          let count = 0;
          for (const { name } of await indexedDB.databases()) {
            const db = await result(indexedDB.open(name));
            for (const store of db.objectStoreNames)
              if (store !== 'owner') count += await result(db.transaction(store).objectStore(store).count());
            db.close();
          }
          return count;
        }
        """;

    private static Task<int> RecordsAsync(Person person) => person.Page.EvaluateAsync<int>(Records);

    private static async Task RenameMeAsync(Person person, string name)
    {
        await person.Id("settings-open").ClickAsync();
        await person.Id("my-name").FillAsync(name);
        await person.Id("my-name-save").ClickAsync();
        await Expect(person.Id("my-name-save")).ToBeDisabledAsync(new() { Timeout = Person.Deadline });
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(person.Id("my-name")).ToHaveCountAsync(0, new() { Timeout = Person.Deadline });
    }
}
