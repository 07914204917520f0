namespace Rubaru.App.Tests.Components;

public sealed class ChatChoicesTests : Page
{
    private readonly List<string> chosen = [];

    private Task Note(string what)
    {
        chosen.Add(what);
        return Task.CompletedTask;
    }

    private IRenderedComponent<ChatChoices> Show(DateTimeOffset? muted = null, int accent = 0, bool strict = false) =>
        Render<ChatChoices>(p =>
            p.Add(
                    c => c.Place,
                    new ChatPlace(
                        false,
                        false,
                        muted,
                        accent,
                        on => Note($"pin {on}"),
                        on => Note($"archive {on}"),
                        time => Note($"mute {time}"),
                        colour => Note($"colour {colour}")
                    )
                )
                .Add(c => c.Strict, strict)
        );

    [Fact]
    public async Task Everything_can_be_chosen()
    {
        var choices = Show();
        await choices.Find("[data-testid=details-pin]").ClickAsync(new());
        await choices.Find("[data-testid=details-archive]").ClickAsync(new());
        await choices.Find("[data-testid=details-mute]").ChangeAsync("hour");
        await choices.Find("[data-testid=details-mute]").ChangeAsync("off");
        await choices.Find("[data-testid=accent-4]").ChangeAsync("4");
        Assert.Equal(["pin True", "archive True", "mute 01:00:00", "mute ", "colour 4"], chosen);
    }

    [Fact]
    public void A_mute_says_until_when()
    {
        Assert.Equal("Muted until 14:00", Show(muted: Noon.AddHours(2)).Find("option[value=now]").TextContent);
        Assert.Equal("Muted", Show(muted: DateTimeOffset.MaxValue).Find("option[value=now]").TextContent);
        Assert.Empty(Show().FindAll("option[value=now]"));
    }

    [Fact]
    public void Every_colour_has_a_name_and_a_strict_chat_says_that_it_is_violet()
    {
        var choices = Show(accent: 2, strict: true);
        var names = choices
            .FindAll("[data-testid=accent] input")
            .Select(input => input.GetAttribute("aria-label"))
            .ToList();
        Assert.Equal(Conversation.Accents, names.Distinct().Count());
        Assert.True(choices.Find("[data-testid=accent-2]").HasAttribute("checked"));
        Assert.Contains("violet", choices.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("violet", Show().Markup, StringComparison.Ordinal);
    }
}
