using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.App.Browser;
using Rubaru.App.Texts;
using Rubaru.Client.Conversations;
using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>Preview, caption and choices of what is to be sent. Each file is sealed and offered by itself.</summary>
public sealed partial class FileSheet : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private List<Item> items = [];
    private Sheet sheet = null!;
    private bool looked;
    private bool tooManyPixels;
    private bool original;
    private bool sending;
    private int percent;
    private string caption = "";
    private string? failure;
    private long? room;

    /// <param name="Look">Of a raster image.</param>
    private sealed record Item(ChosenFile File, ImageLook? Look)
    {
        /// <summary>No name: what is printed may be logged.</summary>
        public override string ToString() => nameof(Item);
    }

    [Inject]
    internal FileInput Input { get; set; } = null!;

    [Inject]
    internal Failures Failures { get; set; } = null!;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ChosenFile> Chosen { get; set; } = [];

    /// <summary>Bytes that this device still takes; <c>null</c> where nobody says.</summary>
    [Parameter]
    public Func<Task<long?>> Room { get; set; } = () => Task.FromResult<long?>(null);

    [Parameter, EditorRequired]
    public Func<FileToSend, Action<long>, CancellationToken, Task> Send { get; set; } = null!;

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    private string SendWords => sending ? T.Format(Text.FileSealing, percent.ToString()) : T[Text.FileSend];

    /// <summary>A camera made it, and this browser cannot draw it: nothing can be taken out of it here.</summary>
    private bool OthersKeep =>
        items.Any(item =>
            item.Look is null
            && (
                item.File.Mime.StartsWith("image/", StringComparison.Ordinal)
                || item.File.Mime.StartsWith("video/", StringComparison.Ordinal)
                || Path.GetExtension(item.File.Name).ToUpperInvariant() is ".HEIC" or ".HEIF" or ".DNG"
            )
        );

    private bool TooLarge => room is { } free && items.Sum(item => item.File.Size) > free;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        stop.Dispose();
        foreach (var item in items)
        {
            await Input.DropAsync(item.File);
        }
    }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            await LookAsync();
        }
        catch (JSException) when (stop.IsCancellationRequested)
        {
            // The sheet was closed meanwhile, and the page has let go of its files.
        }
    }

    private async Task LookAsync()
    {
        items = [.. Chosen.Select(file => new Item(file, null))];
        room = await Room();
        foreach (var item in items.ToArray())
        {
            var look = await Input.DescribeAsync(item.File);
            tooManyPixels |= look is null && await Input.IsTooLargeToDrawAsync(item.File);
            items = [.. items.Select(other => other == item ? item with { Look = look } : other)];
        }

        looked = true;
        // An animation would lose its movement when it is encoded again: alone it is offered as it is, and the sheet says so.
        original = items.All(item => item.Look is null || item.File.Mime == "image/gif");
        Judge();
    }

    private async Task RemoveAsync(Item item)
    {
        items.Remove(item);
        await Input.DropAsync(item.File);
        Judge();
        if (items.Count == 0)
        {
            await sheet.CloseAsync();
        }
    }

    private void Judge() => failure = TooLarge ? T.Format(Text.FileTooLarge, FileWords.Size(room ?? 0)) : null;

    private async Task SendAsync()
    {
        if (sending || !looked || TooLarge)
        {
            return;
        }

        (sending, failure) = (true, null);
        try
        {
            foreach (var item in items.ToArray())
            {
                percent = 0;
                StateHasChanged();
                // The caption stands below the last one, where people look next.
                await SendAsync(item, items.Count == 1 ? caption.Trim() : "");
                items.Remove(item);
                await Input.DropAsync(item.File);
            }

            await sheet.CloseAsync();
        }
        catch (OperationCanceledException)
        {
            // The sheet was closed: nothing of this file is sent.
        }
        catch (Exception error)
        {
            failure = Sentence(error);
        }
        finally
        {
            sending = false;
        }
    }

    private async Task SendAsync(Item item, string words)
    {
        var smaller = item.Look is null || original ? null : await Input.SmallerAsync(item.File);
        if (item.Look is not null && !original && smaller is null)
        {
            // An animation, or what this browser cannot encode: it must not leave under the words "location data removed".
            throw new MetadataStaysException();
        }

        var file = smaller?.File ?? item.File;
        var sent = new FileToSend(file, file.Name, file.Mime)
        {
            Thumbnail = item.Look?.Thumbnail,
            Width = smaller?.Width ?? item.Look?.Width ?? 0,
            Height = smaller?.Height ?? item.Look?.Height ?? 0,
            Caption = words,
        };
        try
        {
            await Send(sent, done => Progressed(done, file.Size), stop.Token);
        }
        finally
        {
            if (smaller is not null)
            {
                await Input.DropAsync(file);
            }
        }
    }

    private void Progressed(long done, long size)
    {
        var now = size == 0 ? 100 : (int)(100 * done / size);
        if (now != percent)
        {
            percent = now;
            _ = InvokeAsync(StateHasChanged);
        }
    }

    private string Sentence(Exception error) =>
        error switch
        {
            MetadataStaysException => T[Text.FileMetadataStays],
            FileChangedException => T.Format(Text.FileChanged, items.Count > 0 ? items[0].File.Name : ""),
            SendRefusedException { Reason: SendRefusal.FileTooLarge } => T.Format(
                Text.FileTooLarge,
                FileWords.Size(room ?? 0)
            ),
            SendRefusedException { Reason: SendRefusal.FilesUnsupported } => T[Text.FileUnsupported],
            SendRefusedException { Reason: SendRefusal.TooLong } => T[Text.FileCaptionTooLong],
            SendRefusedException { Reason: SendRefusal.Strict } => T.Format(Text.FileStrict, Name),
            SendRefusedException { Reason: SendRefusal.AwaitingReply } => T.Format(Text.ComposerAwaitingReply, Name),
            SendRefusedException { Reason: SendRefusal.Gone } => T.Format(Text.ClosedGone, Name),
            _ => Failures.Because(Text.ComposerFailed, error),
        };
}
