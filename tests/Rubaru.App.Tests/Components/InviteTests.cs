namespace Rubaru.App.Tests.Components;

public sealed class InviteTests : Page
{
    private static readonly InviteLink Link = new(
        "http://localhost:5080",
        0,
        Person(7),
        default,
        [],
        Noon.AddHours(3),
        "Asha"
    );

    [Theory]
    [InlineData(InviteProblem.Own, "own")]
    [InlineData(InviteProblem.Used, "used")]
    [InlineData(InviteProblem.Expired, "expired")]
    [InlineData(InviteProblem.Revoked, "revoked")]
    [InlineData(InviteProblem.Malformed, "malformed")]
    [InlineData(InviteProblem.Version, "version")]
    [InlineData(InviteProblem.OlderVersion, "version")]
    [InlineData(InviteProblem.OtherServer, "other-server")]
    [InlineData(InviteProblem.Unreachable, "unreachable")]
    [InlineData(InviteProblem.IdentityCheckFailed, "identity")]
    public void Every_problem_has_its_name_and_its_own_sentence(InviteProblem problem, string reason)
    {
        var error = Render<InviteError>(p => p.Add(e => e.Problem, problem).Add(e => e.Host, "other.example"))
            .Find("[data-testid=invite-error]");
        Assert.Equal(reason, error.GetAttribute("data-reason"));
        var others = Enum.GetValues<InviteProblem>()
            .Except([problem, InviteProblem.None, InviteProblem.AlreadyContact])
            .Select(other => Render<InviteError>(p => p.Add(e => e.Problem, other)).Find("p").TextContent.Trim());
        Assert.DoesNotContain(error.TextContent.Trim(), others);
    }

    [Fact]
    public void Another_server_is_named() =>
        Assert.Equal(
            "This invite belongs to another server: other.example",
            Render<InviteError>(p => p.Add(e => e.Problem, InviteProblem.OtherServer).Add(e => e.Host, "other.example"))
                .Find("p")
                .TextContent.Trim()
        );

    private IRenderedComponent<PasteInvite> Paste(InviteCheck check, InviteProblem result = InviteProblem.None) =>
        Render<PasteInvite>(p => p.Add(c => c.Check, _ => check).Add(c => c.Connect, _ => Task.FromResult(result)));

    [Fact]
    public async Task A_pasted_link_names_the_person_before_anything_is_sent()
    {
        var paste = Paste(new(InviteProblem.None, Link, null));
        await paste.Find("[data-testid=invite-paste]").InputAsync(new() { Value = "https://x/i#abc" });
        Assert.Equal("Connect with Asha", paste.Find("[data-testid=invite-accept]").TextContent.Trim());
    }

    [Fact]
    public async Task Half_a_link_is_not_wrong_before_the_button()
    {
        var paste = Paste(new(InviteProblem.Malformed, null, null));
        await paste.Find("[data-testid=invite-paste]").InputAsync(new() { Value = "http" });
        Assert.Empty(paste.FindAll("[data-testid=invite-error]"));
        await paste.Find("form").SubmitAsync();
        Assert.Equal("malformed", paste.Find("[data-testid=invite-error]").GetAttribute("data-reason"));
    }

