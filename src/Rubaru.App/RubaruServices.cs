using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Sodium;

namespace Rubaru.App;

public static class RubaruServices
{
    /// <summary>Everything that <see cref="App"/> needs.</summary>
    /// <param name="loadSodium">libsodium of the host.</param>
    public static IServiceCollection AddRubaru(this IServiceCollection services, Func<Task<ISodium>> loadSodium) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton<Language>()
            .AddSingleton<Languages>()
            .AddSingleton<Intl>()
            .AddSingleton(s => new Moments(
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<Language>(),
                (moment, form) => s.GetRequiredService<Intl>().Moment(moment, form.ToString())
            ))
            .AddSingleton<AppBadge>()
            .AddSingleton<AppInstall>()
            .AddSingleton<AppFrame>()
            .AddSingleton<AppUpdate>()
            .AddSingleton<BrowserSupport>()
            .AddSingleton<Clipboard>()
            .AddSingleton<ComposerField>()
            .AddSingleton<Dialogs>()
            .AddSingleton<Failures>()
            .AddSingleton<IErrorBoundaryLogger>(s => s.GetRequiredService<Failures>())
            .AddSingleton<FileInput>()
            .AddSingleton<LockTriggers>()
            .AddSingleton<MenuPlace>()
            .AddSingleton<OptionsField>()
            .AddSingleton<PageEvents>()
            .AddSingleton<PageGuard>()
            .AddSingleton<Passkeys>()
            .AddSingleton<PushSubscriptions>()
            .AddSingleton<QrReader>()
            .AddSingleton<Screen>()
            .AddSingleton<ServerDescriptions>()
            .AddSingleton<Share>()
            .AddSingleton<SharedText>()
            .AddSingleton<StoragePersistence>()
            .AddSingleton<Theme>()
            .AddSingleton<VoicePlayer>()
            .AddSingleton<VoiceRecorder>()
            .AddSingleton(s =>
                Startup.InBrowser(
                    s.GetRequiredService<IJSRuntime>(),
                    s.GetRequiredService<PushSubscriptions>(),
                    s.GetRequiredService<Passkeys>(),
                    s.GetRequiredService<Intl>(),
                    s.GetRequiredService<NavigationManager>(),
                    s.GetRequiredService<TimeProvider>(),
                    loadSodium
                )
            );
}
