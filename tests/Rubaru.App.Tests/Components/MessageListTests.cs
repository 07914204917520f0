using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Rubaru.App.Browser;

namespace Rubaru.App.Tests.Components;

public sealed class MessageListTests : Page
{
    private readonly List<Message> retried = [];
    private readonly List<Message> withdrawn = [];

    private IRenderedComponent<MessageList> Show(
        IReadOnlyList<Message> messages,
        int unread = 0,
        bool hasOlder = false
    ) =>
        Render<MessageList>(p =>
            p.Add(l => l.Messages, messages)
                .Add(l => l.Name, "Asha")
                .Add(l => l.Unread, unread)
                .Add(l => l.HasOlder, hasOlder)
                .Add(
                    l => l.Actions,
                    new MessageActions
                    {
                        Retry = message =>
                        {
                            retried.Add(message);
                            return Task.CompletedTask;
                        },
                        Withdraw = message =>
                        {
                            withdrawn.Add(message);
                            return Task.CompletedTask;
                        },
                    }
                )
        );

    [Fact]
    public void Bubbles_of_one_person_within_three_minutes_are_one_group()
    {
        Message[] messages =
        [
            Text("one", id: 1),
            Text("two", id: 2, minutes: 3),
            Text("three", id: 3, minutes: 7),
            Text("theirs", mine: false, id: 4, minutes: 7),
        ];
        var rows = Show(messages).FindAll("li.row");
        Assert.Equal(
            ["row mine first", "row mine last", "row mine first last", "row theirs first last"],
            rows.Select(row => row.ClassName!)
        );
    }

    [Fact]
    public void Days_are_named_and_stand_before_their_first_message()
    {
        Message[] messages =
        [
            Text("old", id: 1, minutes: -60 * 24 * 90),
            Text("week", id: 2, minutes: -60 * 24 * 3),
            Text("yesterday", id: 3, minutes: -60 * 24),
            Text("today", id: 4),
        ];
        Assert.Equal(
            ["12 December 2025", "old", "Monday", "week", "Yesterday", "yesterday", "Today", "today"],
            Show(messages).FindAll("li.day, [data-part=text]").Select(item => item.TextContent)
        );
    }

    [Fact]
    public void The_unread_line_stands_above_the_first_unread_and_stays_there()
    {
        Message[] messages = [Text("a", false, id: 1), Text("b", false, id: 2), Text("c", false, id: 3)];
        var list = Show(messages, unread: 2);
        Assert.Equal("2 new messages", list.Find(".unread-line").TextContent);
        Assert.Equal("b", list.Find(".unread-line + li [data-part=text]").TextContent);
        list.Render(p => p.Add(l => l.Messages, [.. messages, Text("d", false, id: 4)]).Add(l => l.Unread, 0));
        Assert.Equal("b", list.Find(".unread-line + li [data-part=text]").TextContent);
    }

    [Fact]
    public void The_unread_line_comes_when_the_last_page_is_loaded()
    {
        Message[] messages = [Text("a", false, id: 1), Text("b", false, id: 2)];
        var list = Render<MessageList>(p => p.Add(l => l.Messages, messages).Add(l => l.Name, "Asha"));
        Assert.Empty(list.FindAll(".unread-line"));
        list.Render(p => p.Add(l => l.Unread, 1));
        Assert.Equal("b", list.Find(".unread-line + li [data-part=text]").TextContent);
    }

    [Fact]
    public void Of_a_long_history_only_the_end_is_drawn_at_first()
    {
        var list = Show([.. Enumerable.Range(1, 500).Select(i => Text($"m{i}", id: (ulong)i))]);
        Assert.Equal(DrawnRange.First, list.FindAll("li.row").Count);
        Assert.Equal("m500", list.FindAll("[data-part=text]")[^1].TextContent);
        Assert.Empty(list.FindAll(".beginning"));
    }

    [Fact]
    public async Task A_message_of_long_ago_can_be_shown_and_the_latest_is_one_press_away()
    {
        var list = Show([.. Enumerable.Range(1, 500).Select(i => Text($"m{i}", id: (ulong)i))]);
        Assert.True(await list.InvokeAsync(() => list.Instance.ShowAsync(40)));
        Assert.Contains("m40", list.FindAll("[data-part=text]").Select(text => text.TextContent));
        Assert.Equal("true", list.Find(".scroller").GetAttribute("data-cut"));
        // Not the last of the chat: its state is not spelled out below it.
        Assert.DoesNotContain("m500", list.Markup, StringComparison.Ordinal);
        await list.InvokeAsync(list.Instance.ToLatestAsync);
        Assert.Equal("m500", list.FindAll("[data-part=text]")[^1].TextContent);
        Assert.False(await list.InvokeAsync(() => list.Instance.ShowAsync(900)));
    }

    /// <summary>A screen reader that hears of sixty rows in a log that is not busy reads sixty rows out.</summary>
    [Fact]
    public async Task The_log_is_busy_until_older_messages_stand_in_it()
    {
        Message[] all = [.. Enumerable.Range(1, 500).Select(i => Text($"m{i}", id: (ulong)i))];
        var list = Show(all);
        var watcher = JSInterop
            .Invocations["watch"][0]
            .Arguments.OfType<DotNetObjectReference<MessageWindow>>()
            .Single()
            .Value;
        var seen = new List<(int Rows, string? Busy)>();
        list.OnMarkupUpdated += (_, _) =>
            seen.Add((list.FindAll("li.row").Count, list.Find(".scroller").GetAttribute("aria-busy")));
        await list.InvokeAsync(() => watcher.OldestSeen(true));
        Assert.Equal(DrawnRange.First + DrawnRange.Page, list.FindAll("li.row").Count);
        Assert.Equal("false", list.Find(".scroller").GetAttribute("aria-busy"));
        Assert.Equal("true", seen.First(look => look.Rows > DrawnRange.First).Busy);
    }

