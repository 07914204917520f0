using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Components;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;
using Rubaru.Client.Search;
using Rubaru.E2ee;

namespace Rubaru.App.Pages;

/// <summary>Finding a chat or a message, keys for it, and what was put away.</summary>
public sealed partial class Home
{
    /// <summary>Long enough to read it and to reach the button.</summary>
    private static readonly TimeSpan UndoTime = TimeSpan.FromSeconds(8);

    /// <summary>Where the open chat begins: at a message that was found, or where it always does.</summary>
    private long? place;
    private string? done;
    private Func<Task>? undo;
    private ITimer? doneTimer;

    [Inject]
    internal AppFrame Frame { get; set; } = null!;

    private async Task StartFrameAsync()
    {
        Frame.Pressed += Pressed;
        Frame.Offered += Offered;
        await Frame.StartAsync();
    }

    private void EndFrame()
    {
        Frame.Pressed -= Pressed;
        Frame.Offered -= Offered;
        doneTimer?.Dispose();
    }

    private void Pressed(string key) =>
        InvokeAsync(async () =>
        {
            if (key == "k" && sheet == Sheets.None)
            {
                sheet = Sheets.Switcher;
                StateHasChanged();
            }
            else if (key == "f" && open is not null && page is not null)
            {
                await page.FindAsync();
            }
        });

    /// <summary>No chat takes the file, and nobody shall believe that it was sent.</summary>
    private void Offered() => InvokeAsync(() => Tell(T[Text.FilesNeedChat], null));

    private Task HitAsync(SearchHit hit) => ShowAsync(hit.Chat, hit.Message.Order);

    private Task ShowFileAsync(ChatFile file) => ShowAsync(file.Chat, file.Message.Order);

    private async Task ShowAsync(Conversation chat, long order)
    {
        if (open == chat && page is { } shown)
        {
            Open(chat);
            await shown.JumpAsync(order);
            return;
        }

        // Its page is not there yet: it finds the place when it is.
        Open(chat);
        place = order;
    }

    private Conversation? Chat(Fingerprint peer) => Client.Conversations.FirstOrDefault(c => c.Peer == peer);

    private ChatPlace? PlaceOf(Fingerprint peer) => Chat(peer) is { } chat ? ChatPlace.Of(chat) : null;

    private void Archived(Fingerprint peer)
    {
        if (Chat(peer) is { } chat)
        {
            Tell(T.Format(Text.ListArchivedDone, chat.Name), () => chat.ArchiveAsync(false));
        }
    }

    private void Tell(string words, Func<Task>? back)
    {
        done = words;
        undo = back is null
            ? null
            : async () =>
            {
                Forget();
                await back();
            };
        doneTimer?.Dispose();
        doneTimer = Time.CreateTimer(_ => InvokeAsync(Forget), null, UndoTime, Timeout.InfiniteTimeSpan);
        StateHasChanged();
    }

    private void Forget()
    {
        (done, undo) = (null, null);
        StateHasChanged();
    }
}
