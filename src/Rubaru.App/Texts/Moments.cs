namespace Rubaru.App.Texts;

/// <summary>The forms of a moment that <c>Intl.DateTimeFormat</c> writes in the person's language.</summary>
public enum MomentForm
{
    /// <summary>14:05</summary>
    Time,

    /// <summary>Monday</summary>
    Weekday,

    /// <summary>12 March</summary>
    DayOfYear,

    /// <summary>12 March 2026</summary>
    Date,

    /// <summary>12/03/26</summary>
    ShortDate,

    /// <summary>12 March 2026, 14:05:09</summary>
    Full,
}

/// <summary>How moments are told: a time of today, "Yesterday", a weekday of this week, otherwise a date.</summary>
public sealed class Moments(TimeProvider time, Language texts, Func<DateTimeOffset, MomentForm, string> write)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public DateOnly DayOf(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).DateTime);

    public string Time(DateTimeOffset moment) => write(moment, MomentForm.Time);

    public string Full(DateTimeOffset moment) => write(moment, MomentForm.Full);

    /// <summary>Between two days of a chat.</summary>
    public string Day(DateTimeOffset moment) =>
        DaysAgo(moment) switch
        {
            0 => texts[Text.Today],
            1 => texts[Text.Yesterday],
            > 1 and < 7 => write(moment, MomentForm.Weekday),
            _ => write(moment, SameYear(moment) ? MomentForm.DayOfYear : MomentForm.Date),
        };

    /// <summary>Beside the name in the list of chats.</summary>
    public string Stamp(DateTimeOffset moment) =>
        DaysAgo(moment) switch
        {
            <= 0 => Time(moment),
            1 => texts[Text.Yesterday],
            < 7 => write(moment, MomentForm.Weekday),
            _ => write(moment, MomentForm.ShortDate),
        };

    /// <summary>A moment to come: with its day unless that is today, and with the date where a weekday could mean two days.</summary>
    public string Until(DateTimeOffset moment) =>
        DaysAgo(moment) switch
        {
            0 => Time(moment),
            > -6 => $"{write(moment, MomentForm.Weekday)} {Time(moment)}",
            _ => $"{write(moment, MomentForm.DayOfYear)} {Time(moment)}",
        };

    /// <summary>"90 days", "6 h", "30 min", "20 s": the largest unit of which there is at least one, rounded; days from two on.</summary>
    public string Duration(TimeSpan span) =>
        span >= TimeSpan.FromDays(2) ? texts.Format(Text.DurationDays, Rounded(span.TotalDays))
        : span >= TimeSpan.FromHours(1) ? texts.Format(Text.DurationHours, Rounded(span.TotalHours))
        : span >= TimeSpan.FromMinutes(1) ? texts.Format(Text.DurationMinutes, Rounded(span.TotalMinutes))
        : texts.Format(Text.DurationSeconds, Rounded(Math.Max(1, span.TotalSeconds)));

    private string Rounded(double number) => texts.Number((int)Math.Round(number));

    private int DaysAgo(DateTimeOffset moment) => DayOf(Now).DayNumber - DayOf(moment).DayNumber;

    private bool SameYear(DateTimeOffset moment) => DayOf(Now).Year == DayOf(moment).Year;
}
