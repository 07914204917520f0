using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Pages;

/// <summary>How the app was opened: text or files that another app shared, or a shortcut of its icon.</summary>
public sealed partial class Home
{
    private SharedWork? shared;
    private (Conversation Chat, IReadOnlyList<ChosenFile> Files)? given;

    /// <summary>
    /// What was shared to this app: text goes into a chat's message field when the person chose one, files to its preview.
    /// </summary>
    [Parameter]
    public SharedWork? Shared { get; set; }

    [Inject]
    internal FileInput SharedFiles { get; set; } = null!;

    /// <summary>A shortcut of the icon: <c>new</c>, <c>paste</c> or <c>transfers</c>.</summary>
    [Parameter]
    public string? Shortcut { get; set; }

    /// <summary>Those in which something can be written.</summary>
    private IReadOnlyList<Conversation> Writable =>
        [.. Client.Conversations.Where(chat => !chat.IsBlocked && !chat.IsGone)];

    private void StartSharing()
    {
        shared = Shared;
        if (shared is not null)
        {
            sheet = Sheets.Share;
        }
        else if (Shortcut is "transfers")
        {
            sheet = Sheets.Transfers;
        }
        else if (Shortcut is "new" or "paste")
        {
            AddContact(paste: Shortcut == "paste");
        }
    }

    private async Task ShareAsync(Conversation chat)
    {
        var (words, files) = shared is { } work ? (work.Text, work.Files) : ("", []);
        shared = null;
        await KeepDraftAsync();
        if (words.Length > 0)
        {
            await chat.SaveDraftAsync(chat.Draft.Length == 0 ? words : $"{chat.Draft}\n{words}");
        }

        given = files.Count > 0 ? (chat, files) : null;
        if (open == chat)
        {
            // Taken off the screen first, so that its field begins with the new draft.
            open = null;
            StateHasChanged();
        }

        Open(chat);
    }

    private async Task EndSharingAsync()
    {
        foreach (var file in shared?.Files ?? [])
        {
            await SharedFiles.DropAsync(file);
        }

        shared = null;
        CloseSheet();
    }

    /// <summary>Once, to the chat that was chosen.</summary>
    private IReadOnlyList<ChosenFile> TakeGiven(Conversation chat)
    {
        var files = given is { } now && now.Chat == chat ? now.Files : [];
        given = null;
        return files;
    }
}
