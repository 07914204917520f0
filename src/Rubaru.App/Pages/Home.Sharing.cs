using Microsoft.AspNetCore.Components;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Pages;

/// <summary>How the app was opened: text that another app shared, or a shortcut of its icon.</summary>
public sealed partial class Home
{
    private string? shared;

    /// <summary>Text that was shared to this app; it goes into a chat's message field when the person chose one.</summary>
    [Parameter]
    public string? Shared { get; set; }

    /// <summary>A shortcut of the icon: <c>new</c> or <c>paste</c>.</summary>
    [Parameter]
    public string? Shortcut { get; set; }

    /// <summary>Those in which something can be written.</summary>
    private IReadOnlyList<Conversation> Writable =>
        [.. Client.Conversations.Where(chat => !chat.IsBlocked && !chat.IsGone)];

    private void StartSharing()
    {
        shared = Shared is { Length: > 0 } ? Shared : null;
        if (shared is not null)
        {
            sheet = Sheets.Share;
        }
        else if (Shortcut is "new" or "paste")
        {
            AddContact(paste: Shortcut == "paste");
        }
    }

    private async Task ShareAsync(Conversation chat)
    {
        var words = shared ?? "";
        shared = null;
        await KeepDraftAsync();
        await chat.SaveDraftAsync(chat.Draft.Length == 0 ? words : $"{chat.Draft}\n{words}");
        if (open == chat)
        {
            // Taken off the screen first, so that its field begins with the new draft.
            open = null;
            StateHasChanged();
        }

        Open(chat);
    }

    private void EndSharing()
    {
        shared = null;
        CloseSheet();
    }
}
