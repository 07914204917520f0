using Rubaru.App.Components;

namespace Rubaru.App.Tests.Texts;

/// <summary>Numbers on the screen are written by the language of the person, with its digits and its groups.</summary>
public sealed class NumberTests : Page
{
    public NumberTests() => English.Number = number => $"n{number}";

    [Fact]
    public void A_duration_a_counter_and_a_badge_are_written_by_the_language()
    {
        Assert.Equal("n6 h", Moments.Duration(TimeSpan.FromHours(6)));
        var row = new ChatRow(
            Person(2),
            "Bob",
            Text("Hello", mine: false),
            "",
            120,
            MessagePath.Direct,
            LinkState.Connected,
            false,
            false,
            false
        );
        var list = Render<ChatList>(p => p.Add(l => l.Rows, [row]));
        Assert.Equal("n99+", list.Find(".count").TextContent);
        Assert.Equal("120", list.Find("[data-testid=chat-item]").GetAttribute("data-unread"));
        var info = Render<MessageInfo>(p => p.Add(i => i.Message, Text("Hello")));
        Assert.Contains("n1024 bytes", info.Markup, StringComparison.Ordinal);
    }
}
