using Rubaru.App.Components;
using Rubaru.App.Texts;

namespace Rubaru.App.Pages;

/// <summary>Search inside the chat, and the way to a message of it.</summary>
public sealed partial class ChatPage
{
    private FindBar? findBar;
    private bool finding;
    private int jumps;
    private string found = "";
    private Func<string, IEnumerable<(int Start, int Length)>>? marks;

    /// <summary>Shows a message of this chat, however long ago it was.</summary>
    /// <param name="order"><see cref="Client.Conversations.Message.Order"/>.</param>
    public async Task JumpAsync(long order)
    {
        var mine = ++jumps;
        await opening;
        await Chat.LoadBackToAsync(order);
        if (mine != jumps)
        {
            return; // Another place was asked for meanwhile.
        }

        StateHasChanged();
        if (!await list.ShowAsync(order))
        {
            Say(T[Text.ChatMessageGone], failed: true);
        }
    }

    public async Task FindAsync()
    {
        if (finding && findBar is not null)
        {
            await findBar.FocusAsync();
        }

        finding = true;
        StateHasChanged();
    }

    private Task FindFromDetailsAsync()
    {
        CloseSheet();
        return FindAsync();
    }

    private async Task ShowFoundAsync(string words, long? place)
    {
        found = Search.Folding.Fold(words);
        marks = found.Length == 0 ? null : text => Search.Folding.Find(text, found);
        StateHasChanged();
        if (place is { } order)
        {
            await JumpAsync(order);
        }

        await list.MarkAsync();
    }

    private async Task EndFindAsync()
    {
        (finding, marks) = (false, null);
        StateHasChanged();
        await list.MarkAsync();
        if (composer is not null)
        {
            await composer.FocusAsync();
        }
    }
}
