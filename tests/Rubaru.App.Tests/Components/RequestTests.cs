using Rubaru.Client.Storage;

namespace Rubaru.App.Tests.Components;

public sealed class RequestTests : Page
{
    private readonly List<(string Answer, Fingerprint Peer)> answers = [];

    private IRenderedComponent<RequestList> List(params RequestRow[] rows) =>
        Render<RequestList>(p =>
            p.Add(c => c.Rows, rows)
                .Add(c => c.Accept, peer => Answer("accept", peer))
                .Add(c => c.Decline, peer => Answer("decline", peer))
                .Add(c => c.Block, peer => Answer("block", peer))
        );

    private Task Answer(string answer, Fingerprint peer)
    {
        answers.Add((answer, peer));
        return Task.CompletedTask;
    }

    private static RequestRow Row(byte number, RequestOrigin origin = RequestOrigin.Address, string? text = "hello") =>
        new(Person(number), "Bob", origin, text is null ? 0 : 1, text);

    [Fact]
    public void Without_requests_there_is_nothing() => Assert.Equal("", List().Markup.Trim());

    [Theory]
    [InlineData("accept")]
    [InlineData("decline")]
    [InlineData("block")]
    public async Task Each_button_answers_the_request_it_stands_in(string answer)
    {
        var list = List(Row(1), Row(2));
        await list.FindAll($"[data-testid=request-{answer}]")[1].ClickAsync(new());
        Assert.Equal([(answer, Person(2))], answers);
    }

    [Fact]
    public void A_text_of_a_stranger_is_only_text()
    {
        var card = List(Row(1, text: "https://evil.example <img src=x onerror=alert(1)>"));
        Assert.Empty(card.FindAll("a, img"));
        Assert.Contains("<img src=x", card.Find("[data-testid=request-text]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_leaked_link_is_said()
    {
        var plain = List(Row(1)).Find(".request-who .hint").TextContent;
        var leaked = List(Row(1, RequestOrigin.UsedInvite)).Find(".request-who .hint").TextContent;
        Assert.Contains("reusable address", plain, StringComparison.Ordinal);
        Assert.Contains("somebody else had used", leaked, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_a_contact_has_is_a_warning()
    {
        Assert.Empty(List(Row(1)).FindAll("[data-testid=request-same-name]"));
        var warned = List(Row(1) with { IsNameTaken = true }).Find("[data-testid=request-same-name]");
        Assert.Contains("somebody else", warned.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_stored_is_said_and_can_be_tried_again()
    {
        var tries = 0;
        var list = Render<RequestList>(p =>
            p.Add(c => c.Rows, [Row(1)])
                .Add(c => c.Accept, _ => ++tries == 1 ? throw new StorageFullException("full") : Task.CompletedTask)
                .Add(c => c.Decline, _ => Task.CompletedTask)
                .Add(c => c.Block, _ => Task.CompletedTask)
        );
        await list.Find("[data-testid=request-accept]").ClickAsync(new());
        Assert.StartsWith(
            "Nothing was changed.",
            list.Find("[role=alert]").TextContent.Trim(),
            StringComparison.Ordinal
        );
        await list.Find("[data-testid=request-accept]").ClickAsync(new());
        Assert.Empty(list.FindAll("[role=alert]"));
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Blocking_asks_once_and_unblocking_does_not()
    {
        List<string> done = [];
        var blocked = false;
        IRenderedComponent<BlockContact> Section() =>
            Render<BlockContact>(p =>
                p.Add(c => c.Name, "Bob")
                    .Add(c => c.Blocked, blocked)
                    .Add(c => c.Block, () => Done("block"))
                    .Add(c => c.Unblock, () => Done("unblock"))
            );
        Task Done(string what)
        {
            done.Add(what);
            return Task.CompletedTask;
        }

        var section = Section();
        await section.Find("[data-testid=contact-block]").ClickAsync(new());
        Assert.Empty(done);
        await section.Find("[data-testid=contact-block-confirm]").ClickAsync(new());
        blocked = true;
        await Section().Find("[data-testid=contact-unblock]").ClickAsync(new());
        Assert.Equal(["block", "unblock"], done);
    }

    [Theory]
    [InlineData(true, "blocked")]
    [InlineData(false, "gone")]
    public void A_closed_chat_says_who_closed_it(bool blocked, string kind)
    {
        var closed = Render<ClosedChat>(p => p.Add(c => c.Name, "Bob").Add(c => c.Blocked, blocked));
        Assert.Equal(kind, closed.Find("[data-testid=chat-closed]").GetAttribute("data-kind"));
        Assert.Equal(blocked ? 1 : 0, closed.FindAll("[data-testid=chat-unblock]").Count);
    }

    [Fact]
    public async Task An_address_is_made_for_the_time_that_was_chosen()
    {
        TimeSpan? made = null;
        var address = Render<MyAddress>(p =>
            p.Add(c => c.MyName, "Asha")
                .Add(c => c.Make, time => Task.FromResult(made = time))
                .Add(c => c.Revoke, _ => Task.CompletedTask)
        );
        await address.Find("[data-testid=address-lifetime-30]").ChangeAsync(new() { Value = "30" });
        await address.Find("[data-testid=address-make]").ClickAsync(new());
        Assert.Equal(TimeSpan.FromDays(30), made);
    }

    [Fact]
    public async Task An_open_address_shows_how_many_asked_and_can_be_revoked()
    {
        ulong? revoked = null;
        var open = new OpenInvite(7, "https://x.example/i#abc", Noon.AddDays(7)) { IsReusable = true, People = 3 };
        var address = Render<MyAddress>(p =>
            p.Add(c => c.Address, open)
                .Add(c => c.MyName, "Asha")
                .Add(c => c.Make, _ => Task.CompletedTask)
                .Add(c => c.Revoke, id => Task.FromResult(revoked = id))
        );
        Assert.Equal(open.Url, address.Find("[data-testid=address-link]").GetAttribute("value"));
        Assert.Contains(
            "3 of at most 20",
            address.Find("[data-testid=address-people]").TextContent,
            StringComparison.Ordinal
        );
        // In a week it is the same weekday again.
        Assert.Contains("19 March 12:00", address.Markup, StringComparison.Ordinal);
        await address.Find("[data-testid=address-revoke]").ClickAsync(new());
        Assert.Equal(7ul, revoked);
    }
}
