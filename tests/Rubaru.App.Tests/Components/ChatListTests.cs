using Microsoft.AspNetCore.Components.Web;

namespace Rubaru.App.Tests.Components;

public sealed class ChatListTests : Page
{
    private static ChatRow Row(byte person, string name, Message? last = null, int unread = 0, string draft = "") =>
        new(Person(person), name, last, draft, unread, MessagePath.Direct, LinkState.Connected, false, false, false);

    private IRenderedComponent<ChatList> Show(params ChatRow[] rows) => Render<ChatList>(p => p.Add(l => l.Rows, rows));

    [Fact]
    public void Rows_keep_the_engines_order_and_carry_contact_and_unread()
    {
        var items = Show(Row(2, "Bob", unread: 3), Row(1, "Asha")).FindAll("[data-testid=chat-item]");
        Assert.Equal([Person(2).ToString(), Person(1).ToString()], items.Select(i => i.GetAttribute("data-contact")!));
        Assert.Equal(["3", "0"], items.Select(i => i.GetAttribute("data-unread")!));
        Assert.All(items, item => Assert.Equal("false", item.GetAttribute("data-strict")));
    }

    [Fact]
    public void A_strict_chat_has_its_shield_in_the_list()
    {
        var row = Show(Row(1, "Asha") with { Strict = true });
        Assert.Equal("true", row.Find("[data-testid=chat-item]").GetAttribute("data-strict"));
        Assert.Equal("Strict P2P", row.Find(".row-strict").TextContent);
        Assert.NotEmpty(row.FindAll(".row-strict svg"));
        Assert.Empty(Show(Row(1, "Asha")).FindAll(".row-strict"));
    }

    [Fact]
    public void Somebody_who_types_is_seen_in_the_list() =>
        Assert.Equal(
            "Typing…",
            Show(Row(1, "Asha", Text("See you")) with { Typing = true }).Find(".chat-row-last").TextContent.Trim()
        );

    [Fact]
    public void Unread_is_counted_in_words_too()
    {
        Assert.Equal("1 unread message", Show(Row(1, "A", unread: 1)).Find(".count").GetAttribute("aria-label"));
        var many = Show(Row(1, "A", unread: 120)).Find(".count");
        Assert.Equal("99+", many.TextContent);
        Assert.Equal("120 unread messages", many.GetAttribute("aria-label"));
        Assert.Empty(Show(Row(1, "A")).FindAll(".count"));
    }

