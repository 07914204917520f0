namespace Rubaru.App.Tests.Components;

/// <summary>Which messages of a long history are drawn.</summary>
public sealed class DrawnRangeTests : Page
{
    private static List<Message> History(int count) =>
        [.. Enumerable.Range(1, count).Select(i => Text("m", id: (ulong)i))];

    private static (long, long) Drawn(DrawnRange range, List<Message> messages)
    {
        var (start, end) = range.In(messages);
        return end > start ? (messages[start].Order, messages[end - 1].Order) : (0, 0);
    }

    [Fact]
    public void A_screen_full_is_drawn_first_and_what_comes_is_added()
    {
        var range = new DrawnRange();
        var messages = History(100);
        Assert.Equal((81, 100), Drawn(range, messages));
        range.Hold(messages);
        messages.Add(Text("new", id: 101));
        Assert.Equal((81, 101), Drawn(range, messages));
        Assert.False(range.IsCut);
    }

    [Fact]
    public void Scrolling_up_lets_go_of_the_latest_and_scrolling_down_brings_it_back()
    {
        var range = new DrawnRange();
        var messages = History(1_000);
        range.Hold(messages);
        for (var i = 0; i < 6; i++)
        {
            Assert.True(range.GrowOlder(messages));
        }

        Assert.Equal((621, 860), Drawn(range, messages));
        Assert.True(range.IsCut);
        messages.Add(Text("new", id: 1_001));
        Assert.Equal((621, 860), Drawn(range, messages));
        range.GrowNewer(messages);
        range.GrowNewer(messages);
        range.GrowNewer(messages);
        Assert.Equal((762, 1_001), Drawn(range, messages));
        Assert.False(range.IsCut);
    }

    [Fact]
    public void At_the_oldest_loaded_message_it_does_not_grow()
    {
        var range = new DrawnRange();
        var messages = History(30);
        Assert.True(range.GrowOlder(messages));
        Assert.False(range.GrowOlder(messages));
        Assert.Equal((1, 30), Drawn(range, messages));
    }

    [Fact]
    public void A_message_that_is_not_loaded_cannot_be_shown()
    {
        var range = new DrawnRange();
        Assert.False(range.Show(History(30), 31));
        Assert.False(range.Show([], 1));
    }

    /// <summary>Any walk through any history: bounded, within the list, and around what was asked for.</summary>
    [Fact]
    public void It_is_always_a_bounded_part_of_the_history() =>
        Gen.Select(Gen.Int[0, 700], Gen.Select(Gen.Int[0, 4], Gen.Int[1, 800]).List[0, 40])
            .Sample(
                (count, steps) =>
                {
                    var range = new DrawnRange();
                    var messages = History(count);
                    foreach (var (what, order) in steps)
                    {
                        switch (what)
                        {
                            case 0:
                                range.GrowOlder(messages);
                                break;
                            case 1:
                                range.GrowNewer(messages);
                                break;
                            case 2:
                                Assert.Equal(order <= messages.Count, range.Show(messages, order));
                                var (first, last) = Drawn(range, messages);
                                Assert.True(order > messages.Count || (first <= order && order <= last));
                                break;
                            case 3:
                                messages.Add(Text("new", id: (ulong)messages.Count + 1));
                                break;
                            default:
                                range.ToLatest(messages);
                                Assert.False(range.IsCut);
                                break;
                        }

                        var (start, end) = range.In(messages);
                        Assert.InRange(end - start, Math.Min(1, messages.Count), DrawnRange.Most + steps.Count);
                        Assert.InRange(end, start, messages.Count);
                        Assert.Equal(range.IsCut, end < messages.Count);
                    }
                },
                iter: 400
            );
}
