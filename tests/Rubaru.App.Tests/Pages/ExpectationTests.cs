using Microsoft.Extensions.Time.Testing;
using Rubaru.App.Pages;

namespace Rubaru.App.Tests.Pages;

public sealed class ExpectationTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void It_holds_for_a_while_and_not_for_ever()
    {
        var expecting = new Expectation(clock);
        Assert.False(expecting.Holds);
        expecting.Begin();
        clock.Advance(Expectation.Patience);
        Assert.True(expecting.Holds);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(expecting.Holds);
    }

    [Fact]
    public void It_ends_when_it_was_met_and_can_begin_anew()
    {
        var expecting = new Expectation(clock);
        expecting.Begin();
        expecting.End();
        Assert.False(expecting.Holds);
        expecting.Begin();
        Assert.True(expecting.Holds);
    }
}
