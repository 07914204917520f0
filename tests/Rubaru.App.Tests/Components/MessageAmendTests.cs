namespace Rubaru.App.Tests.Components;

/// <summary>Replies, reactions, edits, deletions and lifetimes as a bubble and its menu show them.</summary>
public sealed class MessageAmendTests : Page
{
    private readonly List<string> done = [];

    private MessageActions Actions =>
        new()
        {
            Reply = _ => Note("reply"),
            React = (_, emoji) => Note($"react {emoji}"),
            ReactMore = _ => Note("more"),
            Edit = _ => Note("edit"),
            Forward = _ => Note("forward"),
            DeleteForMe = _ => Note("delete"),
            DeleteForBoth = _ => Note("delete both"),
            AmendAgain = _ => Note("again"),
            ShowQuoted = _ => Note("quoted"),
        };

    private IRenderedComponent<MessageBubble> Show(Message message, bool menu = false) =>
        Render<MessageBubble>(p =>
            p.Add(b => b.Line, new HistoryLine(message.Id, HistoryLineKind.Bubble, message, true, true, false))
                .Add(b => b.Actions, Actions)
                .Add(b => b.Name, "Asha")
                .Add(b => b.MenuOpen, menu)
        );

    [Fact]
    public async Task A_quote_shows_who_and_what_and_leads_there()
    {
        var quote = new Quote(9, Mine: false, 9) { Text = "original <b>" };
        var shown = Show(Text("answer") with { Quote = quote });
        var block = shown.Find("[data-testid=message-quote]");
        Assert.Equal("Answer to Asha: original <b>", block.GetAttribute("aria-label"));
        Assert.Equal("original <b>", block.QuerySelector(".quote-words")!.TextContent);
        await block.ClickAsync(new());
        Assert.Equal(["quoted"], done);

        var gone = Show(Text("answer") with { Quote = quote with { Text = null, Mine = true } });
        Assert.True(gone.Find("[data-testid=message-quote]").HasAttribute("disabled"));
        Assert.Contains("not here any more", gone.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reactions_stand_below_and_mine_is_taken_back_by_pressing_it()
    {
        var shown = Show(Text("x") with { MyReaction = "❤️", PeerReaction = "👍" });
        Assert.Equal("Asha reacted with 👍", shown.Find(".reaction[role=img]").GetAttribute("aria-label"));
        await shown.Find("[data-testid=reaction-mine]").ClickAsync(new());
        Assert.Equal(["react "], done);
        Assert.Contains(
            "2",
            Show(Text("x") with { MyReaction = "👍", PeerReaction = "👍" }).Find(".reaction").TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(Show(Text("x")).FindAll("[data-testid=reactions]"));
    }

    [Fact]
    public void Edited_forwarded_and_disappearing_say_so()
    {
        var shown = Show(Text("x") with { Edited = Noon, IsForwarded = true, Lifetime = TimeSpan.FromDays(7) });
        Assert.Equal("edited", shown.Find("[data-testid=edited]").TextContent);
        Assert.Contains("Forwarded", shown.Find(".forwarded").TextContent, StringComparison.Ordinal);
        Assert.Equal("Disappears after 1 week", shown.Find(".vanishes").GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(true, "You deleted this message for both.")]
    [InlineData(false, "This message was deleted.")]
    public void A_deleted_message_is_only_a_trace(bool mine, string words)
    {
        var shown = Show(Text("", mine: mine) with { Kind = MessageKind.Deleted }, menu: true);
        Assert.Equal(words, shown.Find("[data-part=text]").TextContent.Trim());
        Assert.Equal(["message-info", "message-delete"], Items(shown));
        Assert.Empty(shown.FindAll(".menu-reactions"));
    }

    [Fact]
    public async Task What_was_not_confirmed_says_so_and_goes_again_only_by_a_press()
    {
        var underway = Show(Text("x") with { Underway = Amendment.Edit });
        Assert.Equal("Edit on its way to Asha", underway.Find("[data-testid=amendment]").TextContent.Trim());
        Assert.Empty(underway.FindAll("[data-testid=amend-again]"));
        Assert.Empty(Show(Text("x") with { Underway = Amendment.Reaction }).FindAll("[data-testid=amendment]"));

        var lost = Show(Text("x") with { Unconfirmed = Amendment.Edit | Amendment.Reaction });
        Assert.Contains(
            "Nobody knows whether Asha got your edit.",
            lost.Markup.Replace("<bdi>", "", StringComparison.Ordinal).Replace("</bdi>", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        await lost.Find("[data-testid=amend-again]").ClickAsync(new());
        Assert.Equal(["again"], done);
    }

    [Fact]
    public void The_menu_offers_what_can_be_done_and_nothing_else()
    {
        Assert.Equal(
            [
                "message-reply",
                "message-edit",
                "message-copy",
                "message-forward",
                "message-info",
                "message-delete",
                "message-delete-both",
            ],
            Items(Show(Text("x"), menu: true))
        );
        // Theirs is not mine to change; what is on its way is withdrawn, not deleted; a day later nothing is edited.
        Assert.Equal(
            ["message-reply", "message-copy", "message-forward", "message-info", "message-delete"],
            Items(Show(Text("x", mine: false), menu: true))
        );
        Assert.Equal(
            ["message-reply", "message-edit", "message-copy", "message-forward", "withdraw", "message-info"],
            Items(Show(Text("x", state: MessageState.Sealed), menu: true))
        );
        Clock.Advance(TimeSpan.FromHours(25));
        Assert.DoesNotContain("message-edit", Items(Show(Text("x"), menu: true)));
        Assert.Contains("message-delete-both", Items(Show(Text("x"), menu: true)));
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.DoesNotContain("message-delete-both", Items(Show(Text("x"), menu: true)));
    }

    [Fact]
    public async Task A_reaction_is_chosen_changed_and_taken_back_in_the_menu()
    {
        await Show(Text("x"), menu: true).Find("[data-testid=react-0]").ClickAsync(new());
        var chosen = Show(Text("x") with { MyReaction = "👍" }, menu: true);
        Assert.Equal("true", chosen.Find("[data-testid=react-0]").GetAttribute("aria-checked"));
        await chosen.Find("[data-testid=react-0]").ClickAsync(new());
        await chosen.Find("[data-testid=react-more]").ClickAsync(new());
        Assert.Equal(["react 👍", "react ", "more"], done);
    }

    [Fact]
    public void The_info_shows_what_it_said_before_and_when_it_goes()
    {
        var message = Text("now") with
        {
            Edited = Noon,
            Earlier = [new("first", Noon.AddHours(-2)), new("second", Noon.AddHours(-1))],
            Lifetime = TimeSpan.FromHours(1),
        };
        var shown = Render<MessageInfo>(p => p.Add(i => i.Message, message));
        Assert.Equal(["first", "second"], shown.FindAll("[data-testid=message-versions] p").Select(p => p.TextContent));
        Assert.Contains("1 hour after it was delivered", shown.Markup, StringComparison.Ordinal);
        var running = Render<MessageInfo>(p => p.Add(i => i.Message, message with { Vanishes = Noon.AddHours(1) }));
        Assert.Contains("12 March 2026, 13:00:00", running.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timer-me:300", "You set messages to disappear after 5 minutes.")]
    [InlineData("timer-peer:604800", "Asha set messages to disappear after 1 week.")]
    [InlineData("timer-peer:90", "Asha set messages to disappear after 90 seconds.")]
    [InlineData("timer-off-me:0", "You turned off disappearing messages.")]
    [InlineData("timer-off-peer:0", "Asha turned off disappearing messages.")]
    [InlineData("timer-nonsense", "A note from a newer version of Rubaru.")]
    public void A_change_of_the_timer_is_a_sentence(string line, string sentence)
    {
        var shown = Render<SystemLine>(p => p.Add(s => s.Value, line).Add(s => s.Name, "Asha"));
        Assert.Equal(sentence, shown.Find("span").TextContent.Trim());
    }

    private static string[] Items(IRenderedComponent<MessageBubble> shown) =>
        [.. shown.FindAll(".menu > [role=menuitem]").Select(item => item.GetAttribute("data-testid")!)];

    private Task Note(string what)
    {
        done.Add(what);
        return Task.CompletedTask;
    }
}
