namespace Rubaru.App.Tests.Components;

public sealed class ConnectionTests : Page
{
    private AngleSharp.Dom.IElement Badge(MessagePath path, LinkState link, bool failed = false) =>
        Render<PathBadge>(p => p.Add(b => b.Path, path).Add(b => b.Link, link).Add(b => b.IdentityFailed, failed))
            .Find("[data-testid=path-badge]");

    [Theory]
    [InlineData(MessagePath.Direct, LinkState.Connected, "Direct", "true")]
    [InlineData(MessagePath.TurnRelay, LinkState.Connected, "Relayed", "true")]
    [InlineData(MessagePath.Server, LinkState.Idle, "Via server", "false")]
    [InlineData(MessagePath.Server, LinkState.Dialling, "Connecting…", "false")]
    [InlineData(MessagePath.None, LinkState.Idle, "Not connected", "false")]
    public void The_badge_has_path_words_and_whether_the_fingerprint_agreed(
        MessagePath path,
        LinkState link,
        string words,
        string verified
    )
    {
        var badge = Badge(path, link);
        Assert.Equal(path.ToString(), badge.GetAttribute("data-path"));
        Assert.Equal(verified, badge.GetAttribute("data-verified"));
        Assert.Equal(words, badge.TextContent.Trim());
        Assert.NotNull(badge.QuerySelector("svg"));
    }

    [Fact]
    public void A_failed_identity_check_is_not_hidden_by_the_path() =>
        Assert.Contains(
            "tone-fail",
            Badge(MessagePath.Server, LinkState.Idle, failed: true).ClassName!,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_sheet_says_it_in_one_line()
    {
        var sheet = Render<ConnectionSheet>(p =>
            p.Add(s => s.Name, "Asha")
                .Add(s => s.Path, MessagePath.Direct)
                .Add(s => s.Link, LinkState.Connected)
                .Add(s => s.Pair, new SelectedPath("host", "prflx", "udp", 0.4, true))
        );
        Assert.Equal(
            "Direct · 2 layers · Fingerprint verified · UDP · 1 ms",
            sheet.Find("[data-testid=connection-summary]").TextContent.Trim()
        );
    }

    [Theory]
    [InlineData(true, MessagePath.Server, LinkState.Idle, "awaiting", "Waiting for Asha")]
    [InlineData(
        false,
        MessagePath.Server,
        LinkState.Idle,
        "offline",
        "Asha is offline. Messages wait sealed on the server for up to 6 h."
    )]
    [InlineData(false, MessagePath.None, LinkState.Idle, "waiting", "Not connected. Messages wait on this device.")]
    public void Above_the_composer_stands_what_happens_to_the_next_message(
        bool awaiting,
        MessagePath path,
        LinkState link,
        string kind,
        string words
    )
    {
        var shown = Render<ChatNotice>(p =>
            p.Add(n => n.Name, "Asha").Add(n => n.Awaiting, awaiting).Add(n => n.Path, path).Add(n => n.Link, link)
        );
        Assert.True(awaiting || shown.FindAll("[data-testid=chat-notice]").Count == 0, "Said before it is sure.");
        Clock.Advance(TimeSpan.FromSeconds(2));
        shown.WaitForElement("[data-testid=chat-notice]", TimeSpan.FromSeconds(10));
        var notice = shown.Find("[data-testid=chat-notice]");
        Assert.Equal(kind, notice.GetAttribute("data-kind"));
        Assert.StartsWith(words, notice.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void While_a_link_is_made_or_stands_nothing_is_announced()
    {
        foreach (
            var (path, link) in new[]
            {
                (MessagePath.Server, LinkState.Dialling),
                (MessagePath.Direct, LinkState.Connected),
            }
        )
        {
            Assert.Empty(
                Render<ChatNotice>(p => p.Add(n => n.Name, "A").Add(n => n.Path, path).Add(n => n.Link, link))
                    .FindAll("[data-testid=chat-notice]")
            );
        }
    }
}
