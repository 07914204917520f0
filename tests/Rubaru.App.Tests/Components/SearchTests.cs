using Microsoft.AspNetCore.Components.Web;
using Rubaru.App.Tests.Pages;
using Rubaru.Client.Search;

namespace Rubaru.App.Tests.Components;

/// <summary>The field above the list, the bar inside a chat, and what they show of a message.</summary>
public sealed class SearchTests : Page
{
    private static readonly Folding Folding = new(text => text is "é" ? "e\u0301" : text);

    private static ChatRow Row(byte person, string name) =>
        new(Person(person), name, null, "", 0, MessagePath.Direct, LinkState.Connected, false, false, false);

    private IRenderedComponent<Snippet> Part(string text, string words) =>
        Render<Snippet>(p =>
            p.Add(s => s.Value, text).Add(s => s.Words, Folding.Fold(words)).Add(s => s.Folding, Folding)
        );

    [Fact]
    public void A_snippet_shows_what_was_found_with_what_stands_around_it()
    {
        var snippet = Part("Shall we meet at the café near the station, or at another café?", "CAFE");
        Assert.Equal(["café", "café"], snippet.FindAll("mark").Select(mark => mark.TextContent));
        Assert.Equal(
            "Shall we meet at the café near the station, or at another café?",
            string.Concat(snippet.Nodes.Select(node => node.TextContent))
                .Replace("\n", "", StringComparison.Ordinal)
                .Trim()
        );
        var long_ = Part(new string('x', 300) + " one two three needle end", "needle");
        Assert.StartsWith("…", string.Concat(long_.Nodes.Select(n => n.TextContent)).Trim(), StringComparison.Ordinal);
        Assert.Equal("needle", long_.Find("mark").TextContent);
    }

    [Fact]
    public void Half_of_an_emoji_is_never_shown() =>
        Assert.DoesNotContain(
            '\uFFFD',
            string.Concat(Part(string.Concat(Enumerable.Repeat("😀", 200)) + "x", "x").Nodes.Select(n => n.TextContent))
                .EnumerateRunes()
                .Select(r => (char)Math.Min(r.Value, 0xFFFF))
        );

    [Fact]
    public async Task Chats_are_found_by_name_and_chosen_by_keys()
    {
        Fingerprint? opened = null;
        await using var client = await new LockedProfile(Clock).OpenAsync();
        var search = Render<ChatSearch>(p =>
            p.Add(s => s.Search, client.Search)
                .Add(s => s.Rows, [Row(1, "Asha"), Row(2, "Bob"), Row(3, "Bobby")])
                .Add(s => s.OnOpen, peer => opened = peer)
                .AddChildContent("<p class=list></p>")
        );
        Assert.NotEmpty(search.FindAll(".list"));
        await search.Find("[data-testid=search]").InputAsync("bOb");
        Assert.Empty(search.FindAll(".list"));
        Assert.Equal(
            ["Bob", "Bobby"],
            search.FindAll("[data-testid=search-chat] .chat-row-name").Select(name => name.TextContent)
        );
        var field = search.Find("[data-testid=search]");
        Assert.Equal("true", field.GetAttribute("aria-expanded"));
        Assert.Equal(search.Find("[role=option]").Id, field.GetAttribute("aria-activedescendant"));
        await field.KeyDownAsync(new KeyboardEventArgs { Key = "ArrowDown" });
        Assert.Equal(["false", "true"], search.FindAll("[role=option]").Select(o => o.GetAttribute("aria-selected")!));
        await field.KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        Assert.Equal(Person(3), opened);
        await search.Find("[data-testid=search]").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        Assert.NotEmpty(search.FindAll(".list"));
        await search.Find("[data-testid=search]").InputAsync("nobody");
        Assert.Equal("Nothing found.", search.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task The_bar_begins_at_the_newest_place_and_goes_round()
    {
        var shown = new List<(string, long?)>();
        var closed = false;
        var bar = Render<FindBar>(p =>
            p.Add(b => b.Name, "Asha")
                .Add(b => b.Find, words => Task.FromResult<IReadOnlyList<long>>(words == "chai" ? [10, 20, 30] : []))
                .Add(
                    b => b.Show,
                    (words, place) =>
                    {
                        shown.Add((words, place));
                        return Task.CompletedTask;
                    }
                )
                .Add(b => b.OnClose, () => closed = true)
        );
        await bar.Find("[data-testid=find]").InputAsync("chai");
        Assert.Equal("1 of 3", bar.Find("[data-testid=find-count]").TextContent);
        await bar.Find("[data-testid=find]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" });
        await bar.Find("[data-testid=find-older]").ClickAsync(new());
        Assert.Equal("3 of 3", bar.Find("[data-testid=find-count]").TextContent);
        await bar.Find("[data-testid=find-older]").ClickAsync(new());
        await bar.Find("[data-testid=find]").KeyDownAsync(new KeyboardEventArgs { Key = "Enter", ShiftKey = true });
        Assert.Equal([30, 20, 10, 30, 10], shown.Select(s => s.Item2!.Value));
        await bar.Find("[data-testid=find]").InputAsync("tea");
        Assert.Equal("Nothing found", bar.Find("[data-testid=find-count]").TextContent);
        Assert.True(bar.Find("[data-testid=find-newer]").HasAttribute("disabled"));
        Assert.Equal(("tea", null), shown[^1]);
        await bar.Find("[data-testid=find]").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        Assert.True(closed);
    }
}
