namespace Rubaru.App.Tests;

public sealed class IdleTimerTests : Page
{
    private int expired;

    [Fact]
    public void It_expires_after_the_last_touch_and_not_before()
    {
        using var timer = new IdleTimer(Clock, () => expired++);
        timer.Set(TimeSpan.FromMinutes(5));
        Clock.Advance(TimeSpan.FromMinutes(4));
        timer.Touch();
        Clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(0, expired);
        Clock.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Equal(1, expired);
    }

    [Fact]
    public void A_page_that_was_frozen_finds_out_when_it_looks()
    {
        // A frozen page has no timers: its clock is another one that nobody moves.
        var frozen = new FrozenTimers(Clock);
        using var timer = new IdleTimer(frozen, () => expired++);
        timer.Set(TimeSpan.FromMinutes(5));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, expired);
        timer.Look();
        Assert.Equal(1, expired);
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_nothing_open()
    {
        var set = new SetClock(Clock);
        using var timer = new IdleTimer(set, () => expired++);
        timer.Set(TimeSpan.FromMinutes(5));
        set.Error = TimeSpan.FromHours(-1);
        Clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(0, expired);
        Clock.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Equal(1, expired);
    }

    [Fact]
    public void A_look_that_comes_too_early_is_followed_by_another()
    {
        var early = new SetClock(Clock) { Early = TimeSpan.FromMinutes(2) };
        using var timer = new IdleTimer(early, () => expired++);
        timer.Set(TimeSpan.FromMinutes(5));
        early.Early = TimeSpan.Zero;
        Clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(0, expired);
        Clock.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Equal(1, expired);
    }

    [Fact]
    public void The_same_setting_again_is_not_a_touch_and_none_never_expires()
    {
        using var timer = new IdleTimer(Clock, () => expired++);
        timer.Set(TimeSpan.FromMinutes(5));
        Clock.Advance(TimeSpan.FromMinutes(3));
        timer.Set(TimeSpan.FromMinutes(5));
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, expired);
        timer.Set(null);
        timer.Touch();
        Clock.Advance(TimeSpan.FromDays(1));
        timer.Look();
        Assert.Equal(1, expired);
    }

    /// <summary>The wall clock may be set and timers may be early; what measures elapsed time goes on.</summary>
    private sealed class SetClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Error { get; set; }

        public TimeSpan Early { get; set; }

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Error;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, dueTime - Early, period);
    }

    private sealed class FrozenTimers(TimeProvider clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
