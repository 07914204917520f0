namespace Rubaru.Client;

/// <summary>The platform's clock, with timers that fire on the engine's thread.</summary>
internal sealed class EngineTime(TimeProvider clock, EngineThread thread) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(inner => thread.Post(() => callback(inner)), state, dueTime, period);
}
