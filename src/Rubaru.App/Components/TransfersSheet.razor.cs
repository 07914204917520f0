using Microsoft.AspNetCore.Components;
using Rubaru.App.Texts;
using Rubaru.Client;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>The transfers of all chats. Its rows follow their own file; the list follows what begins and ends.</summary>
public sealed partial class TransfersSheet : IDisposable
{
    private Sheet sheet = null!;
    private IReadOnlyList<ChatFile>? files;
    private IReadOnlyList<Transfer> listed = [];
    private string? failure;
    private bool reading;
    private bool pending;

    private enum Group
    {
        Now,
        Waiting,
        Failed,
        Done,
    }

    [Parameter, EditorRequired]
    public ChatClient Client { get; set; } = null!;

    /// <summary>Leads to the message of a file.</summary>
    [Parameter]
    public EventCallback<ChatFile> OnShow { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    private IEnumerable<IGrouping<Group, ChatFile>> Groups =>
        (files ?? []).GroupBy(file => GroupOf(file.Transfer)).OrderBy(group => group.Key);

    public void Dispose()
    {
        Client.Changed -= ChangedOutside;
        Follow([]);
    }

    protected override Task OnInitializedAsync()
    {
        Client.Changed += ChangedOutside;
        return ReadAsync();
    }

    private static Group GroupOf(Transfer transfer) =>
        transfer switch
        {
            { IsMoving: true } or { IsChecking: true } => Group.Now,
            { IsOver: false } => Group.Waiting,
            { State: TransferState.Complete } => Group.Done,
            _ => Group.Failed,
        };

    private static Text Title(Group group) =>
        group switch
        {
            Group.Now => Text.TransfersNow,
            Group.Waiting => Text.TransfersWaiting,
            Group.Failed => Text.TransfersFailed,
            _ => Text.TransfersDone,
        };

    /// <summary>The engine tells of every small step; messages are read again only when other files are listed.</summary>
    private void ChangedOutside()
    {
        if (!pending)
        {
            pending = true;
            _ = InvokeAsync(LookAsync);
        }
    }

    private async Task LookAsync()
    {
        await Task.Yield();
        pending = false;
        if (!Client.Transfers.ToHashSet().SetEquals(listed))
        {
            await ReadAsync();
        }

        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        if (reading)
        {
            return;
        }

        reading = true;
        try
        {
            files = await Client.FilesUnderwayAsync();
            // One whose message is gone is not shown, and not asked for again either.
            Follow(Client.Transfers);
        }
        finally
        {
            reading = false;
        }
    }

    private void Follow(IReadOnlyList<Transfer> next)
    {
        foreach (var transfer in listed)
        {
            transfer.Moved -= ChangedOutside;
        }

        listed = next;
        foreach (var transfer in listed)
        {
            transfer.Moved += ChangedOutside;
        }
    }

    private async Task ShowAsync(ChatFile file)
    {
        await sheet.CloseAsync();
        await OnShow.InvokeAsync(file);
    }

    private async Task SaveAsync(ChatFile file) =>
        failure = await file.Chat.SaveAsync(file.Transfer, file.Message.File!) ? null : T[Text.FileSaveFailed];

    private async Task RetryAsync(ChatFile file)
    {
        try
        {
            failure = null;
            await file.Chat.RetryAsync(file.Message.Id);
            files = await Client.FilesUnderwayAsync();
        }
        catch (SendRefusedException refused)
        {
            failure = refused.Reason switch
            {
                SendRefusal.Replaced => T[Text.ComposerReplaced],
                SendRefusal.FileGone => T[Text.FileCopyGone],
                SendRefusal.Gone => T.Format(Text.ClosedGone, file.Chat.Name),
                _ => T.Format(GateLook.Refused(file.Chat.Gate), file.Chat.Name),
            };
        }
    }
}