    [Fact]
    public void The_last_message_is_shown_with_its_time_and_a_draft_before_it()
    {
        var row = Show(Row(1, "Asha", Text("See you", minutes: -60 * 24)));
        Assert.Contains("See you", row.Find(".chat-row-last").TextContent, StringComparison.Ordinal);
        Assert.Equal("Yesterday", row.Find("time").TextContent);
        var draft = Show(Row(1, "Asha", Text("See you"), draft: "I was"));
        Assert.Contains("Draft:", draft.Find(".chat-row-last").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("See you", draft.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_any_direction_stays_in_its_place()
    {
        var name = Show(Row(1, "\u202Eevil")).Find(".chat-row-name");
        Assert.Equal("bdi", name.FirstElementChild!.LocalName);
    }

    [Fact]
    public void Without_chats_two_actions_are_offered()
    {
        var shown = 0;
        var pasted = 0;
        var list = Render<ChatList>(p =>
            p.Add(l => l.OnShowInvite, () => shown++).Add(l => l.OnPasteInvite, () => pasted++)
        );
        list.Find("[data-testid=empty-show-invite]").Click();
        list.Find("[data-testid=empty-paste-invite]").Click();
        Assert.Equal((1, 1), (shown, pasted));
    }

    [Fact]
    public void A_row_tells_whose_chat_to_open()
    {
        Fingerprint? opened = null;
        var list = Render<ChatList>(p =>
            p.Add(l => l.Rows, [Row(1, "Asha"), Row(2, "Bob")]).Add(l => l.OnOpen, peer => opened = peer)
        );
        list.FindAll("[data-testid=chat-item]")[1].Click();
        Assert.Equal(Person(2), opened);
    }

    private readonly List<string> chosen = [];

    private ChatPlace Place(bool pinned = false, bool archived = false, DateTimeOffset? muted = null) =>
        new(
            pinned,
            archived,
            muted,
            0,
            on => Note($"pin {on}"),
            on => Note($"archive {on}"),
            time => Note($"mute {time}"),
            colour => Note($"colour {colour}")
        );

    private Task Note(string what)
    {
        chosen.Add(what);
        return Task.CompletedTask;
    }

    private IRenderedComponent<ChatList> Show(ChatPlace place, params ChatRow[] rows) =>
        Render<ChatList>(p =>
            p.Add(l => l.Rows, rows)
                .Add(l => l.PlaceOf, _ => place)
                .Add(l => l.OnArchived, peer => chosen.Add($"archived {peer == Person(1)}"))
        );

    [Theory]
    [InlineData("chat-pin", "pin True")]
    [InlineData("chat-archive", "archive True", "archived True")]
    public async Task The_menu_of_a_row_moves_the_chat(string item, params string[] expected)
    {
        var list = Show(Place(), Row(1, "Asha"));
        await list.Find("[data-testid=chat-row-menu]").ClickAsync(new());
        await list.Find($"[data-testid={item}]").ClickAsync(new());
        Assert.Equal(expected, chosen);
        Assert.Empty(list.FindAll("[role=menu]"));
    }

    [Fact]
    public async Task Muting_asks_for_how_long_and_a_muted_chat_offers_the_way_back()
    {
        var list = Show(Place(), Row(1, "Asha"));
        await list.Find(".chat-row").ContextMenuAsync(new());
        await list.Find("[data-testid=chat-mute]").ClickAsync(new());
        Assert.Equal(4, list.FindAll("[role=menuitem]").Count);
        await list.Find("[data-testid=mute-hours]").ClickAsync(new());
        Assert.Equal(["mute 08:00:00"], chosen);

        list = Show(Place(pinned: true, muted: Noon.AddHours(1)), Row(1, "Asha"));
        await list.Find("[data-testid=chat-row-menu]").ClickAsync(new());
        Assert.Equal("Unpin", list.Find("[data-testid=chat-pin]").TextContent.Trim());
        await list.Find("[data-testid=chat-mute]").ClickAsync(new());
        Assert.Equal("mute ", chosen[^1]);
    }

    [Fact]
    public async Task The_menu_of_a_row_is_walked_by_keys_and_closed_by_escape()
    {
        var list = Show(Place(), Row(1, "Asha"));
        await list.Find("[data-testid=chat-row-menu]").ClickAsync(new());
        await list.Find("[role=menu]").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        Assert.Empty(list.FindAll("[role=menu]"));
        Assert.Empty(chosen);
    }

    [Fact]
    public void Pinned_and_muted_are_said_with_an_icon_and_in_words_and_a_muted_count_is_quiet()
    {
        var row = Show(Row(1, "Asha", unread: 2) with { Pinned = true, Muted = true });
        Assert.Equal(["Pinned", "Muted"], row.FindAll(".row-mark").Select(mark => mark.TextContent));
        Assert.Equal("count quiet", row.Find(".count").ClassName);
        Assert.Empty(Show(Row(1, "Asha")).FindAll(".row-mark"));
    }

    [Fact]
    public async Task Archived_chats_stand_in_a_list_of_their_own()
    {
        var list = Show(Row(1, "Asha"), Row(2, "Bob") with { Archived = true });
        Assert.Equal("Asha", Assert.Single(list.FindAll("[data-testid=chat-item] .chat-row-name")).TextContent);
        Assert.Equal("1 archived chat", list.Find("[data-testid=archive-open] .count").GetAttribute("aria-label"));
        await list.Find("[data-testid=archive-open]").ClickAsync(new());
        Assert.Equal("Bob", Assert.Single(list.FindAll("[data-testid=chat-item] .chat-row-name")).TextContent);
        // The last one was taken out: nobody is left standing in an empty archive.
        list.Render(p => p.Add(l => l.Rows, [Row(1, "Asha"), Row(2, "Bob")]));
        Assert.Equal(2, list.FindAll("[data-testid=chat-item]").Count);
    }
}
