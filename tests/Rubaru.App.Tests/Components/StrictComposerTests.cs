namespace Rubaru.App.Tests.Components;

/// <summary>The field of a strict chat: it keeps the words, says why nothing leaves, and never sends by itself.</summary>
public sealed class StrictComposerTests : Page
{
    private readonly List<string> sent = [];
    private readonly List<string> drafts = [];
    private Func<Task<KnockResult>> knock = () => Task.FromResult(KnockResult.Sent);
    private Func<Task> send = () => Task.CompletedTask;
    private int dismissed;

    private IRenderedComponent<Composer> Show(StrictGate? gate, string draft = "Hello", bool here = false) =>
        Render<Composer>(p =>
            p.Add(c => c.Name, "Bob")
                .Add(c => c.Draft, draft)
                .Add(c => c.Gate, gate)
                .Add(c => c.PeerIsHere, here)
                .Add(c => c.OnHereDismissed, () => dismissed++)
                .Add(c => c.Knock, () => knock())
                .Add(
                    c => c.Send,
                    text =>
                    {
                        sent.Add(text);
                        return send();
                    }
                )
                .Add(
                    c => c.SaveDraft,
                    text =>
                    {
                        drafts.Add(text);
                        return Task.CompletedTask;
                    }
                )
        );

    private static string? Field(IRenderedComponent<Composer> composer) =>
        composer.Find("[data-testid=composer]").GetAttribute("value");

    [Theory]
    [InlineData(
        StrictGate.NotConnected,
        "strict-not-connected",
        "Not connected. Nothing will be sent or stored.",
        "Not sent: Strict P2P is on and Bob is not connected. Nothing was stored."
    )]
    [InlineData(
        StrictGate.NotAttested,
        "strict-not-attested",
        "Connected. Both devices are still",
        "Not sent: Strict P2P is on and Bob's device has not confirmed"
    )]
    [InlineData(
        StrictGate.Relayed,
        "strict-relayed",
        "The connection goes through a relay",
        "Not sent: Strict P2P is on and the connection to Bob goes through a relay."
    )]
    [InlineData(
        StrictGate.Hidden,
        "strict-hidden",
        "This page was in the background",
        "Not sent: Strict P2P is on and this page was in the background."
    )]
    [InlineData(
        StrictGate.TurningOn,
        "strict-turning-on",
        "Turning on Strict P2P",
        "Not sent: Strict P2P is being turned on."
    )]
    public async Task A_closed_gate_says_why_keeps_the_words_and_hands_nothing_to_the_engine(
        StrictGate gate,
        string reason,
        string before,
        string after
    )
    {
        var composer = Show(gate);
        Assert.Equal(reason, composer.Find("[data-testid=composer]").GetAttribute("data-disabled-reason"));
        Assert.Equal(reason, composer.Find("[data-testid=send]").GetAttribute("data-disabled-reason"));
        Assert.False(
            composer.Find("[data-testid=send]").HasAttribute("disabled"),
            "The press is answered with the reason."
        );
        Assert.StartsWith(before, composer.Find(".gate-words").TextContent, StringComparison.Ordinal);

        await composer.Find("form").SubmitAsync();
        Assert.StartsWith(after, composer.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was stored.", composer.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Hello", Field(composer));
        Assert.Empty(sent);
    }

    [Fact]
    public async Task When_the_gate_opens_nothing_is_sent_by_itself()
    {
        var composer = Show(StrictGate.NotConnected);
        await composer.Find("form").SubmitAsync();
        composer.Render(p => p.Add(c => c.Gate, StrictGate.Open));
        Assert.Empty(composer.FindAll(".gate"));
        Assert.Null(composer.Find("[data-testid=send]").GetAttribute("data-disabled-reason"));
        Assert.Empty(sent);
        Assert.Equal("Hello", Field(composer));
        await composer.Find("form").SubmitAsync();
        Assert.Equal(["Hello"], sent);
    }

