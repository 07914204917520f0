namespace Rubaru.App.Tests.Components;

public sealed class ConnectionTests : Page
{
    private AngleSharp.Dom.IElement Badge(
        MessagePath path,
        LinkState link,
        bool failed = false,
        bool isChecked = false
    ) =>
        Render<PathBadge>(p =>
                p.Add(b => b.Path, path)
                    .Add(b => b.Link, link)
                    .Add(b => b.IdentityFailed, failed)
                    .Add(b => b.Checked, isChecked)
            )
            .Find("[data-testid=path-badge]");

    [Theory]
    [InlineData(MessagePath.Direct, LinkState.Connected, "Direct", true)]
    [InlineData(MessagePath.Direct, LinkState.Connected, "Direct", false)]
    [InlineData(MessagePath.TurnRelay, LinkState.Connected, "Relayed", true)]
    [InlineData(MessagePath.Server, LinkState.Idle, "Via server", false)]
    [InlineData(MessagePath.Server, LinkState.Idle, "Via server", true)]
    [InlineData(MessagePath.Server, LinkState.Dialling, "Connecting…", false)]
    [InlineData(MessagePath.None, LinkState.Idle, "Not connected", false)]
    public void The_badge_has_path_words_and_whether_the_contact_was_checked(
        MessagePath path,
        LinkState link,
        string words,
        bool isChecked
    )
    {
        var badge = Badge(path, link, isChecked: isChecked);
        Assert.Equal(path.ToString(), badge.GetAttribute("data-path"));
        Assert.Equal(isChecked ? "true" : "false", badge.GetAttribute("data-verified"));
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
        "peer-offline",
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
        Assert.True(awaiting || shown.FindAll("[data-testid=banner]").Count == 0, "Said before it is sure.");
        Clock.Advance(TimeSpan.FromSeconds(2));
        shown.WaitForElement("[data-testid=banner]", TimeSpan.FromSeconds(10));
        var notice = shown.Find("[data-testid=banner]");
        Assert.Equal(kind, notice.GetAttribute("data-kind"));
        Assert.StartsWith(words, notice.TextContent.Trim(), StringComparison.Ordinal);
    }

    /// <summary>Journey 5: a peer whose network died is offline within 6 s, of which the silence took 2.5; dialling begins again and again.</summary>
    [Fact]
    public void Who_is_gone_without_a_word_is_offline_although_dialling_goes_on()
    {
        var shown = Render<ChatNotice>(p => Now(p, MessagePath.Server, LinkState.Dialling));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(shown.FindAll("[data-testid=banner]"));

        shown.Render(p => Now(p, MessagePath.Direct, LinkState.Connected));
        shown.Render(p => Now(p, MessagePath.Server, LinkState.Dialling));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(shown.FindAll("[data-testid=banner]"));
        shown.Render(p => Now(p, MessagePath.Server, LinkState.Idle));
        shown.Render(p => Now(p, MessagePath.Server, LinkState.Dialling));
        Clock.Advance(TimeSpan.FromSeconds(1.5));
        shown.WaitForElement("[data-kind=peer-offline]", TimeSpan.FromSeconds(10));

        shown.Render(p => Now(p, MessagePath.Direct, LinkState.Connected));
        Assert.Empty(shown.FindAll("[data-testid=banner]"));

        static void Now(ComponentParameterCollectionBuilder<ChatNotice> p, MessagePath path, LinkState link) =>
            p.Add(n => n.Name, "Asha").Add(n => n.Path, path).Add(n => n.Link, link);
    }

    [Theory]
    [InlineData(6 * 3600, "6 h")]
    [InlineData(2 * 3600 + 1700, "2 h")]
    [InlineData(1800, "30 min")]
    [InlineData(20, "20 s")]
    [InlineData(0, "1 s")]
    public void The_offline_banner_says_how_long_this_server_keeps_it(int seconds, string words)
    {
        var shown = Notice(p => p.Add(n => n.Retention, TimeSpan.FromSeconds(seconds)));
        Assert.EndsWith(
            $"for up to {words}.",
            shown.Find("[data-testid=banner]").TextContent.Trim(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void One_banner_at_a_time_and_none_that_speaks_of_waiting_in_a_strict_chat()
    {
        Assert.Empty(Notice(p => p.Add(n => n.Quiet, true)).FindAll("[data-testid=banner]"));
        Assert.Empty(Notice(p => p.Add(n => n.Strict, true)).FindAll("[data-testid=banner]"));
        Assert.NotEmpty(Notice(_ => { }).FindAll("[data-testid=banner]"));
        Assert.False(ChatNotice.Speaks(true, MessagePath.Server, LinkState.Idle, strict: true));
        Assert.True(ChatNotice.Speaks(true, MessagePath.Direct, LinkState.Connected, strict: false));
        Assert.True(ChatNotice.Speaks(false, MessagePath.Server, LinkState.Idle, strict: false));
        Assert.False(ChatNotice.Speaks(false, MessagePath.Direct, LinkState.Connected, strict: false));
    }

    /// <summary>Of somebody who has been away for longer than the notice's patience.</summary>
    private IRenderedComponent<ChatNotice> Notice(Action<ComponentParameterCollectionBuilder<ChatNotice>> more)
    {
        var shown = Render<ChatNotice>(p =>
        {
            p.Add(n => n.Name, "Asha").Add(n => n.Path, MessagePath.Server).Add(n => n.Link, LinkState.Idle);
            more(p);
        });
        Clock.Advance(TimeSpan.FromSeconds(2));
        shown.InvokeAsync(() => { });
        return shown;
    }

    [Fact]
    public void The_sheet_tells_both_ends_as_they_attested_them()
    {
        var pair = new SelectedPath("host", "prflx", "udp", 0.4, true);
        var sheet = Render<ConnectionSheet>(p =>
            p.Add(s => s.Name, "Asha")
                .Add(s => s.Path, MessagePath.TurnRelay)
                .Add(s => s.Link, LinkState.Connected)
                .Add(s => s.Pair, pair)
        );
        Assert.Equal("false", sheet.Find("[data-testid=attested]").GetAttribute("data-attested"));
        Assert.Contains(
            "Asha: not told yet",
            sheet.Markup.Replace("<bdi>", "", StringComparison.Ordinal).Replace("</bdi>", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        sheet.Render(p => p.Add(s => s.PeerEnd, "relay"));
        var ends = sheet.Find("[data-testid=attested]").ParentElement!.TextContent;
        Assert.Contains("You: local address", ends, StringComparison.Ordinal);
        Assert.Contains("Asha: relay", ends, StringComparison.Ordinal);
        Assert.Contains("Confirmed by both devices", ends, StringComparison.Ordinal);
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
                    .FindAll("[data-testid=banner]")
            );
        }
    }
}