    [Fact]
    public async Task An_exception_at_connecting_is_said_in_our_words()
    {
        var paste = Render<PasteInvite>(p =>
            p.Add(c => c.Check, _ => new(InviteProblem.None, Link, null))
                .Add(c => c.Connect, _ => throw new InvalidOperationException("0x80 foo"))
        );
        await paste.Find("[data-testid=invite-paste]").InputAsync(new() { Value = "https://x/i#abc" });
        await paste.Find("form").SubmitAsync();
        Assert.StartsWith(
            "The invite could not be used. Something unexpected",
            paste.Find("[role=alert]").TextContent.Trim(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("0x80", paste.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_says_at_connecting_is_shown()
    {
        var paste = Paste(new(InviteProblem.None, Link, null), InviteProblem.Used);
        await paste.Find("[data-testid=invite-paste]").InputAsync(new() { Value = "https://x/i#abc" });
        await paste.Find("form").SubmitAsync();
        Assert.Equal("used", paste.Find("[data-testid=invite-error]").GetAttribute("data-reason"));
        Assert.False(paste.Find("[data-testid=invite-accept]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_scanned_text_that_is_no_invite_is_wrong_at_once()
    {
        var paste = Paste(new(InviteProblem.Malformed, null, null));
        await paste.InvokeAsync(() => paste.Instance.FillAsync("WIFI:S:home;;"));
        Assert.Equal("malformed", paste.Find("[data-testid=invite-error]").GetAttribute("data-reason"));
    }

    [Fact]
    public async Task A_scanned_link_stands_in_the_field_and_waits_for_the_button()
    {
        var asked = 0;
        var paste = Render<PasteInvite>(p =>
            p.Add(c => c.Check, _ => new(InviteProblem.None, Link, null))
                .Add(c => c.Connect, _ => Task.FromResult((InviteProblem)asked++))
        );
        await paste.InvokeAsync(() => paste.Instance.FillAsync("https://x/i#abc"));
        Assert.Equal("https://x/i#abc", paste.Find("[data-testid=invite-paste]").GetAttribute("value"));
        Assert.Equal("Connect with Asha", paste.Find("[data-testid=invite-accept]").TextContent.Trim());
        Assert.Equal(0, asked);
    }

    [Fact]
    public void A_link_that_was_opened_before_warns_that_somebody_may_be_prying_and_only_opens_the_chat()
    {
        var check = new InviteCheck(InviteProblem.AlreadyContact, Link, null) { OpenedBefore = true };
        var card = Card(check, () => Task.FromResult(InviteProblem.AlreadyContact));
        var warning = card.Find("[data-testid=invite-warning]");
        Assert.Equal("same-link", warning.GetAttribute("data-reason"));
        Assert.Contains("learn who your contacts are", warning.TextContent, StringComparison.Ordinal);
        Assert.Equal("Open the chat", card.Find("[data-testid=invite-accept]").TextContent.Trim());
    }

    [Fact]
    public async Task A_name_that_another_contact_bears_is_warned_of_before_anything_is_sent()
    {
        var check = new InviteCheck(InviteProblem.None, Link, null) { IsSameName = true };
        var card = Card(check, () => Task.FromResult(InviteProblem.None));
        Assert.Equal("same-name", card.Find("[data-testid=invite-warning]").GetAttribute("data-reason"));
        var paste = Paste(check);
        await paste.Find("[data-testid=invite-paste]").InputAsync(new() { Value = "https://x/i#abc" });
        Assert.Equal("same-name", paste.Find("[data-testid=invite-warning]").GetAttribute("data-reason"));
        Assert.Empty(Card(new(InviteProblem.None, Link, null), null!).FindAll("[data-testid=invite-warning]"));
    }

    private IRenderedComponent<AcceptCard> Card(InviteCheck check, Func<Task<InviteProblem>> connect) =>
        Render<AcceptCard>(p =>
            p.Add(c => c.Link, "https://x/i#abc")
                .Add(c => c.Check, _ => check)
                .Add(c => c.Connect, async _ => (await connect(), null))
        );

    [Fact]
    public async Task An_opened_link_asks_first_and_connects_only_by_the_button()
    {
        var asked = 0;
        var card = Card(
            new(InviteProblem.None, Link, null),
            () =>
            {
                asked++;
                return Task.FromResult(InviteProblem.Unreachable);
            }
        );
        Assert.Equal("Connect with Asha?", card.Find("h2").TextContent.Trim());
        Assert.Equal(0, asked);
        await card.Find("[data-testid=invite-accept]").ClickAsync(new());
        Assert.Equal(1, asked);
        Assert.Equal("unreachable", card.Find("[data-testid=invite-error]").GetAttribute("data-reason"));
        Assert.Equal("Try again", card.Find("[data-testid=invite-accept]").TextContent.Trim());
    }

    [Fact]
    public void A_link_that_cannot_be_used_offers_no_button_to_use_it()
    {
        var card = Card(new(InviteProblem.Expired, Link, null), () => Task.FromResult(InviteProblem.None));
        Assert.Equal("expired", card.Find("[data-testid=invite-error]").GetAttribute("data-reason"));
        Assert.Empty(card.FindAll("[data-testid=invite-accept]"));
    }

    [Fact]
    public void The_QR_code_is_one_path_with_its_quiet_zone()
    {
        var link = "http://localhost:5080/i#" + new string('A', 120);
        var (size, path) = QrPath.Of(System.Text.Encoding.UTF8.GetBytes(link));
        var svg = Render<QrCode>(p => p.Add(q => q.Link, link)).Find("svg");
        Assert.Equal($"0 0 {size} {size}", svg.GetAttribute("viewBox"));
        Assert.Equal(path, svg.QuerySelector("path")!.GetAttribute("d"));
        Assert.StartsWith("M4 4h7v1h-7z", path, StringComparison.Ordinal);
        Assert.DoesNotContain("style", svg.OuterHtml, StringComparison.OrdinalIgnoreCase);
    }
}
