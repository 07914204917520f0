namespace Rubaru.App.Tests.Components;

/// <summary>The field while a message is answered or edited.</summary>
public sealed class ComposerContextTests : Page
{
    private readonly List<string> sent = [];
    private readonly List<string> edited = [];
    private readonly List<string> drafts = [];
    private Exception? refusal;
    private int cancelled;

    private IRenderedComponent<Composer> Show(string draft = "", ComposerContext? context = null) =>
        Render<Composer>(p =>
            p.Add(c => c.Name, "Asha")
                .Add(c => c.Draft, draft)
                .Add(c => c.About, context)
                .Add(c => c.OnCancelContext, () => cancelled++)
                .Add(c => c.Send, text => Note(sent, text))
                .Add(c => c.SaveDraft, text => Note(drafts, text))
                .Add(
                    c => c.Edit,
                    (message, text) =>
                        refusal is { } error ? Task.FromException(error) : Note(edited, $"{message.Id}: {text}")
                )
        );

    [Fact]
    public async Task An_edit_begins_with_the_old_words_and_leaves_the_draft_alone()
    {
        var composer = Show("half a thought");
        composer.Render(p => p.Add(c => c.About, new ComposerContext(Text("old", id: 7), IsEdit: true)));
        Assert.Equal("old", Field(composer));
        Assert.Equal("edit", composer.Find("[data-testid=composer-context]").GetAttribute("data-kind"));
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "new " });
        Clock.Advance(TimeSpan.FromSeconds(5));
        await composer.Instance.KeepAsync();
        Assert.Empty(drafts);
        await composer.Find("form").SubmitAsync();
        Assert.Equal(["7: new"], edited);
        Assert.Equal(1, cancelled);
        composer.Render(p => p.Add(c => c.About, null));
        Assert.Equal("half a thought", Field(composer));
        Assert.Empty(composer.FindAll("[data-testid=composer-context]"));
        Assert.Empty(sent);
    }

    [Fact]
    public async Task An_edit_that_is_refused_keeps_its_words_and_says_why()
    {
        var composer = Show(context: new ComposerContext(Text("old"), IsEdit: true));
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "new" });
        refusal = new SendRefusedException(SendRefusal.TooLate);
        await composer.Find("form").SubmitAsync();
        Assert.Equal("new", Field(composer));
        Assert.Equal(0, cancelled);
        Assert.Contains("too old", composer.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_shows_what_is_answered_and_keeps_what_was_typed()
    {
        var composer = Show("typed before");
        composer.Render(p =>
            p.Add(c => c.About, new ComposerContext(Text("the original", mine: false), IsEdit: false))
        );
        Assert.Equal("typed before", Field(composer));
        var bar = composer.Find("[data-testid=composer-context]");
        Assert.Equal("Reply to Asha", bar.QuerySelector(".context-title")!.TextContent.Trim());
        Assert.Equal("the original", bar.QuerySelector(".context-words")!.TextContent);
        await composer.Find("form").SubmitAsync();
        Assert.Equal(["typed before"], sent);
        await composer.Find("[data-testid=composer-cancel]").ClickAsync(new());
        Assert.Equal(1, cancelled);
    }

    [Fact]
    public void A_timer_is_said_before_anything_is_written()
    {
        var composer = Render<Composer>(p => p.Add(c => c.Name, "Asha").Add(c => c.Lifetime, TimeSpan.FromHours(8)));
        Assert.Equal("Message, disappears after 8 hours", composer.Find("textarea").GetAttribute("placeholder"));
    }

    private static string? Field(IRenderedComponent<Composer> composer) =>
        composer.Find("[data-testid=composer]").GetAttribute("value");

    private static Task Note(List<string> list, string what)
    {
        list.Add(what);
        return Task.CompletedTask;
    }
}
