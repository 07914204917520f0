using Microsoft.Extensions.Time.Testing;
using Rubaru.Client.Files;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>How far a sender may be ahead: as much as the way holds, and not more than that after a killed tab comes again.</summary>
public sealed class CreditWindowTests
{
    private readonly FakeTimeProvider clock = new();

    /// <summary>A sender that is as fast as its credit, a way of this length and a disk that takes so many chunks a second.</summary>
    private long Settle(TimeSpan way, int disk)
    {
        var window = new CreditWindow(clock);
        for (var round = 0; round < 40; round++)
        {
            // A window crosses, then the disk writes it: the slower of both is the rate.
            window.Asked(round);
            clock.Advance(way);
            window.Came(round);
            var written = (int)Math.Min(window.Chunks, Math.Max(1, disk * way.TotalSeconds));
            clock.Advance(TimeSpan.FromSeconds((double)written / disk));
            window.Wrote(written);
        }
        return window.Chunks;
    }

    [Fact]
    public void A_short_way_and_a_slow_disk_need_little() =>
        Assert.InRange(Settle(TimeSpan.FromMilliseconds(4), 200), CreditWindow.Least, CreditWindow.Least + 4);

    [Fact]
    public void A_long_way_with_a_fast_disk_gets_all_of_it() =>
        Assert.Equal(FileLimits.WindowChunks, Settle(TimeSpan.FromMilliseconds(200), 5_000));

    [Fact]
    public void It_grows_as_long_as_it_is_the_limit_and_never_beyond()
    {
        var window = new CreditWindow(clock);
        var before = 0L;
        for (var round = 0; round < 10 && window.Chunks < FileLimits.WindowChunks; round++)
        {
            Assert.True(window.Chunks > before);
            before = window.Chunks;
            window.Asked(round);
            clock.Advance(TimeSpan.FromMilliseconds(250));
            window.Came(round);
            window.Wrote((int)window.Chunks);
        }
        Assert.Equal(FileLimits.WindowChunks, window.Chunks);
    }

    [Fact]
    public void A_way_that_became_longer_is_learned()
    {
        var window = new CreditWindow(clock);
        foreach (var milliseconds in (int[])[5, 5, 5, 250, 250, 250, 250])
        {
            window.Asked(1);
            clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            window.Came(1);
            clock.Advance(TimeSpan.FromMilliseconds(250));
            window.Wrote(100);
        }
        Assert.InRange(window.Chunks, 100, FileLimits.WindowChunks);
    }
}
