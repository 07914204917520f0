using Rubaru.Client.Notifications;
using Rubaru.Wire;
using Key = Rubaru.App.Texts.Text;

namespace Rubaru.App.Tests.Components;

public sealed class NotificationTests : Page
{
    private readonly List<string> done = [];

    private Task Do(string what)
    {
        done.Add(what);
        return Task.CompletedTask;
    }

    private IRenderedComponent<NotificationSettings> Show(
        NotificationState state,
        bool wanted = false,
        params NotificationHop[] test
    ) =>
        Render<NotificationSettings>(p =>
            p.Add(s => s.State, state)
                .Add(s => s.Wanted, wanted)
                .Add(s => s.Test, test)
                .Add(s => s.TurnOn, () => Do("on"))
                .Add(s => s.TurnOff, () => Do("off"))
                .Add(s => s.SendTest, () => Do("test"))
        );

    [Theory]
    [InlineData(NotificationState.Denied, Key.NotifyDenied)]
    [InlineData(NotificationState.Unsupported, Key.NotifyUnsupported)]
    [InlineData(NotificationState.TimedOut, Key.NotifyTimedOut)]
    [InlineData(NotificationState.Refused, Key.NotifyRefused)]
    [InlineData(NotificationState.NoServer, Key.NotifyNoServer)]
    [InlineData(NotificationState.NotConnected, Key.NotifyNotConnected)]
    [InlineData(NotificationState.Asking, Key.NotifyAsking)]
    public void What_stands_in_the_way_has_a_sentence(NotificationState state, Key words)
    {
        var shown = Show(state);
        Assert.Equal(English[words], shown.Find("[data-testid=notifications-state]").TextContent.Trim());
        Assert.Equal("false", shown.Find("[data-testid=notifications]").GetAttribute("aria-checked"));
    }

    [Fact]
    public async Task The_switch_turns_on_and_off_and_says_what_a_notification_says()
    {
        var off = Show(NotificationState.Off);
        Assert.Empty(off.FindAll("[data-testid=notifications-state]"));
        Assert.Empty(off.FindAll("[data-testid=notifications-test]"));
        Assert.Contains(
            "\"New message\" and nothing else",
            off.Markup.Replace("&quot;", "\""),
            StringComparison.Ordinal
        );
        await off.Find("[data-testid=notifications]").ClickAsync(new());
        var on = Show(NotificationState.On, wanted: true);
        Assert.Equal("true", on.Find("[data-testid=notifications]").GetAttribute("aria-checked"));
        await on.Find("[data-testid=notifications]").ClickAsync(new());
        await on.Find("[data-testid=notifications-test]").ClickAsync(new());
        Assert.Equal(["on", "off", "test"], done);
    }

    [Fact]
    public void A_test_shows_every_station_and_where_it_ended()
    {
        var shown = Show(
            NotificationState.On,
            wanted: true,
            new(HopKind.Permission, HopResult.Passed),
            new(HopKind.Subscription, HopResult.Passed),
            new(HopKind.Server, HopResult.Passed),
            new(HopKind.PushService, HopResult.Failed, Outcome: PushOutcome.Refused, Status: 403),
            new(HopKind.Arrival, HopResult.NotReached)
        );
        var hops = shown.FindAll("[data-testid=notifications-hops] > li");
        Assert.Equal(
            ["Permission Passed", "Subscription Passed", "Server Passed", "PushService Failed", "Arrival NotReached"],
            hops.Select(hop => $"{hop.GetAttribute("data-hop")} {hop.GetAttribute("data-result")}")
        );
        Assert.Contains("answered with status 403", hops[3].TextContent, StringComparison.Ordinal);
        Assert.False(shown.Find("[data-testid=notifications-test]").HasAttribute("disabled"));
    }

    [Fact]
    public void While_a_test_runs_there_is_no_second_one()
    {
        var shown = Show(
            NotificationState.On,
            wanted: true,
            new NotificationHop(HopKind.Permission, HopResult.Running)
        );
        Assert.True(shown.Find("[data-testid=notifications-test]").HasAttribute("disabled"));
        Assert.Equal(English[Key.NotifyTesting], shown.Find("[data-testid=notifications-test]").TextContent.Trim());
    }

    [Theory]
    [InlineData(PushOutcome.Gone, 410, Key.HopGone)]
    [InlineData(PushOutcome.NoSubscription, 0, Key.HopGone)]
    [InlineData(PushOutcome.Limited, 429, Key.HopLimited)]
    [InlineData(PushOutcome.Unreachable, 0, Key.HopUnreachable)]
    [InlineData(PushOutcome.Off, 0, Key.NotifyNoServer)]
    [InlineData(PushOutcome.Refused, 0, Key.NotifyRefused)]
    public void Each_answer_of_the_push_service_has_its_own_sentence(PushOutcome outcome, int status, Key words)
    {
        var station = Render<NotificationStation>(p =>
            p.Add(
                s => s.Hop,
                new NotificationHop(HopKind.PushService, HopResult.Failed, Outcome: outcome, Status: status)
            )
        );
        Assert.Contains(English[words], station.Find("li").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_explains_and_takes_both_answers()
    {
        var prompt = Render<NotificationPrompt>(p =>
            p.Add(n => n.TurnOn, () => Do("on")).Add(n => n.Dismiss, () => Do("no"))
        );
        Assert.Equal("notifications", prompt.Find("[data-testid=banner]").GetAttribute("data-kind"));
        Assert.Contains(English[Key.NotifyPrompt], prompt.Find("p").TextContent, StringComparison.Ordinal);
        await prompt.Find("[data-testid=banner-action]").ClickAsync(new());
        await prompt.Find("[data-testid=banner-dismiss]").ClickAsync(new());
        Assert.Equal(["on", "no"], done);
    }
}
