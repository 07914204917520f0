using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>
/// Two tabs with one profile, and the first does not learn that the second took it: what it still tries is refused by the
/// store itself (protocol section 6, "One writer").
/// </summary>
[QuietConsole]
public sealed class TakeoverTests(Chromium chromium)
{
    /// <summary>The lock is stolen, and the one who had it is never told.</summary>
    private const string Deaf = """
        const request = LockManager.prototype.request;
        LockManager.prototype.request = function (...args) {
          return request.apply(this, args).catch(error => error.name === 'AbortError' ? new Promise(() => {}) : Promise.reject(error));
        };
        """;

    /// <summary>Opens the product's own store in a page without the app.</summary>
    private const string Open = """
        async takeOver => {
          const { open } = await import('/_content/Rubaru.App/js/indexed-db-store.js');
          globalThis.lost = 0;
          const ownership = { invokeMethodAsync: async () => { globalThis.lost++; } };
          globalThis.store = await open([1, 2], takeOver, ownership);
          return globalThis.store !== null;
        }
        """;

    /// <summary>One change of table 1: its number, and key and value with their lengths in front.</summary>
    private const string Commit = """
        value => globalThis.store.commit(Uint8Array.from([1, 1, 0, 0, 0, 7, 1, 0, 0, 0, value]))
        """;

    private const string Read = """
        async () => (await globalThis.store.read(1, Uint8Array.from([7]))).at(-1)
        """;

    [Fact]
    public async Task After_a_takeover_the_store_of_the_first_tab_commits_and_erases_nothing()
    {
        const int done = 0;
        const int lost = 2;
        await using var server = await PublishedServer.StartNewAsync();
        await using var person = await Person.OpenAsync(chromium, server, "Asha");
        person.Expected.Add("/favicon.ico"); // the browser asks for it on a page that is no page of the app
        await person.Page.AddInitScriptAsync(Deaf);
        await person.Page.GotoAsync(server.Url + "/api/server");
        Assert.True(await person.Page.EvaluateAsync<bool>(Open, false));
        Assert.Equal(done, await person.Page.EvaluateAsync<int>(Commit, 1));

        var second = await person.Context.NewPageAsync();
        await second.GotoAsync(server.Url + "/api/server");
        Assert.False(await second.EvaluateAsync<bool>(Open, false));
        Assert.True(await second.EvaluateAsync<bool>(Open, true));
        Assert.Equal(lost, await person.Page.EvaluateAsync<int>(Commit, 2));
        Assert.Equal(lost, await person.Page.EvaluateAsync<int>("() => globalThis.store.erase()"));
        Assert.Equal(1, await second.EvaluateAsync<int>(Read));
        Assert.Equal(done, await second.EvaluateAsync<int>(Commit, 3));
        Assert.Equal(lost, await person.Page.EvaluateAsync<int>(Commit, 4));
        Assert.Equal(3, await second.EvaluateAsync<int>(Read));
        // It was indeed never told.
        Assert.Equal(0, await person.Page.EvaluateAsync<int>("() => globalThis.lost"));
    }

    [Fact]
    public async Task A_tab_that_does_not_know_that_it_lost_the_profile_takes_and_sends_nothing_and_nothing_is_lost()
    {
        await using var server = await PublishedServer.StartNewAsync();
        await using var asha = await Person.JoinAsync(chromium, server, "Asha");
        await using var bob = await Person.JoinAsync(chromium, server, "Bob");
        await FaceToFaceTests.MeetAsync(asha, bob);
        await asha.SendAsync("Said in the first tab.");
        await bob.SeesAsync("Said in the first tab.");
        await asha.Page.AddInitScriptAsync(Deaf);
        await asha.Page.ReloadAsync();
        await asha.OpenChatAsync("Bob");
        await asha.PathIsAsync("Direct");

        var second = await asha.Context.NewPageAsync();
        await second.GotoAsync(server.Url);
        await second.GetByTestId("takeover").ClickAsync(new() { Timeout = Person.Deadline });
        await second.GetByTestId("new-contact").First.WaitForAsync(new() { Timeout = Person.Deadline });

        // By the link that the first tab still has, or by the server: it can store neither, so it acknowledges neither.
        await bob.SendAsync("Which tab hears this?");
        await second.GetByTestId("chat-item").Filter(new() { HasText = "Bob" }).ClickAsync();
        await second.GetByTestId("composer").WaitForAsync(new() { Timeout = Person.Deadline });
        await Sees(second, "Which tab hears this?");
        await asha.WaitAsync(asha.Id("takeover"));

        await second.GetByTestId("composer").FillAsync("The second one.");
        await second.GetByTestId("composer").PressAsync("Enter");
        await bob.SeesAsync("The second one.");
        await bob.StateAsync("Which tab hears this?", "Delivered");
        Assert.Equal(
            ["Said in the first tab.", "Which tab hears this?", "The second one."],
            await second.GetByTestId("message").Locator("[data-part=text]").AllTextContentsAsync()
        );
        Assert.Equal(["Said in the first tab.", "Which tab hears this?", "The second one."], await bob.TextsAsync());
    }

    private static Task Sees(IPage page, string text) =>
        page.GetByTestId("message")
            .Filter(new() { HasText = text })
            .First.WaitForAsync(new() { Timeout = Person.Deadline });
}
