namespace Rubaru.App.Tests.Components;

public sealed class BannerTests : Page
{
    private static readonly Circumstances Fine = new(ServerState.Connected, true, false, false, null, false);

    private static readonly Circumstances Everything = new(
        ServerState.Unreachable,
        false,
        true,
        true,
        "Asha",
        true,
        ClockDisagrees: true
    );

    private IRenderedComponent<Banner> Show(Circumstances now) => Render<Banner>(p => p.Add(b => b.Now, now));

    private string? Kind(Circumstances now) =>
        Show(now).FindAll("[data-testid=banner]").SingleOrDefault()?.GetAttribute("data-kind");

    [Fact]
    public void When_all_is_well_there_is_none()
    {
        Assert.Null(Kind(Fine));
        Assert.Null(Kind(Fine with { Server = ServerState.Connecting }));
    }

    [Fact]
    public void One_at_a_time_the_gravest_first()
    {
        Assert.Equal("storage-full", Kind(Everything));
        Assert.Equal("identity", Kind(Everything with { StorageFull = false }));
        var calm = Everything with { StorageFull = false, IdentityFailedWith = null };
        Assert.Equal("superseded", Kind(calm with { Server = ServerState.Superseded }));
        Assert.Equal("other-version", Kind(calm with { Server = ServerState.OtherVersion }));
        Assert.Equal("offline", Kind(calm));
        Assert.Equal("server-unreachable", Kind(calm with { Online = true }));
        var reached = calm with { Online = true, Server = ServerState.Connected };
        Assert.Equal("clock", Kind(reached));
        Assert.Equal("update-ready", Kind(reached with { ClockDisagrees = false }));
        Assert.Equal("server-keys", Kind(reached with { ServerHasWrongKeys = true }));
    }

    [Fact]
    public void News_do_not_displace_what_the_chat_says()
    {
        var news = Fine with { UpdateReady = true, OpenChatSpeaks = true };
        Assert.Null(Kind(news));
        Assert.Equal("offline", Kind(news with { Online = false }));
        Assert.Equal("update-ready", Kind(news with { OpenChatSpeaks = false }));
    }

    [Fact]
    public void Without_the_server_a_direct_chat_says_that_it_continues()
    {
        var gone = Fine with { Server = ServerState.Unreachable };
        Assert.Contains("the rest waits", Show(gone).Markup, StringComparison.Ordinal);
        Assert.Contains(
            "This chat is direct and continues.",
            Show(gone with { OpenChatIsDirect = true }).Markup,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Only_what_can_be_done_has_a_button()
    {
        var done = "";
        var banner = Render<Banner>(p =>
            p.Add(b => b.Now, Fine with { UpdateReady = true }).Add(b => b.OnAction, kind => done = kind)
        );
        banner.Find("[data-testid=banner-action]").Click();
        Assert.Equal("update-ready", done);
        Assert.Empty(Show(Fine with { Online = false }).FindAll("button"));
    }
}
