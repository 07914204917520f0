using Rubaru.Client.Storage;

namespace Rubaru.App.Tests.Components;

public sealed class ComposerTests : Page
{
    private readonly List<string> sent = [];
    private readonly List<string> drafts = [];
    private Func<string, Task>? send;
    private bool full;

    private IRenderedComponent<Composer> Show(string draft = "") =>
        Render<Composer>(p =>
            p.Add(c => c.Name, "Asha")
                .Add(c => c.Draft, draft)
                .Add(
                    c => c.Send,
                    text =>
                    {
                        sent.Add(text);
                        return send?.Invoke(text) ?? Task.CompletedTask;
                    }
                )
                .Add(
                    c => c.SaveDraft,
                    text =>
                    {
                        drafts.Add(text);
                        return full ? Task.FromException(new StorageFullException("full")) : Task.CompletedTask;
                    }
                )
        );

    private static string? Field(IRenderedComponent<Composer> composer) =>
        composer.Find("[data-testid=composer]").GetAttribute("value");

    [Fact]
    public async Task What_is_typed_is_sent_and_the_field_is_empty_again()
    {
        var composer = Show();
        Assert.Equal("empty", composer.Find("[data-testid=send]").GetAttribute("data-disabled-reason"));
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "Hello\nthere " });
        Assert.Null(composer.Find("[data-testid=send]").GetAttribute("data-disabled-reason"));
        await composer.Find("form").SubmitAsync();
        Assert.Equal(["Hello\nthere"], sent);
        Assert.True(string.IsNullOrEmpty(Field(composer)));
    }

    [Fact]
    public async Task Nothing_and_blanks_are_not_sent()
    {
        var composer = Show();
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = " \n " });
        await composer.Find("form").SubmitAsync();
        Assert.Empty(sent);
    }

    [Theory]
    [InlineData('x', 32_000, true)]
    [InlineData('x', 32_001, false)]
    [InlineData('न', 10_666, true)]
    [InlineData('न', 10_667, false)]
    public async Task The_limit_counts_bytes_and_refuses_before_sending(char letter, int count, bool accepted)
    {
        var composer = Show();
        var text = new string(letter, count);
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = text });
        await composer.Find("form").SubmitAsync();
        Assert.Equal(accepted ? 1 : 0, sent.Count);
        if (!accepted)
        {
            Assert.Equal("too-long", composer.Find("[data-testid=composer]").GetAttribute("data-disabled-reason"));
            Assert.Equal("too-long", composer.Find("[data-testid=send]").GetAttribute("data-disabled-reason"));
            Assert.Equal(text, Field(composer));
        }
    }

    [Fact]
    public async Task The_counter_appears_near_the_limit()
    {
        var composer = Show();
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = new string('x', 29_000) });
        Assert.Empty(composer.FindAll("[data-testid=composer-counter]"));
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = new string('x', 31_900) });
        Assert.Equal("100", composer.Find("[data-testid=composer-counter]").TextContent);
    }

    [Fact]
    public async Task When_sending_fails_the_words_come_back_above_what_was_typed_since()
    {
        var gate = new TaskCompletionSource();
        send = _ => gate.Task;
        var composer = Show();
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "first" });
        var sending = composer.Find("form").SubmitAsync();
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "second" });
        gate.SetException(new StorageFullException("full"));
        await sending;
        Assert.Equal("first\nsecond", Field(composer));
        Assert.Contains("no room left", composer.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("first\nsecond", drafts[^1]);
    }

    [Fact]
    public async Task A_draft_without_room_stays_in_the_field_and_is_saved_when_there_is_room()
    {
        var composer = Show();
        full = true;
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "Half" });
        Assert.Equal("Half", Field(composer));
        full = false;
        await composer.Instance.KeepAsync();
        await composer.Instance.KeepAsync();
        Assert.Equal(["Half", "Half"], drafts);
    }

    [Fact]
    public async Task A_draft_is_saved_at_the_first_letter_and_then_not_for_each()
    {
        var composer = Show();
        foreach (var text in new[] { "H", "Ha", "Hal", "Half" })
        {
            await composer.Find("[data-testid=composer]").InputAsync(new() { Value = text });
        }

        Assert.Equal(["H"], drafts);
        Clock.Advance(TimeSpan.FromSeconds(1));
        composer.WaitForAssertion(() => Assert.Equal(["H", "Half"], drafts), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_stored_draft_goes_only_after_the_message_is_committed()
    {
        var gate = new TaskCompletionSource();
        send = _ => gate.Task;
        var composer = Show("A thought");
        var sending = composer.Find("form").SubmitAsync();
        Assert.Empty(drafts);
        gate.SetResult();
        await sending;
        Assert.Equal([""], drafts);
    }

    [Fact]
    public async Task Leaving_the_chat_saves_what_was_typed_last()
    {
        var composer = Show();
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "a" });
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "ab" });
        await composer.InvokeAsync(() => composer.Instance.DisposeAsync().AsTask());
        Assert.Equal("ab", drafts[^1]);
    }

    [Fact]
    public void The_field_grows_by_a_copy_of_its_text_and_not_by_style()
    {
        var composer = Show("two\nlines");
        Assert.Equal("two\nlines", composer.Find(".grow").GetAttribute("data-text"));
        Assert.DoesNotContain("style=", composer.Markup, StringComparison.Ordinal);
    }
}
