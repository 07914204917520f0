using System.Text;
using Rubaru.Client.Content;
using Rubaru.Client.Files;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Conversations;

/// <summary>Images and files of the chat (protocol section 12).</summary>
public sealed partial class Conversation
{
    internal Transfers Files { get; }

    /// <summary>Where the file of a message stands; <c>null</c>: nothing of it is on this device, nor ever will be.</summary>
    public Transfer? TransferOf(Message message) => message.File is { } note ? Files.Find(note.Id, message.Mine) : null;

    /// <summary>Files of any size are taken without asking; otherwise up to 20 MiB. Known to this device only.</summary>
    public bool TakesFiles => Contact.TakesFiles;

    public Task SetTakesFilesAsync(bool takes) => ChangeAsync(contact => contact with { TakesFiles = takes });

    /// <summary>
    /// Seals a copy of the file on this device, which may take long, and offers it. Returns when the message is committed.
    /// </summary>
    /// <param name="progress">Plaintext bytes sealed so far.</param>
    /// <exception cref="SendRefusedException">Nothing was stored or sent.</exception>
    /// <exception cref="StorageFullException">Nothing was stored or sent.</exception>
    /// <exception cref="FileChangedException">Nothing was stored or sent.</exception>
    /// <exception cref="OperationCanceledException">Nothing was stored or sent.</exception>
    public Task SendFileAsync(FileToSend file, Action<long>? progress = null, CancellationToken stop = default) =>
        _engine.Thread.RunAsync(async () =>
        {
            RefuseUnsendable([0]);
            var store = _engine.Platform.Files ?? throw new SendRefusedException(SendRefusal.FilesUnsupported);
            await RefuseTooLargeAsync(store, file.Source.Size);
            var secret = FileSecret.Create(_engine.Sodium, _engine.RandomNumber());
            _engine.Sealing.Add(secret.Name);
            _engine.Motion.Look(secret, moves: true);
            try
            {
                var hash = await store.SealAsync(secret, file.Source, progress ?? (_ => { }), stop);
                // Given up while the last of it was written: nothing is offered that nobody waits for.
                stop.ThrowIfCancellationRequested();
                await OfferAsync(file, secret, hash);
            }
            catch
            {
                secret.Wipe();
                await store.DeleteAsync(secret.Name);
                throw;
            }
            finally
            {
                _engine.Sealing.Remove(secret.Name);
                _engine.Motion.Look(secret, moves: false);
            }
            Typing.Sent();
            Knocking.Stop();
            Use();
            Courier.Wake();
            _engine.Notify();
        });

    /// <summary>Takes an offered file, or goes on with one that is paused.</summary>
    public Task GoOnAsync(Transfer transfer) => _engine.Thread.RunAsync(() => Files.GoOnAsync(transfer));

    public Task PauseAsync(Transfer transfer) => _engine.Thread.RunAsync(() => Files.PauseAsync(transfer));

    /// <summary>Declines an offered file, or gives one up that is not finished; the other side is told.</summary>
    public Task GiveUpAsync(Transfer transfer) => _engine.Thread.RunAsync(() => Files.GiveUpAsync(transfer));

    /// <summary>Gives the file to the person; only one that is whole here.</summary>
    /// <returns><c>false</c>: its copy on this device does not open any more.</returns>
    public Task<bool> SaveAsync(Transfer transfer, FileNote note) =>
        _engine.Thread.RunAsync(async () =>
            transfer.IsHere
            && _engine.Platform.Files is { } store
            && await store.SaveAsync(transfer.Secret, transfer.Size, note.Name)
        );

    /// <returns>Where the host finds the image; <c>null</c>: it is not here, too large to draw, or no raster image.</returns>
    public Task<string?> DrawAsync(Transfer transfer) =>
        _engine.Thread.RunAsync(async () =>
        {
            if (
                transfer is not { IsHere: true, Size: <= FileLimits.DrawnBytes }
                || _engine.Platform.Files is not { } store
            )
                return null;
            // Its header is read before anything decodes it: a small file can be gigabytes of pixels.
            var head = await store.HeadAsync(transfer.Secret, transfer.Size);
            return head is not null && ImageSize.Of(head) is { CanBeDrawn: true }
                ? await store.DrawAsync(transfer.Secret, transfer.Size)
                : null;
        });

