namespace Rubaru.Client.Conversations;

/// <summary>How long messages of a chat stay on both devices (reading 70).</summary>
public static class Lifetime
{
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Most = TimeSpan.FromDays(366);

    /// <summary>What the app offers; <c>null</c> is "off".</summary>
    public static IReadOnlyList<TimeSpan> Choices { get; } =
    [
        TimeSpan.FromMinutes(5),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(8),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(28),
    ];

    /// <summary>What the chat says about a change of the timer.</summary>
    internal static string Line(TimeSpan? lifetime, bool mine) =>
        $"timer-{(lifetime is null ? "off-" : "")}{(mine ? "me" : "peer")}:{(long)(lifetime?.TotalSeconds ?? 0)}";

    /// <summary>Of a record or a content: 0 and nothing mean "off", everything else is brought within the bounds.</summary>
    internal static TimeSpan? Read(ulong? seconds) =>
        seconds is null or 0
            ? null
            : TimeSpan.FromSeconds(Math.Clamp(seconds.Value, (ulong)Least.TotalSeconds, (ulong)Most.TotalSeconds));
}
