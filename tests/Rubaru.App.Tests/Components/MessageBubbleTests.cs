using Microsoft.AspNetCore.Components;

namespace Rubaru.App.Tests.Components;

public sealed class MessageBubbleTests : Page
{
    private static readonly MessageActions Nothing = new();

    private IRenderedComponent<MessageBubble> Show(
        Message message,
        bool latest = false,
        MessageActions? actions = null
    ) =>
        Render<MessageBubble>(p =>
            p.Add(b => b.Line, new HistoryLine(message.Id, HistoryLineKind.Bubble, message, true, true, latest))
                .Add(b => b.Actions, actions ?? Nothing)
                .Add(b => b.Name, "Asha")
        );

    [Theory]
    [InlineData(MessageState.Waiting, MessagePath.None, "Waiting on this device", "tone-quiet", Glyph.Clock)]
    [InlineData(MessageState.Sealed, MessagePath.None, "Sealed on server, expires 18:00", "tone-sealed", Glyph.Sealed)]
    [InlineData(MessageState.Delivered, MessagePath.Direct, "Delivered directly", "tone-direct", Glyph.Check)]
    [InlineData(MessageState.Delivered, MessagePath.TurnRelay, "Delivered through a relay", "tone-relay", Glyph.Check)]
    [InlineData(MessageState.Delivered, MessagePath.Server, "Delivered via server", "tone-sealed", Glyph.Check)]
    [InlineData(MessageState.Read, MessagePath.Direct, "Read", "tone-direct", Glyph.DoubleCheck)]
    [InlineData(MessageState.NotSent, MessagePath.None, "Not sent (strict)", "tone-strict", Glyph.NoEntry)]
    [InlineData(MessageState.NotConfirmed, MessagePath.Direct, "Not confirmed", "tone-relay", Glyph.Alert)]
    [InlineData(
        MessageState.Expired,
        MessagePath.None,
        "Server copy expired, still on your device. Will be sent again when you are online.",
        "tone-relay",
        Glyph.Retry
    )]
    [InlineData(MessageState.Withdrawn, MessagePath.Server, "Withdrawn", "tone-quiet", Glyph.NoEntry)]
    [InlineData(MessageState.Failed, MessagePath.None, "Failed: the server refused it", "tone-fail", Glyph.Alert)]
    public void Every_state_has_its_attribute_its_words_and_its_colour(
        MessageState state,
        MessagePath path,
        string words,
        string tone,
        Glyph glyph
    )
    {
        var message = Text("Hello", state: state, path: path, expires: Noon.AddHours(6), failure: "refused");
        var shown = Show(message);
        var bubble = shown.Find("[data-testid=message]");
        Assert.Equal(state.ToString(), bubble.GetAttribute("data-state"));
        Assert.Equal(state == MessageState.Sealed ? "Server" : path.ToString(), bubble.GetAttribute("data-path"));
        Assert.Equal("true", bubble.GetAttribute("data-mine"));
        Assert.Equal(words, shown.Find("[data-part=state]").TextContent);
        Assert.Single(shown.FindAll("[data-part=state]"));
        var icons = shown.FindAll($".{tone} svg path").Select(path => path.GetAttribute("d"));
        Assert.Contains(GlyphPaths.Of(glyph), icons);
    }

    [Fact]
    public void The_text_is_exactly_the_text()
    {
        const string text = "  two\n\nlines https://example.org/x, and  spaces ";
        Assert.Equal(text, Show(Text(text)).Find("[data-part=text]").TextContent);
    }