    [Fact]
    public void A_system_line_is_a_sentence_with_an_isolated_name()
    {
        var list = Show([Text("contact-added", id: 1) with { Kind = MessageKind.System }]);
        Assert.Equal("Asha used your invite. You are connected.", list.Find("li.system").TextContent.Trim());
        Assert.Equal("Asha", list.Find("li.system bdi").TextContent);
        Assert.Empty(list.FindAll("[data-testid=message]"));
    }

    [Fact]
    public void The_list_is_a_log_with_one_item_per_message_and_times_outside_of_what_is_read_out()
    {
        var list = Show([Text("a", id: 1), Text("b", id: 2)]);
        Assert.Equal("log", list.Find(".scroller").GetAttribute("role"));
        Assert.Equal(2, list.FindAll("ol > li.row").Count);
        Assert.All(list.FindAll("time"), time => Assert.Equal("off", time.ParentElement!.GetAttribute("aria-live")));
    }

    [Fact]
    public async Task The_menu_copies_informs_and_sends_again_only_what_failed()
    {
        var list = Show([Text("fine", id: 1), Text("broken", id: 2, state: MessageState.Failed)]);
        await list.FindAll("[data-testid=message-menu]")[0].ClickAsync(new());
        Assert.Empty(list.FindAll("[data-testid=message-retry]"));
        Assert.NotEmpty(list.FindAll("[data-testid=message-copy]"));
        await list.FindAll("[data-testid=message-menu]")[1].ClickAsync(new());
        await list.Find("[data-testid=message-retry]").ClickAsync(new());
        Assert.Equal("broken", Assert.Single(retried).Text);
        Assert.Empty(list.FindAll("[role=menu]"));
    }

    [Fact]
    public async Task Only_what_can_be_taken_back_has_withdraw()
    {
        var list = Show([
            Text("waits", id: 1, state: MessageState.Sealed, path: MessagePath.Server),
            Text("there", id: 2),
            Text("theirs", mine: false, id: 3),
        ]);
        foreach (var (at, offered) in new[] { (0, 1), (1, 0), (2, 0) })
        {
            await list.FindAll("[data-testid=message-menu]")[at].ClickAsync(new());
            Assert.Equal(offered, list.FindAll("[data-testid=withdraw]").Count);
        }

        await list.FindAll("[data-testid=message-menu]")[0].ClickAsync(new());
        await list.Find("[data-testid=withdraw]").ClickAsync(new());
        Assert.Equal("waits", Assert.Single(withdrawn).Text);
        Assert.Empty(list.FindAll("[role=menu]"));
    }

    [Theory]
    [InlineData("strict-on-me", "You turned on Strict P2P.")]
    [InlineData("strict-on-peer", "Asha turned on Strict P2P.")]
    [InlineData("strict-off-me", "You turned off Strict P2P.")]
    [InlineData("strict-off-peer", "Asha turned off Strict P2P.")]
    [InlineData("strict-relay-me", "You turned on Strict P2P, relay allowed.")]
    [InlineData("strict-relay-peer", "Asha turned on Strict P2P, relay allowed.")]
    [InlineData("strict-still-peer", "You turned off Strict P2P. Asha still has it on, so this chat stays strict.")]
    public void A_change_of_mode_is_a_line_with_the_name_of_who_changed_it(string key, string sentence)
    {
        var list = Show([Text(key, id: 1) with { Kind = MessageKind.System }]);
        Assert.StartsWith(sentence, list.Find("li.system").TextContent.Trim(), StringComparison.Ordinal);
        Assert.NotEmpty(list.FindAll(".strict-line svg"));
    }

    [Fact]
    public void Typing_is_told_politely_and_outside_of_the_log()
    {
        var dots = Render<TypingDots>(p => p.Add(d => d.Name, "Asha"));
        var place = dots.Find("[role=status]");
        Assert.Equal("polite", place.GetAttribute("aria-live"));
        Assert.Empty(dots.FindAll("[data-testid=typing]"));
        dots.Render(p => p.Add(d => d.Typing, true));
        Assert.Equal("Asha is typing…", dots.Find("[data-testid=typing]").TextContent.Trim());
        Assert.Equal("true", dots.Find(".dots").GetAttribute("aria-hidden"));
        Assert.Empty(Show([Text("a")]).FindAll("[role=log] [aria-live=polite]"));
    }

    [Fact]
    public async Task The_end_of_a_long_press_leaves_the_menu_open_and_the_next_press_closes_it()
    {
        var list = Show([Text("a", id: 1)]);
        await list.Find("[data-testid=message-menu]").ClickAsync(new());
        Assert.Throws<MissingEventHandlerException>(() => list.Find(".menu-scrim").Click());
        Assert.NotEmpty(list.FindAll("[role=menu]"));
        await list.Find(".menu-scrim").TriggerEventAsync("onpointerdown", new PointerEventArgs());
        Assert.Empty(list.FindAll("[role=menu]"));
    }

    [Fact]
    public void The_beginning_is_told_only_where_it_is()
    {
        Assert.Empty(Show([Text("a")], hasOlder: true).FindAll(".beginning"));
        Assert.NotEmpty(Show([Text("a")]).FindAll(".beginning"));
    }
}
