namespace Rubaru.Client.Tests.World;

/// <summary>A device whose clock is off, and may be set; its timers run at the right speed.</summary>
internal sealed class WrongClock(TimeProvider clock, TimeSpan error) : TimeProvider
{
    public TimeSpan Error { get; set; } = error;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Error;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
