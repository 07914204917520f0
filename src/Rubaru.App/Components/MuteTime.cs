using Rubaru.App.Texts;

namespace Rubaru.App.Components;

/// <summary>For how long a chat can be muted.</summary>
internal static class MuteTime
{
    public static IReadOnlyList<(string Name, Text Label, TimeSpan Time)> All { get; } =
    [
        ("hour", Text.MuteHour, TimeSpan.FromHours(1)),
        ("hours", Text.MuteHours, TimeSpan.FromHours(8)),
        ("week", Text.MuteWeek, TimeSpan.FromDays(7)),
        ("always", Text.MuteAlways, Timeout.InfiniteTimeSpan),
    ];

    /// <summary>"Muted", or until when.</summary>
    public static string Words(DateTimeOffset until, Language texts, Moments moments) =>
        until == DateTimeOffset.MaxValue || until - moments.Now > TimeSpan.FromDays(3650)
            ? texts[Text.Muted]
            : texts.Format(Text.MutedUntil, moments.Until(until));
}