    /// <summary>This device has a place for files.</summary>
    public bool CanHoldFiles => _engine.Platform.Files is not null;

    public void Undraw(string address) => _engine.Platform.Files?.Undraw(address);

    /// <summary>What speaks of files passes the gate of strict mode like a piece of one; without it nothing is asked for.</summary>
    internal bool MaySayOfFiles => !EffectiveMode.IsStrict || Link?.Judge(EffectiveMode) == StrictGate.Open;

    /// <summary>Strict mode, and files wait until the path is one that both ends attest.</summary>
    public bool IsGateClosedForFiles => !MaySayOfFiles;

    /// <returns><c>false</c>: it was not sent.</returns>
    internal bool TrySayOfFile(FileFrame frame) => Link?.TrySendFileFrame(frame, EffectiveMode) == true;

    void ILinkOwner.FileFrameReceived(FileFrame frame) =>
        _engine.Thread.Post(() =>
        {
            if (!IsDeleted && !IsSilent)
                Files.FrameReceived(frame);
        });

    void ILinkOwner.PiecesReceived(IReadOnlyList<FilePiece> pieces) =>
        _engine.Thread.Post(() =>
        {
            if (!IsDeleted && !IsSilent)
                Files.Receiving.Received(pieces);
        });

    void ILinkOwner.PieceRoom() => _engine.Thread.Post(Files.Sending.Wake);

    private async Task RefuseTooLargeAsync(IFileStore store, long size)
    {
        if (size > FileLimits.MostBytes)
            throw new SendRefusedException(SendRefusal.FileTooLarge);
        if (await store.RoomAsync() is { } room && room - FileLimits.RoomKept < new FileSize(size).Sealed)
            throw new SendRefusedException(SendRefusal.FileTooLarge);
    }

    private async Task OfferAsync(FileToSend file, FileSecret secret, byte[] hash)
    {
        var drawable =
            file.Thumbnail is { Length: > 0 and <= FileLimits.ThumbnailBytes }
            && RasterType.Of(file.Thumbnail) == "image/jpeg";
        var note = new FileNote(
            _engine.RandomNumber(),
            FileName.Clean(file.Name),
            file.Source.Size,
            FileName.CleanType(file.Mime)
        )
        {
            Thumbnail = drawable ? file.Thumbnail : null,
            Width = Math.Clamp(file.Width, 0, FileLimits.MostPixels),
            Height = Math.Clamp(file.Height, 0, FileLimits.MostPixels),
            Voice = file.Voice,
        };
        using var held = await _engine.Lock.EnterAsync();
        RefuseUnsendable([0]);
        if (Encoding.UTF8.GetByteCount(file.Caption) > FileLimits.CaptionBytes)
            throw new SendRefusedException(SendRefusal.TooLong);
        await History.EnsurePageAsync();
        var step = new Step(_engine, this);
        var offer = new FileOffer(note, secret.Key, secret.Nonce, hash)
        {
            Caption = Encoding.UTF8.GetString(TextBody.Write(file.Caption)),
            Lifetime = step.Contact.Lifetime,
        };
        var row = step.Send(ContentType.FileOffer, offer.ToBytes(), order: History.End(step.Tally.Position));
        var echo = Echo(row, new ReplyBody(offer.Caption) { Lifetime = offer.Lifetime }) with
        {
            Kind = MessageKind.File,
            File = note,
        };
        Own(step.Transaction, row);
        step.Append(echo);
        Files.Post.Open(step, Files.Add(step, offer, secret, row.MessageId, mine: true));
        step.Contact = step.Contact.Heard(_engine.Time.GetUtcNow());
        await step.CommitAsync();
    }
}
