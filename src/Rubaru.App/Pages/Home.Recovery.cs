using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Components;

namespace Rubaru.App.Pages;

/// <summary>
/// What is said once about the lock: the offer of recovery words, when the first contact was checked, and after a restore that
/// nothing locks this device yet (protocol section 11).
/// </summary>
public sealed partial class Home
{
    [Inject]
    internal LockTriggers Triggers { get; set; } = null!;

    private bool OffersWords =>
        Client.OffersWords && BannerChoice.Of(Circumstances) is null && !Circumstances.OpenChatSpeaks;

    private async Task ShowLockAsync()
    {
        sheet = Sheets.Settings;
        await Client.AppLock.DismissRestoredAsync();
    }

    private async Task ShowWordsAsync()
    {
        sheet = Sheets.Words;
        await Client.AppLock.DismissWordsAsync();
    }
}
