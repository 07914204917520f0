using Rubaru.App.Pages;
using Rubaru.App.Tests.Texts;
using Rubaru.Client;
using Rubaru.Client.Locking;
using Key = Rubaru.App.Texts.Text;

namespace Rubaru.App.Tests.Pages;

/// <summary>The lock screen over a real locked profile.</summary>
public sealed class UnlockTests : Page
{
    private readonly List<UnlockResult> opened = [];
    private bool erased;

    [Fact]
    public async Task A_wrong_passphrase_is_said_and_the_right_one_opens()
    {
        await using var client = await new LockedProfile(Clock).LockAsync();
        var page = Show(client);
        Assert.DoesNotContain("Asha", page.Markup, StringComparison.Ordinal);
        await TryAsync(page, "kitchen ladder");
        page.WaitForAssertion(() => Assert.Equal("That is not the passphrase.", Error(page)), TimeSpan.FromSeconds(30));
        Assert.Equal("", page.Find("[data-testid=unlock-passphrase]").GetAttribute("value") ?? "");
        // What is said follows when another language is chosen.
        English.Use("hi", SourceFiles.Texts("hi"));
        page.Render();
        Assert.Equal(English[Key.UnlockWrong], Error(page));
        Assert.NotEqual("That is not the passphrase.", Error(page));
        English.Use("en", SourceFiles.Texts("en"));
        await TryAsync(page, LockedProfile.Passphrase);
        page.WaitForAssertion(() => Assert.Equal([UnlockResult.Opened], opened), TimeSpan.FromSeconds(30));
        Assert.True(client.HasProfile);
    }

    [Fact]
    public async Task After_three_wrong_ones_the_wait_is_counted_down_and_the_button_waits_too()
    {
        await using var client = await new LockedProfile(Clock).LockAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.AppLock.UnlockAsync("wrong");
        }

        var page = Show(client);
        Assert.Equal("Too many wrong ones. Try again in 5 s.", Error(page));
        Assert.True(page.Find("[data-testid=unlock-submit]").HasAttribute("disabled"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Contains("in 3 s", Error(page), StringComparison.Ordinal));
        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=unlock-error]")));
        Assert.False(page.Find("[data-testid=unlock-submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task The_words_say_which_of_them_is_wrong()
    {
        var profile = new LockedProfile(Clock);
        await using var client = await profile.LockAsync(words: true);
        var page = Show(client);
        await page.Find("[data-testid=unlock-other]").ClickAsync(new());
        var words = profile.Words.ToArray();
        words[6] = "banyan";
        await WordsAsync(page, words);
        page.WaitForAssertion(() => Assert.StartsWith("Word 7 is not", Error(page), StringComparison.Ordinal));
        await WordsAsync(page, profile.Words[..23]);
        page.WaitForAssertion(() => Assert.EndsWith("these are 23.", Error(page), StringComparison.Ordinal));
        await WordsAsync(page, profile.Words);
        page.WaitForAssertion(() => Assert.Equal([UnlockResult.Opened], opened), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Erasing_asks_for_the_word_and_needs_no_passphrase()
    {
        await using var client = await new LockedProfile(Clock).LockAsync();
        var page = Show(client);
        Assert.Empty(page.FindAll("[data-testid=unlock-other]"));
        Assert.Empty(page.FindAll("[data-testid=unlock-passkey]"));
        await page.Find("[data-testid=unlock-erase]").ClickAsync(new());
        await page.Find("form").SubmitAsync();
        Assert.False(erased);
        await page.Find("[data-testid=erase-word]").InputAsync(new() { Value = "erase" });
        await page.Find("form").SubmitAsync();
        Assert.True(erased);
    }

    private static string Error(IRenderedComponent<Unlock> page) =>
        page.Find("[data-testid=unlock-error]").TextContent.Trim();

    private static async Task TryAsync(IRenderedComponent<Unlock> page, string passphrase)
    {
        await page.Find("[data-testid=unlock-passphrase]").InputAsync(new() { Value = passphrase });
        await page.Find("form").SubmitAsync();
    }

    private static async Task WordsAsync(IRenderedComponent<Unlock> page, IEnumerable<string> words)
    {
        await page.Find("[data-testid=unlock-words]").InputAsync(new() { Value = string.Join(' ', words) });
        await page.Find("form").SubmitAsync();
    }

    private IRenderedComponent<Unlock> Show(ChatClient client) =>
        Render<Unlock>(p =>
            p.Add(u => u.Lock, client.AppLock)
                .Add(
                    u => u.Opened,
                    result =>
                    {
                        opened.Add(result);
                        return Task.CompletedTask;
                    }
                )
                .Add(
                    u => u.Erase,
                    () =>
                    {
                        erased = true;
                        return Task.CompletedTask;
                    }
                )
        );
}
