using Rubaru.App.Texts;

namespace Rubaru.App.Components;

/// <summary>"5 minutes", "1 day", "4 weeks": the largest unit that fits evenly.</summary>
internal static class LifetimeWords
{
    public static string Of(TimeSpan lifetime, Language texts)
    {
        var seconds = (long)lifetime.TotalSeconds;
        return seconds switch
        {
            _ when seconds % 604_800 == 0 => texts.Count(Text.LifetimeWeeks, (int)(seconds / 604_800)),
            _ when seconds % 86_400 == 0 => texts.Count(Text.LifetimeDays, (int)(seconds / 86_400)),
            _ when seconds % 3_600 == 0 => texts.Count(Text.LifetimeHours, (int)(seconds / 3_600)),
            _ when seconds % 60 == 0 => texts.Count(Text.LifetimeMinutes, (int)(seconds / 60)),
            _ => texts.Count(Text.LifetimeSeconds, (int)seconds),
        };
    }

    /// <summary>Of the argument of a system line: seconds.</summary>
    public static string Of(string seconds, Language texts) =>
        long.TryParse(seconds, out var number) && number is > 0 and <= int.MaxValue
            ? Of(TimeSpan.FromSeconds(number), texts)
            : "";
}
