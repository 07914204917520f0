using Key = Rubaru.App.Texts.Text;

namespace Rubaru.App.Tests.Components;

/// <summary>The switch of strict mode, whose choice holds, the path policy, the header and received knocks.</summary>
public sealed class StrictTests : Page
{
    private readonly List<DeliveryMode?> set = [];

    private static ChatModes Modes(
        DeliveryMode? own = null,
        DeliveryMode peer = DeliveryMode.Relayed,
        DeliveryMode global = DeliveryMode.Relayed,
        bool turningOn = false
    ) => new(global, own, peer, own ?? (global > peer ? global : peer), turningOn);

    private IRenderedComponent<StrictOfChat> Chat(ChatModes modes) =>
        Render<StrictOfChat>(p =>
            p.Add(s => s.Name, "Bob")
                .Add(s => s.Modes, modes)
                .Add(
                    s => s.Set,
                    mode =>
                    {
                        set.Add(mode);
                        return Task.CompletedTask;
                    }
                )
        );

    private static AngleSharp.Dom.IElement Toggle<T>(IRenderedComponent<T> shown, string id = "strict-toggle")
        where T : Microsoft.AspNetCore.Components.IComponent => shown.Find($"[data-testid={id}]");

    [Fact]
    public void A_fresh_profile_shows_it_off_and_what_the_fallback_does()
    {
        var all = Render<StrictOfAll>(p => p.Add(s => s.Set, _ => Task.CompletedTask));
        Assert.Equal("switch", Toggle(all, "strict-global").GetAttribute("role"));
        Assert.Equal("false", Toggle(all, "strict-global").GetAttribute("aria-checked"));
        Assert.Contains("wait sealed on the server for up to 6 h", all.Markup, StringComparison.Ordinal);
        var chat = Chat(Modes());
        Assert.Equal("false", Toggle(chat).GetAttribute("aria-checked"));
        Assert.Contains(
            "messages wait sealed on the server for up to 6 h",
            chat.Find(".hint").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Three_lines_say_what_changes_before_it_is_turned_on()
    {
        var lines = Chat(Modes()).FindAll(".strict-points li").Select(line => line.TextContent).ToList();
        Assert.Equal([English[Key.StrictLive], English[Key.StrictNothingStored], English[Key.StrictKnock]], lines);
    }

    [Fact]
    public async Task The_switch_turns_direct_only_on_and_the_second_choice_is_explicit()
    {
        var off = Chat(Modes());
        Assert.Empty(off.FindAll("input"));
        await Toggle(off).ClickAsync(new());
        Assert.Equal([DeliveryMode.DirectOnly], set);

        var on = Chat(Modes(DeliveryMode.DirectOnly));
        Assert.Equal("true", Toggle(on).GetAttribute("aria-checked"));
        Assert.Equal("DirectOnly", on.Find("[data-testid=strict-toggle-which]").GetAttribute("data-value"));
        await on.Find("[data-testid=strict-toggle-which-DirectOrRelay]").ChangeAsync(new() { Value = "on" });
        Assert.Equal(DeliveryMode.DirectOrRelay, set[^1]);
    }

    [Fact]
    public async Task Turned_off_again_the_chat_follows_the_main_switch_or_has_its_own_choice()
    {
        await Toggle(Chat(Modes(DeliveryMode.DirectOnly))).ClickAsync(new());
        Assert.Null(set[^1]);
        await Toggle(Chat(Modes(global: DeliveryMode.DirectOnly))).ClickAsync(new());
        Assert.Equal(DeliveryMode.Relayed, set[^1]);
        await Toggle(Chat(Modes(DeliveryMode.Relayed, global: DeliveryMode.DirectOnly))).ClickAsync(new());
        Assert.Null(set[^1]);
    }

    [Fact]
    public async Task While_the_server_has_not_confirmed_it_is_neither_on_nor_off_and_can_be_taken_back()
    {
        var chat = Chat(Modes(DeliveryMode.DirectOnly, turningOn: true));
        Assert.Equal("false", Toggle(chat).GetAttribute("aria-checked"));
        Assert.Equal("true", Toggle(chat).GetAttribute("aria-busy"));
        Assert.Equal("TurningOn", Toggle(chat).GetAttribute("data-state"));
        Assert.Equal("Turning on…", chat.Find("[data-testid=strict-turning-on]").TextContent);
        await Toggle(chat).ClickAsync(new());
        Assert.Null(set[^1]);
    }

    [Fact]
    public void Whose_choice_holds_is_said()
    {
        Assert.Contains("Bob's choice", Plain(Chat(Modes(peer: DeliveryMode.DirectOnly))), StringComparison.Ordinal);
        Assert.DoesNotContain("choice:", Plain(Chat(Modes())), StringComparison.Ordinal);
        var stricter = Chat(Modes(DeliveryMode.DirectOrRelay, DeliveryMode.DirectOnly));
        Assert.NotEmpty(stricter.FindAll("[data-testid=strict-stricter]"));
        Assert.Empty(Chat(Modes(DeliveryMode.DirectOnly)).FindAll("[data-testid=strict-stricter]"));
        Assert.NotEmpty(Chat(Modes(global: DeliveryMode.DirectOnly)).FindAll("[data-testid=strict-follows]"));
        Assert.Empty(Chat(Modes(DeliveryMode.DirectOnly)).FindAll("[data-testid=strict-follows]"));
    }

    [Fact]
    public async Task What_could_not_be_changed_is_said()
    {
        var all = Render<StrictOfAll>(p =>
            p.Add(s => s.Set, _ => throw new Rubaru.Client.Storage.StorageFullException("full"))
        );
        await Toggle(all, "strict-global").ClickAsync(new());
        Assert.Contains("no room left", all.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeliveryMode.Relayed, false, null)]
    [InlineData(DeliveryMode.DirectOnly, false, "Strict P2P")]
    [InlineData(DeliveryMode.DirectOrRelay, false, "Strict P2P, relay allowed")]
    [InlineData(DeliveryMode.DirectOnly, true, "Turning on Strict P2P…")]
    public void The_header_says_that_a_chat_is_strict(DeliveryMode mode, bool turningOn, string? words)
    {
        var header = Render<ChatHeader>(p =>
            p.Add(h => h.Name, "Bob").Add(h => h.Modes, Modes(mode, turningOn: turningOn))
        );
        var chip = header.FindAll("[data-testid=strict-chip]").SingleOrDefault();
        Assert.Equal(words, chip?.TextContent);
        Assert.Equal(words is null, chip?.QuerySelector("svg") is null);
    }

    [Fact]
    public async Task Each_path_policy_has_a_sentence_and_the_impossible_pair_is_said()
    {
        var chosen = new List<PathPolicy>();
        var choice = Render<PolicyChoice>(p =>
            p.Add(c => c.Name, "Bob")
                .Add(c => c.Policy, PathPolicy.RelayOnly)
                .Add(c => c.Mode, DeliveryMode.DirectOrRelay)
                .Add(
                    c => c.Set,
                    policy =>
                    {
                        chosen.Add(policy);
                        return Task.CompletedTask;
                    }
                )
        );
        Assert.Contains("Relay only hides your address from Bob.", choice.Markup, StringComparison.Ordinal);
        Assert.Equal(3, choice.FindAll(".choice-words .hint").Count(hint => hint.TextContent.Length > 20));
        Assert.Equal("RelayOnly", choice.Find("[data-testid=path-policy]").GetAttribute("data-value"));
        Assert.Empty(choice.FindAll("[data-testid=policy-never]"));
        await choice.Find("[data-testid=path-policy-DirectOnly]").ChangeAsync(new() { Value = "on" });
        Assert.Equal([PathPolicy.DirectOnly], chosen);
        choice.Render(p => p.Add(c => c.Mode, DeliveryMode.DirectOnly));
        Assert.NotEmpty(choice.FindAll("[data-testid=policy-never]"));
    }

    [Fact]
    public void A_knock_names_who_it_is_and_turns_into_a_past_one_after_a_minute()
    {
        var pressed = "";
        var notice = Render<KnockNotice>(p =>
            p.Add(k => k.From, Person(1))
                .Add(k => k.Name, "Asha")
                .Add(k => k.At, Noon)
                .Add(k => k.OnConnect, () => pressed += "connect ")
                .Add(k => k.OnDismiss, () => pressed += "dismiss")
        );
        Assert.Equal("Asha wants to connect", notice.Find("p").TextContent.Trim());
        notice.Find("[data-testid=knock-connect]").Click();
        notice.Find("[data-testid=knock-dismiss]").Click();
        Assert.Equal("connect dismiss", pressed);
        Clock.Advance(TimeSpan.FromMinutes(2));
        notice.Render(p => p.Add(k => k.Name, "Asha"));
        Assert.Equal("Asha wanted to connect, 12:00", notice.Find("p").TextContent.Trim());
    }

    [Fact]
    public async Task Read_receipts_are_off_at_first_and_say_that_they_are_mutual()
    {
        bool? on = null;
        var settings = Render<Settings>(p =>
            p.Add(s => s.Me, Person(1))
                .Add(s => s.Rename, _ => Task.CompletedTask)
                .Add(s => s.Erase, () => Task.CompletedTask)
                .Add(s => s.SetReadReceipts, value => on = value)
        );
        var receipts = settings.Find("[data-testid=read-receipts]");
        Assert.Equal("false", receipts.GetAttribute("aria-checked"));
        var hint = settings.Find("#" + receipts.GetAttribute("aria-describedby")).TextContent;
        Assert.Contains("mutual", hint, StringComparison.Ordinal);
        await receipts.ClickAsync(new());
        Assert.True(on);
        settings.Render(p => p.Add(s => s.ReadReceipts, true));
        Assert.Equal("true", settings.Find("[data-testid=read-receipts]").GetAttribute("aria-checked"));
    }

    private static string Plain(IRenderedComponent<StrictOfChat> shown) => shown.Find(".hint").TextContent;
}