    [Theory]
    [InlineData("<img src=x onerror=\"alert(1)\"><script>alert(1)</script>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("&lt;b&gt; {{7*7}}")]
    public void Markup_in_a_text_stays_characters(string hostile)
    {
        var text = Show(Text(hostile)).Find("[data-part=text]");
        Assert.Equal(hostile, text.TextContent);
        Assert.Empty(text.Children);
    }

    [Fact]
    public void A_link_opens_elsewhere_tells_nothing_and_is_isolated()
    {
        var link = Show(Text("https://example.org/x")).Find("a");
        Assert.Equal("https://example.org/x", link.GetAttribute("href"));
        Assert.Equal("_blank", link.GetAttribute("target"));
        Assert.Contains("noopener", link.GetAttribute("rel"), StringComparison.Ordinal);
        Assert.Contains("noreferrer", link.GetAttribute("rel"), StringComparison.Ordinal);
        Assert.Equal("auto", Show(Text("مرحبا")).Find(".bubble-body:has([data-part=text])").GetAttribute("dir"));
    }

    [Fact]
    public void The_latest_of_mine_says_in_words_what_became_of_it()
    {
        Assert.Equal("Delivered directly", Show(Text("Hi"), latest: true).Find(".below").TextContent.Trim());
        Assert.Empty(Show(Text("Hi")).FindAll(".below"));
    }

    [Theory]
    [InlineData(MessageState.NotConfirmed, true)]
    [InlineData(MessageState.NotSent, true)]
    [InlineData(MessageState.Failed, true)]
    [InlineData(MessageState.Expired, false)]
    [InlineData(MessageState.Withdrawn, false)]
    [InlineData(MessageState.Sealed, false)]
    [InlineData(MessageState.Waiting, false)]
    [InlineData(MessageState.Delivered, false)]
    public async Task Send_again_stands_below_what_nothing_else_will_happen_to(MessageState state, bool offered)
    {
        var again = new List<UInt128>();
        var actions = Nothing with
        {
            Retry = message =>
            {
                again.Add(message.Id);
                return Task.CompletedTask;
            },
        };
        var shown = Show(Text("Hi", state: state, id: 7), actions: actions);
        Assert.Equal(offered ? 1 : 0, shown.FindAll("[data-testid=send-again]").Count);
        if (offered)
        {
            await shown.Find("[data-testid=send-again]").ClickAsync(new());
            Assert.Equal([(UInt128)7], again);
        }
    }

    [Fact]
    public void Until_the_server_answers_a_message_is_being_withdrawn()
    {
        var message = Text("Never mind", state: MessageState.Sealed, expires: Noon.AddHours(6)) with
        {
            IsWithdrawing = true,
        };
        var shown = Show(message);
        Assert.Equal("Withdrawing…", shown.Find("[data-part=state]").TextContent);
        Assert.Equal("Sealed", shown.Find("[data-testid=message]").GetAttribute("data-state"));
    }

    [Fact]
    public void A_withdrawn_bubble_looks_withdrawn_and_keeps_its_text()
    {
        var shown = Show(Text("Never mind", state: MessageState.Withdrawn));
        Assert.Contains("withdrawn", shown.Find("li").ClassList);
        Assert.Equal("Never mind", shown.Find("[data-part=text]").TextContent);
        Assert.DoesNotContain("withdrawn", Show(Text("Never mind")).Find("li").ClassList);
    }

    [Fact]
    public void What_a_newer_version_sent_says_so()
    {
        var shown = Show(Text("") with { Kind = MessageKind.Unknown });
        Assert.Equal("This message needs a newer version of Rubaru.", shown.Find("[data-part=text]").TextContent);
    }

    [Fact]
    public void A_bubble_is_drawn_again_only_when_it_changed()
    {
        var message = Text("Hi", state: MessageState.Waiting);
        var shown = Show(message);
        var line = shown.Instance.Line;
        shown.Render(p => p.Add(b => b.Line, line));
        Assert.Equal(1, shown.RenderCount);
        shown.Render(p => p.Add(b => b.Line, line with { Message = message with { State = MessageState.Delivered } }));
        Assert.Equal(2, shown.RenderCount);
        Assert.Equal("Delivered", shown.Find("[data-testid=message]").GetAttribute("data-state"));
    }

    [Fact]
    public void A_resting_finger_and_a_right_click_open_the_menu_and_a_moving_finger_does_not()
    {
        var opened = 0;
        var actions = Nothing with
        {
            OpenMenu = _ =>
            {
                opened++;
                return Task.CompletedTask;
            },
        };
        var bubble = Show(Text("Hi"), actions: actions).Find("[data-testid=message]");
        bubble.TouchStart();
        bubble.TouchMove();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, opened);
        bubble.TouchStart();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, opened);
        bubble.ContextMenu();
        Assert.Equal(2, opened);
    }
}
