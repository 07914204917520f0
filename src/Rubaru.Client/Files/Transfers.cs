using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>
/// The files of one chat: what is stored of each, and every change of it, in one commit with the word about it to the
/// other side. Key of a record: contact(16) || 9 || opaque name of the file.
/// </summary>
internal sealed partial class Transfers : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly Dictionary<(UInt128 Id, bool Mine), Transfer> _all = [];
    private readonly ITimer _sweep;
    private long? _swept;

    public Transfers(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        Sending = new FileSending(engine, conversation);
        Receiving = new FileReceiving(engine, conversation);
        Post = new ParcelPost(engine, conversation);
        Parcels = new ParcelReceiving(engine, conversation);
        _sweep = engine.Time.CreateTimer(
            _ => engine.Spawn(SweepAsync),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public FileSending Sending { get; }
    public FileReceiving Receiving { get; }

    /// <summary>What of these waits at the server, mine and theirs.</summary>
    public ParcelPost Post { get; }
    public ParcelReceiving Parcels { get; }

    public IEnumerable<Transfer> All => _all.Values;

    public bool HasOpen => _all.Values.Any(transfer => !transfer.IsOver);

    /// <summary>Theirs, to be received as soon as it goes.</summary>
    public IEnumerable<Transfer> Wanted =>
        _all.Values.Where(transfer => transfer is { Mine: false, State: TransferState.Waiting });

    public Transfer? Find(UInt128 file, bool mine) => _all.GetValueOrDefault((file, mine));

    public async Task LoadAsync()
    {
        foreach (var (_, map) in await _engine.Records.ReadPrefixAsync(Table.Outbox, [.. _conversation.Key, 9]))
        {
            var transfer = Transfer.Read(map, new Pace(_engine.Time));
            _all[(transfer.Id, transfer.Mine)] = transfer;
        }
        await Post.LoadAsync();
        await Parcels.LoadAsync();
        // A message that was deleted just before the program ended.
        SweepSoon();
    }

    /// <summary>Part of the step that stores its message.</summary>
    public Transfer Add(
        Step step,
        FileOffer offer,
        FileSecret secret,
        UInt128 message,
        bool mine,
        TransferState state = TransferState.Waiting,
        bool unasked = false
    )
    {
        var pace = new Pace(_engine.Time);
        var transfer = new Transfer(offer.File.Id, secret, offer.File.Size, offer.Hash, mine, message, pace);
        Put(step.Transaction, transfer, state, TransferProblem.None, unasked);
        step.After(() =>
        {
            _all[(transfer.Id, mine)] = transfer;
            Receiving.Wake();
        });
        return transfer;
    }

    /// <summary>An offer of theirs, within the step that stores its message. Small ones are taken without asking.</summary>
    /// <returns><c>false</c>: its file_id is one that is known already, so it could only disturb that one.</returns>
    public bool TryOffer(Step step, FileOffer offer, UInt128 message)
    {
        if (Find(offer.File.Id, mine: false) is not null)
            return false;
        if (_all.Values.Count(known => known is { Mine: false, IsOver: false }) >= FileLimits.Open)
            return true;
        var secret = new FileSecret(_engine.RandomNumber(), offer.Key, offer.Nonce);
        var unasked = !step.Contact.TakesFiles;
        var asks = _engine.Platform.Files is null || _conversation.IsRequest || (unasked && !TryUnasked(step, offer));
        var state = asks ? TransferState.Asking : TransferState.Waiting;
        Add(step, offer, secret, message, mine: false, state, unasked && !asks);
        return true;
    }

    /// <summary>Small, and not more of it in a day than nobody needs to be asked about.</summary>
    private bool TryUnasked(Step step, FileOffer offer)
    {
        if (
            offer.File.Size > FileLimits.Unasked
            || step.Contact.Unasking(offer.File.Size, _engine.Time.GetUtcNow()) is not { } counted
        )
            return false;
        step.Contact = counted;
        return true;
    }

    /// <summary>The offer of a file of mine once more.</summary>
    public FileOffer? OfferOf(Message message) =>
        message.File is { } note && Find(note.Id, mine: true) is { IsHere: true } transfer
            ? new FileOffer(note, transfer.Secret.Key, transfer.Secret.Nonce, transfer.Hash)
            {
                Caption = message.Text,
                Lifetime = message.Lifetime,
            }
            : null;

    /// <summary>What the other person decided, within the step that takes its message. The receiver's word is the truth.</summary>
    public void Heard(Step step, FileWord word)
    {
        if (Find(word.File, mine: word.IsReaders) is not { } transfer || transfer.State == TransferState.Complete)
            return;
        var state = word.Verdict switch
        {
            FileVerdict.Complete when transfer.Mine => TransferState.Complete,
            // "I do not have it any more" may overtake the word that says why.
            FileVerdict.Cancelled when !transfer.IsOver || transfer.Problem == TransferProblem.Gone =>
                TransferState.Cancelled,
            FileVerdict.Declined when transfer is { Mine: true, IsOver: false } => TransferState.Declined,
            FileVerdict.Corrupt when transfer is { Mine: true, IsOver: false } => TransferState.Failed,
            _ => transfer.State,
        };
        if (state == transfer.State)
            return;
        var problem = state == TransferState.Failed ? TransferProblem.Corrupt : TransferProblem.None;
        Put(step.Transaction, transfer, state, problem);
        step.After(() => Ended(transfer));
    }

    /// <summary>Takes an offered file, or goes on with one that was paused.</summary>
    public async Task GoOnAsync(Transfer transfer)
    {
        if (_engine.Platform.Files is null)
            return;
        await ChangeAsync(transfer, TransferState.Waiting);
        transfer.PausedByPeer = false;
        if (transfer.Mine)
            SayReady(transfer);
        Parcels.Wake();
        Receiving.Wake();
    }

    /// <summary>Nobody was asked about it, and it would take much of the room that is left: now the person is.</summary>
    public Task AskAsync(Transfer transfer) => ChangeAsync(transfer, TransferState.Asking);

    public async Task PauseAsync(Transfer transfer, TransferProblem problem = TransferProblem.None)
    {
        await ChangeAsync(transfer, TransferState.Paused, problem);
        Sending.Stop(transfer);
        Receiving.Stop(transfer);
        _ready.Remove(transfer);
        _conversation.TrySayOfFile(new FileFrame(FileFrameKind.Pause, transfer.Id));
    }

    /// <summary>Not any more; of one that the person was asked about, that it is not wanted.</summary>
    public Task GiveUpAsync(Transfer transfer) =>
        transfer is { Mine: false, State: TransferState.Asking }
            ? ChangeAsync(transfer, TransferState.Declined, word: FileVerdict.Declined)
            : ChangeAsync(transfer, TransferState.Cancelled, word: FileVerdict.Cancelled);

    public Task CompleteAsync(Transfer transfer) =>
        ChangeAsync(transfer, TransferState.Complete, word: FileVerdict.Complete);

    public Task FailAsync(Transfer transfer, TransferProblem problem) =>
        ChangeAsync(
            transfer,
            TransferState.Failed,
            problem,
            transfer.Mine ? null
                : problem == TransferProblem.Corrupt ? FileVerdict.Corrupt
                : null
        );

    /// <summary>Progress, at most a few times a second unless it is news.</summary>
    public void Tell(Transfer transfer, bool now = false)
    {
        _engine.Motion.Look(transfer, transfer.IsMoving);
        var time = _engine.Time.GetTimestamp();
        if (!now && transfer.Told is { } told && _engine.Time.GetElapsedTime(told) < FileLimits.Told)
            return;
        transfer.Told = time;
        transfer.RaiseMoved();
    }

    /// <summary>A message is gone or deleted: its file goes too, as soon as that cannot be undone any more.</summary>
    public void SweepSoon()
    {
        if (_all.Count == 0)
            return;
        // Each deletion has its time to be undone, but a chat in which messages vanish all the time is swept as well.
        _swept ??= _engine.Time.GetTimestamp();
        if (_engine.Time.GetElapsedTime(_swept.Value) < FileLimits.SweepLatest)
            _sweep.Change(Limits.UndoDeletion + Limits.ReceiptDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The copies of all files of a chat that is gone.</summary>
    public async Task DropAllAsync()
    {
        foreach (var transfer in _all.Values)
            await DropCopyAsync(transfer);
    }

    public void Dispose()
    {
        Sending.StopAll();
        Receiving.StopAll(isAnother: true);
        Receiving.Dispose();
        Post.Dispose();
        _sweep.Dispose();
    }

    public void Wipe()
    {
        foreach (var transfer in _all.Values)
            transfer.Secret.Wipe();
    }

    private async Task ChangeAsync(
        Transfer transfer,
        TransferState state,
        TransferProblem problem = TransferProblem.None,
        FileVerdict? word = null
    )
    {
        using (await _engine.Lock.EnterAsync())
        {
            if (_conversation.IsDeleted || transfer.IsOver || (transfer.State, transfer.Problem) == (state, problem))
                return;
            // Its message was deleted meanwhile, and its record with it: that does not come back.
            if (Find(transfer.Id, transfer.Mine) != transfer)
                return;
            var step = new Step(_engine, _conversation);
            Put(step.Transaction, transfer, state, problem);
            if (word is { } verdict)
                step.Send(ContentType.FileWord, new FileWord(transfer.Id, verdict, !transfer.Mine).ToBytes());
            await step.CommitAsync();
        }
        if (transfer.IsOver)
            Ended(transfer);
        transfer.RaiseMoved();
        _conversation.Courier.Wake();
    }

    private void Put(
        Transaction transaction,
        Transfer transfer,
        TransferState state,
        TransferProblem problem,
        bool unasked = false
    )
    {
        var now = _engine.Time.GetUtcNow();
        transaction.Put(Table.Outbox, Key(transfer), transfer.ToBytes(state, problem, unasked, now));
        transaction.Follow(() => transfer.Become(state, problem, unasked, now));
        if (state >= TransferState.Complete)
            Forget(transaction, transfer);
    }

    /// <summary>Nothing of it waits at the server any more, or came from there and is not in its copy.</summary>
    private void Forget(Transaction transaction, Transfer transfer)
    {
        if (transfer.Mine)
            Post.Close(transaction, transfer.Id);
        else
            Parcels.Drop(transaction, transfer.Id);
    }

    /// <summary>No stream of it is left, and no copy of what will never be shown.</summary>
    private void Ended(Transfer transfer)
    {
        Sending.Stop(transfer);
        Receiving.Stop(transfer);
        _ready.Remove(transfer);
        if (!transfer.IsHere)
            _engine.Spawn(() => DropCopyAsync(transfer));
        transfer.RaiseMoved();
    }

    private async Task DropCopyAsync(Transfer transfer)
    {
        if (_engine.Platform.Files is { } store)
            await store.DeleteAsync(transfer.Secret.Name);
    }

    private async Task SweepAsync()
    {
        _swept = null;
        List<Transfer> gone = [];
        using (await _engine.Lock.EnterAsync())
        {
            if (_conversation.IsDeleted)
                return;
            var step = new Step(_engine, _conversation);
            foreach (var transfer in _all.Values)
            {
                var stored = await _conversation.FindAsync(transfer.MessageId, transfer.Mine);
                if (stored is { Message: { Kind: MessageKind.File } message } && message.File?.Id == transfer.Id)
                    continue;
                step.Transaction.Delete(Table.Outbox, Key(transfer));
                Forget(step.Transaction, transfer);
                // Whoever still receives it is told, as for one that was cancelled.
                if (!transfer.IsOver)
                    step.Send(
                        ContentType.FileWord,
                        new FileWord(transfer.Id, FileVerdict.Cancelled, !transfer.Mine).ToBytes()
                    );
                gone.Add(transfer);
            }
            if (gone.Count == 0)
                return;
            step.After(() =>
            {
                foreach (var transfer in gone)
                    _all.Remove((transfer.Id, transfer.Mine));
            });
            await step.CommitAsync();
        }
        foreach (var transfer in gone)
        {
            Sending.Stop(transfer);
            Receiving.Stop(transfer);
            _ready.Remove(transfer);
            await DropCopyAsync(transfer);
            transfer.Secret.Wipe();
        }
        _conversation.Courier.Wake();
    }

    private byte[] Key(Transfer transfer) =>
        [
            .. _conversation.Key,
            9,
            .. _engine.Records.Name(
                "file"u8,
                [.. _conversation.Key, .. MessageIds.Bytes(transfer.Id), transfer.Mine ? (byte)1 : (byte)0]
            ),
        ];
}