    [Fact]
    public async Task A_gate_that_closes_while_sending_gives_the_words_back()
    {
        send = () => Task.FromException(new SendRefusedException(SendRefusal.Strict));
        var composer = Show(StrictGate.Open);
        await composer.Find("form").SubmitAsync();
        Assert.Equal("Hello", Field(composer));
        Assert.Contains(
            "was lost just then. Nothing was stored.",
            composer.Find("[role=alert]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_chat_that_is_not_strict_has_no_gate()
    {
        var composer = Show(null);
        Assert.Empty(composer.FindAll(".gate"));
        await composer.Find("form").SubmitAsync();
        Assert.Equal(["Hello"], sent);
    }

    [Fact]
    public async Task Keep_draft_saves_what_was_typed_and_says_so()
    {
        var composer = Show(StrictGate.NotConnected, "");
        Assert.True(composer.Find("[data-testid=keep-draft]").HasAttribute("disabled"));
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "Hel" });
        await composer.Find("[data-testid=composer]").InputAsync(new() { Value = "Hello" });
        await composer.Find("form").SubmitAsync();
        await composer.Find("[data-testid=keep-draft]").ClickAsync(new());
        Assert.Equal("Hello", drafts[^1]);
        Assert.Equal("Draft kept on this device", composer.Find("[data-testid=keep-draft]").TextContent);
        Assert.Empty(composer.FindAll("[role=alert]"));
        Assert.Equal("Hello", Field(composer));
    }

    [Theory]
    [InlineData(KnockResult.Sent, "Knocked. The server passed it on", true)]
    [InlineData(KnockResult.Notified, "Knocked. Bob's device gets a notification", true)]
    [InlineData(KnockResult.NotReachable, "Bob cannot be reached", false)]
    [InlineData(KnockResult.TooSoon, "Once a minute is enough", false)]
    [InlineData(KnockResult.Unreachable, "Not knocked: the server cannot be reached.", false)]
    public async Task Every_result_of_a_knock_has_a_sentence_and_one_that_arrived_a_pause(
        KnockResult result,
        string words,
        bool pause
    )
    {
        knock = () => Task.FromResult(result);
        var composer = Show(StrictGate.NotConnected);
        await composer.Find("[data-testid=knock]").ClickAsync(new());
        Assert.StartsWith(
            words,
            composer.Find("[data-testid=knock-result]").TextContent.Trim(),
            StringComparison.Ordinal
        );
        Assert.Equal(pause, composer.Find("[data-testid=knock]").HasAttribute("disabled"));
        if (pause)
        {
            Assert.Equal("Knock again in 60 s", composer.Find("[data-testid=knock]").TextContent);
            Clock.Advance(TimeSpan.FromSeconds(61));
            composer.WaitForAssertion(
                () => Assert.Equal("Knock", composer.Find("[data-testid=knock]").TextContent),
                TimeSpan.FromSeconds(10)
            );
            Assert.False(composer.Find("[data-testid=knock]").HasAttribute("disabled"));
        }
    }

    [Fact]
    public async Task After_an_answered_knock_the_person_decides_about_the_draft()
    {
        var composer = Show(StrictGate.Open, here: true);
        Assert.Equal("Bob is here. Send your draft?", composer.Find("[data-testid=peer-here] p").TextContent);
        Assert.Empty(sent);
        await composer.Find("[data-testid=peer-here-dismiss]").ClickAsync(new());
        Assert.Equal(1, dismissed);
        Assert.Empty(sent);
        await composer.Find("[data-testid=peer-here-send]").ClickAsync(new());
        Assert.Equal(["Hello"], sent);
    }

    [Fact]
    public void While_the_gate_is_still_closed_nobody_is_here_yet()
    {
        Assert.Empty(Show(StrictGate.NotAttested, here: true).FindAll("[data-testid=peer-here]"));
        var empty = Show(StrictGate.Open, draft: "", here: true);
        Assert.Equal("Bob is here.", empty.Find("[data-testid=peer-here] p").TextContent);
        Assert.Empty(empty.FindAll("[data-testid=peer-here-send]"));
    }

    [Fact]
    public void Only_the_relay_can_be_allowed()
    {
        Assert.NotEmpty(Show(StrictGate.Relayed).FindAll("[data-testid=strict-change]"));
        Assert.Empty(Show(StrictGate.Relayed).FindAll("[data-testid=knock]"));
        Assert.Empty(Show(StrictGate.NotConnected).FindAll("[data-testid=strict-change]"));
    }
}
