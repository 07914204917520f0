namespace Rubaru.App.Tests.Components;

public sealed class SetUpAgainTests : Page
{
    [Fact]
    public async Task One_press_starts_it_and_then_it_says_what_is_awaited()
    {
        var started = 0;
        var part = Render<SetUpAgain>(p =>
            p.Add(s => s.Name, "Asha")
                .Add(
                    s => s.Start,
                    () =>
                    {
                        started++;
                        return Task.CompletedTask;
                    }
                )
        );
        Assert.Contains("Asha's device", part.Find(".hint").TextContent, StringComparison.Ordinal);
        await part.Find("[data-testid=set-up-again]").ClickAsync(new());
        Assert.Equal(1, started);

        part.Render(p => p.Add(s => s.Pending, true));
        Assert.Empty(part.FindAll("[data-testid=set-up-again]"));
        Assert.Equal("setting-up", part.Find("[data-testid=encryption]").GetAttribute("data-state"));
        Assert.Contains(
            "has answered",
            part.Find("[data-testid=set-up-pending]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_could_not_be_stored_is_said()
    {
        var part = Render<SetUpAgain>(p =>
            p.Add(s => s.Name, "Asha")
                .Add(s => s.Start, () => Task.FromException(new Rubaru.Client.Storage.StorageFullException("full")))
        );
        await part.Find("[data-testid=set-up-again]").ClickAsync(new());
        Assert.StartsWith("Not set up again.", part.Find("[role=alert]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.False(part.Find("[data-testid=set-up-again]").HasAttribute("disabled"));
    }

    [Fact]
    public void The_details_offer_it_where_somebody_is_at_the_other_end()
    {
        var details = Render<ContactDetails>(p => p.Add(d => d.Name, "Asha").Add(d => d.Peer, Person(1)));
        Assert.Empty(details.FindAll("[data-testid=set-up-again]"));
        details.Render(p => p.Add(d => d.SetUpAgain, () => Task.CompletedTask));
        Assert.Single(details.FindAll("[data-testid=set-up-again]"));
    }
}
