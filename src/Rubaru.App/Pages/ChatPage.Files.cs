using Microsoft.AspNetCore.Components;
using Rubaru.App.Browser;
using Rubaru.App.Components;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Pages;

/// <summary>Images and files of this chat.</summary>
public sealed partial class ChatPage
{
    private readonly FileActions files;
    private IReadOnlyList<ChosenFile> chosenFiles = [];

    /// <summary>Bytes that this device takes for files.</summary>
    [Parameter]
    public Func<Task<long?>> RoomForFiles { get; set; } = () => Task.FromResult<long?>(null);

    /// <summary>Files that were shared to this chat; taken once, when it opens.</summary>
    [Parameter]
    public Func<IReadOnlyList<ChosenFile>>? Given { get; set; }

    private FileActions FileActionsOfThis() =>
        new()
        {
            Find = message => Chat.TransferOf(message),
            IsLinked = () => Path is MessagePath.Direct or MessagePath.TurnRelay,
            Waiting = transfer => Chat.WaitingOf(transfer),
            IsGateClosed = () => Chat.IsGateClosedForFiles,
            CanHold = () => Chat.CanHoldFiles,
            GoOn = transfer => Chat.GoOnAsync(transfer),
            Pause = transfer => Chat.PauseAsync(transfer),
            GiveUp = transfer => Chat.GiveUpAsync(transfer),
            Save = SaveFileAsync,
            Listen = transfer => Chat.ListenAsync(transfer),
            Draw = transfer => Chat.DrawAsync(transfer),
            Undraw = address => Chat.Undraw(address),
            Show = ShowImageAsync,
            Jump = JumpToFileAsync,
        };

    private void FilesChosen(IReadOnlyList<ChosenFile> chosen)
    {
        (chosenFiles, sheet) = (chosen, Sheets.Files);
        StateHasChanged();
    }

    private async Task SendFileAsync(FileToSend file, Action<long> progress, CancellationToken stop)
    {
        await Chat.SendFileAsync(file, progress, stop);
        await list.ToLatestAsync();
    }

    private async Task SaveFileAsync(Message message, Transfer transfer)
    {
        if (!await Chat.SaveAsync(transfer, message.File!))
        {
            Say(T[Text.FileSaveFailed], failed: true);
        }
    }
}
