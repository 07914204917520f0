using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Components;

namespace Rubaru.App.Pages;

/// <summary>The offer of recovery words, once: when the first contact was checked (protocol section 11).</summary>
public sealed partial class Home
{
    [Inject]
    internal LockTriggers Triggers { get; set; } = null!;

    private bool OffersWords =>
        Client.OffersWords && BannerChoice.Of(Circumstances) is null && !Circumstances.OpenChatSpeaks;

    private async Task ShowWordsAsync()
    {
        sheet = Sheets.Words;
        await Client.AppLock.DismissWordsAsync();
    }
}
