using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;

namespace Rubaru.App.Pages;

/// <summary>Spoken messages of this chat.</summary>
public sealed partial class ChatPage
{
    /// <summary>This browser can record, and has a place for what is recorded; <c>null</c>: not known yet.</summary>
    private bool? speaks;
    private bool speaking;

    [Inject]
    internal VoiceRecorder Voices { get; set; } = null!;

    /// <summary>This browser has a private place for files.</summary>
    [Parameter]
    public bool TakesFiles { get; set; }

    private async Task LookForVoicesAsync()
    {
        speaks = TakesFiles && await Voices.IsSupportedAsync();
        StateHasChanged();
    }
}
