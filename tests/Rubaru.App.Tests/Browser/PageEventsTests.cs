using Rubaru.App.Browser;

namespace Rubaru.App.Tests.Browser;

public sealed class PageEventsTests : BunitContext
{
    private readonly List<string> heard = [];
    private readonly PageEvents events;

    public PageEventsTests()
    {
        events = new PageEvents(JSInterop.JSRuntime);
        events.Left += () => heard.Add("left");
        events.Woke += () => heard.Add("woke");
        events.HiddenChanged += hidden => heard.Add(hidden ? "hidden" : "shown");
        events.OnlineChanged += online => heard.Add(online ? "online" : "offline");
    }

    [Fact]
    public void What_did_not_change_is_not_told()
    {
        events.OnVisibility(false);
        events.OnNetwork(true);

        Assert.Empty(heard);
    }

    [Fact]
    public void Becoming_visible_and_coming_online_wake()
    {
        events.OnVisibility(true);
        events.OnVisibility(false);
        events.OnNetwork(false);
        events.OnNetwork(true);

        Assert.Equal(["hidden", "shown", "woke", "offline", "online", "woke"], heard);
    }

    [Fact]
    public void Leaving_and_resuming_are_passed_on()
    {
        events.OnLeave();
        events.OnResume();

        Assert.Equal(["left", "woke"], heard);
    }
}
