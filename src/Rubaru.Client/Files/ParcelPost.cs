using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Wire;

namespace Rubaru.Client.Files;

/// <summary>
/// What of my files waits at the server for one contact (protocol section 12): opened with the offer in default mode, posted
/// while there is no link and no message waits, withdrawn as soon as it must not be there any more. Key of a record:
/// contact(16) || 10 || opaque name of the file.
/// </summary>
internal sealed class ParcelPost : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly Dictionary<UInt128, Posting> _postings = [];
    private readonly ParcelDeposit _deposit;
    private readonly ITimer _timer;
    private DateTimeOffset? _alone;
    private DateTimeOffset _notBefore;
    private int _failures;
    private bool _isFull;
    private bool _heard;
    private bool _running;
    private bool _again;

    public ParcelPost(Engine engine, Conversation conversation)
    {
        (_engine, _conversation) = (engine, conversation);
        _deposit = new ParcelDeposit(engine, conversation);
        _alone = engine.Time.GetUtcNow();
        _timer = engine.Time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a parcel may leave for the server now: never in strict mode, never before a message.</summary>
    private bool MayPost =>
        _conversation is { IsDeleted: false, IsSilent: false, MayStore: true, Contact.Gone: false }
        && _conversation.Contact is { FirstContact: FirstContact.Complete, Route: not null, UpdateDue: false }
        && _conversation.Link?.IsFresh != true
        && _engine.Deposits.IsReady
        && _alone + Limits.DialWait <= _engine.Time.GetUtcNow()
        && _conversation.Tally.Parcels < FileLimits.UnheardParcels
        && _conversation.Outbox.Rows.All(row => row.Expires is not null || _conversation.Outbox.IsHandedOver(row));

    private Transfers Files => _conversation.Files;

    public async Task LoadAsync()
    {
        foreach (var (_, map) in await _engine.Records.ReadPrefixAsync(Table.Outbox, [.. _conversation.Key, 10]))
        {
            var posting = Posting.Read(map);
            _postings[posting.File] = posting;
        }
        Wake();
    }

    /// <summary>Part of the step that offers the file, or offers it once more.</summary>
    public void Open(Step step, Transfer transfer)
    {
        if (transfer.Size > FileLimits.Unasked || !_conversation.MayStore || step.Contact.Mode.IsStrict)
            return;
        Put(step.Transaction, _postings.GetValueOrDefault(transfer.Id) ?? new Posting(transfer.Id, 0, null, false));
        step.After(() =>
        {
            // A dial that begins with the offer has its time first.
            _alone = _engine.Time.GetUtcNow();
            Wake();
        });
    }

    /// <summary>The file is over, or must not wait there: what the server may have of it is withdrawn.</summary>
    public void Close(Transaction transaction, UInt128 file)
    {
        if (!_postings.TryGetValue(file, out var posting))
            return;
        transaction.Delete(Table.Outbox, Key(file));
        foreach (var copy in posting.Copies.Where(copy => copy.Until + Limits.ClockSlack > _engine.ServerNow))
            _conversation.Withdrawals.Add(transaction, new Withdrawal(copy, default, false, null));
        transaction.After(() =>
        {
            _postings.Remove(file);
            _deposit.Forget(file);
            Files.Find(file, mine: true)?.RaiseMoved();
        });
    }

    /// <summary>The chat becomes strict: nothing of any file waits at the server, also when the mode is relaxed later.</summary>
    public void CloseAll(Transaction transaction)
    {
        foreach (var file in _postings.Keys.ToArray())
            Close(transaction, file);
    }

    /// <summary>The message of the file goes no more.</summary>
    public void CloseMessage(Transaction transaction, UInt128 message)
    {
        foreach (var transfer in Files.All.Where(transfer => transfer.Mine && transfer.MessageId == message).ToArray())
            Close(transaction, transfer.Id);
    }

    /// <summary>This deposit is not answered yet: it may reach the server after its withdrawal.</summary>
    public bool IsUnderWay(DepositId deposit) => _deposit.UnderWay == deposit;

    /// <summary>A message of the receiver was read: it is back, and what expired may be posted again.</summary>
    public void Heard()
    {
        _heard = true;
        if (_postings.Values.Any(posting => posting.Lapsed))
            Wake();
    }

    public void LinkChanged()
    {
        _alone = _conversation.Link?.IsFresh == true ? null : _alone ?? _engine.Time.GetUtcNow();
        Wake();
    }

    public FileWaiting PlaceOf(Transfer transfer)
    {
        if (transfer.IsOver || !_conversation.MayStore)
            return default;
        var limit = _engine.FileLimit.Bytes;
        if (limit > 0 && transfer.Size > limit)
            return new FileWaiting(FilePlace.MoreThanServerKeeps);
        if (!_postings.TryGetValue(transfer.Id, out var posting) || limit is null or 0)
            return default;
        var isWhole = posting.Next >= CountOf(transfer);
        return isWhole && posting.Until is { } until ? new FileWaiting(FilePlace.Server, until)
            : isWhole ? new FileWaiting(FilePlace.HandedOver)
            : _isFull ? new FileWaiting(FilePlace.MailboxFull)
            : posting.Next > 0 ? new FileWaiting(FilePlace.Storing)
            : default;
    }

    /// <summary>Something changed that may let a parcel go; several calls make one round.</summary>
    public void Wake()
    {
        if (_postings.Count == 0)
            return;
        _again = true;
        if (!_running)
            _engine.Spawn(RunAsync);
    }

    public void Dispose() => _timer.Dispose();

    private async Task RunAsync()
    {
        _running = true;
        var done = false;
        try
        {
            while (_again && !_conversation.IsDeleted)
            {
                _again = false;
                await LapseAsync();
                while (IsTime && MayPost && NextDue() is { } due && await PostAsync(due)) { }
            }
            done = true;
        }
        finally
        {
            _running = false;
            // After a failure, as of a full store, not at once again.
            if (!done)
                _notBefore = _engine.Time.GetUtcNow() + Limits.RetryMost;
            Schedule();
        }
    }

    private bool IsTime => _notBefore <= _engine.Time.GetUtcNow();

    /// <summary>One that was begun is finished first: a part of a file is of no use to anybody.</summary>
    private Posting? NextDue() =>
        _postings.Values.Where(IsDue).OrderByDescending(posting => posting.Next > 0).FirstOrDefault();

    private bool IsDue(Posting posting) =>
        !posting.Lapsed
        && Files.Find(posting.File, mine: true) is { State: TransferState.Waiting } transfer
        && _engine.FileLimit.Bytes is > 0 and var limit
        && transfer.Size <= limit
        && posting.Next < CountOf(transfer);

    private async Task<bool> PostAsync(Posting posting)
    {
        if (Files.Find(posting.File, mine: true) is not { } transfer || _engine.Platform.Files is not { } store)
            return false;
        if (!_deposit.Has(posting.File))
        {
            if (await ParcelDeposit.ReadAsync(store, transfer, posting.Next) is not { } bytes)
            {
                // Its sealed copy is gone, so the rest can never follow.
                await ChangeAsync(transaction => Close(transaction, posting.File));
                return true;
            }
            using var held = await _engine.Lock.EnterAsync();
            if (!MayPost || _postings.GetValueOrDefault(posting.File) != posting)
                return false;
            var step = new Step(_engine, _conversation);
            if (_deposit.Prepare(step, posting, bytes) is not { } copy)
                return false;
            Put(step.Transaction, posting.With(copy, _engine.ServerNow));
            await step.CommitAsync();
        }
        var answer = await _deposit.SendAsync(() => MayPost && _postings.ContainsKey(posting.File));
        using (await _engine.Lock.EnterAsync())
            return !_conversation.IsDeleted && await AnsweredAsync(posting.File, answer);
    }

    /// <returns><c>true</c>: the next one may go at once.</returns>
    private async Task<bool> AnsweredAsync(UInt128 file, Frame? answer)
    {
        if (_deposit.Copy is not { } copy || !_postings.TryGetValue(file, out var posting))
            return true;
        // It did not leave, or nobody can say; whatever stopped it wakes this again.
        if (answer is null && !MayPost)
            return false;
        switch (answer)
        {
            case Accepted { Outcome: DepositOutcome.Stored } accepted:
                var latest = _engine.ServerNow + Limits.MostRetention;
                var expires = DateTimeOffset.FromUnixTimeSeconds(accepted.ExpiresUnixSeconds);
                return await TakenAsync(posting.Stored(copy, expires < latest ? expires : latest));
            case Accepted:
                return await TakenAsync(posting.HandedOver(copy));
            case DepositRefused { Reason: Refusal.StaleMailboxKey } stale:
                await MailboxKeys.KeepAsync(_engine, _conversation, stale.MailboxKey);
                break;
            case DepositRefused { Reason: Refusal.CapabilityWithdrawn }:
                // "Accepts only direct messages now": closes every posting of this chat.
                await _conversation.StoredRefusedAsync();
                break;
            case DepositRefused { Reason: Refusal.MailboxFull }:
                _isFull = true;
                Later(Limits.RetryBundleMost);
                Tell(file, now: true);
                return false;
        }
        Later(Limits.RetryMost);
        return false;
    }

    private async Task<bool> TakenAsync(Posting posting)
    {
        var transaction = _engine.Begin();
        Put(transaction, posting);
        await _engine.CommitAsync(transaction);
        _deposit.Forget(posting.File);
        (_failures, _isFull) = (0, false);
        Tell(posting.File, now: !IsDue(posting));
        return true;
    }

    /// <summary>
    /// What expired is asked for by the receiver when both are there; it is posted again only after a word of the receiver,
    /// because nobody knows what it has and a device that stays away would cost all of it every six hours.
    /// </summary>
    private async Task LapseAsync()
    {
        var now = _engine.ServerNow;
        var expired = _postings.Values.Where(posting => posting.Until <= now).ToArray();
        var back = _heard ? _postings.Values.Where(posting => posting.Lapsed).ToArray() : [];
        _heard = false;
        if (expired.Length + back.Length == 0)
            return;
        await ChangeAsync(transaction =>
        {
            foreach (var posting in expired)
            {
                // The last ones may live a little longer than the first, and strict mode must still find them.
                var left = posting.Copies.Where(copy => copy.Until > now);
                Put(transaction, new Posting(posting.File, 0, null, Lapsed: true) { Copies = [.. left] });
            }
            foreach (var posting in back)
                Put(transaction, posting with { Lapsed = false });
        });
        foreach (var posting in expired)
        {
            _deposit.Forget(posting.File);
            Tell(posting.File, now: true);
        }
    }

    private async Task ChangeAsync(Action<Transaction> change)
    {
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted)
            return;
        var transaction = _engine.Begin();
        change(transaction);
        await _engine.CommitAsync(transaction);
    }

    private void Put(Transaction transaction, Posting posting)
    {
        transaction.Put(Table.Outbox, Key(posting.File), posting.ToBytes());
        transaction.Follow(() => _postings[posting.File] = posting);
    }

    private void Tell(UInt128 file, bool now)
    {
        if (Files.Find(file, mine: true) is { } transfer)
            Files.Tell(transfer, now);
    }

    private void Later(TimeSpan most)
    {
        var pause = Limits.RetryFirst * Math.Pow(2, Math.Min(_failures++, 10));
        _notBefore = _engine.Time.GetUtcNow() + Transport.Retry.Jitter(_engine.Sodium, pause < most ? pause : most);
    }

    /// <summary>Everything else that could let one go wakes this itself.</summary>
    private void Schedule()
    {
        if (_conversation.IsDeleted)
            return;
        var now = _engine.Time.GetUtcNow();
        List<TimeSpan> waits = [];
        if (_postings.Values.Any(IsDue))
            waits.AddRange([_notBefore - now, (_alone ?? now) + Limits.DialWait - now]);
        waits.AddRange(
            _postings.Values.Select(posting => (posting.Until ?? DateTimeOffset.MaxValue) - _engine.ServerNow)
        );
        var next = waits.Where(wait => wait > TimeSpan.Zero).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        if (next < Limits.MostRetention * 2)
            _timer.Change(next + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private static long CountOf(Transfer transfer) => new ParcelSize(transfer.Chunks).Count;

    private byte[] Key(UInt128 file) =>
        [
            .. _conversation.Key,
            10,
            .. _engine.Records.Name("posting"u8, [.. _conversation.Key, .. Content.MessageIds.Bytes(file)]),
        ];
}
