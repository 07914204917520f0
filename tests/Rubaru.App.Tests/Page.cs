using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.App.Browser;
using Rubaru.App.Tests.Texts;

namespace Rubaru.App.Tests;

/// <summary>A page without a browser: English, UTC, a clock that stands still, and a screen that does nothing.</summary>
public abstract class Page : BunitContext
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 12, 12, 0, 0, TimeSpan.Zero);

    protected Page()
    {
        Clock = new FakeTimeProvider(Noon);
        English = SourceFiles.LanguageOf("en");
        English.Number = number => number.ToString("N0");
        Moments = new Moments(Clock, English, Write);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(English);
        Services.AddSingleton(Moments);
        Services.AddSingleton<Intl>();
        Services.AddSingleton<Languages>();
        Services.AddSingleton<Screen>();
        Services.AddSingleton<Dialogs>();
        Services.AddSingleton<ComposerField>();
        Services.AddSingleton<OptionsField>();
        Services.AddSingleton<MenuPlace>();
        Services.AddSingleton<Theme>();
        Services.AddSingleton<Clipboard>();
        Services.AddSingleton<Share>();
        Services.AddSingleton<AppInstall>();
        Services.AddSingleton<ServerDescriptions>();
        Services.AddSingleton<QrReader>();
        Services.AddSingleton<LockTriggers>();
        Services.AddSingleton<Failures>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        foreach (
            var module in new[]
            {
                "screen",
                "dialogs",
                "composer-field",
                "options-field",
                "menu-place",
                "theme",
                "clipboard",
                "share",
                "app-badge",
                "qr-reader",
                "message-window",
                "app-frame",
            }
        )
        {
            JSInterop.SetupModule($"./_content/Rubaru.App/js/{module}.js").Mode = JSRuntimeMode.Loose;
        }
    }

    protected FakeTimeProvider Clock { get; }

    protected Language English { get; }

    protected Moments Moments { get; }

    protected static Fingerprint Person(byte number) => Fingerprint.Read(Enumerable.Repeat(number, 32).ToArray());

    protected static Message Text(
        string text,
        bool mine = true,
        MessageState? state = null,
        MessagePath path = MessagePath.Direct,
        int minutes = 0,
        ulong id = 1,
        DateTimeOffset? expires = null,
        string? failure = null
    ) =>
        new(
            id,
            (long)id,
            MessageKind.Text,
            mine,
            text,
            Noon.AddMinutes(minutes),
            Noon.AddMinutes(minutes),
            state ?? (mine ? MessageState.Delivered : MessageState.Received),
            path,
            expires,
            failure,
            1_024
        );

    /// <summary>As <c>Intl</c> would, for a Briton.</summary>
    private static string Write(DateTimeOffset moment, MomentForm form) =>
        form switch
        {
            MomentForm.Time => moment.ToString("HH:mm"),
            MomentForm.Weekday => moment.DayOfWeek.ToString(),
            MomentForm.DayOfYear => moment.ToString("d MMMM"),
            MomentForm.Date => moment.ToString("d MMMM yyyy"),
            MomentForm.ShortDate => moment.ToString("dd/MM/yy"),
            _ => moment.ToString("d MMMM yyyy, HH:mm:ss"),
        };
}
