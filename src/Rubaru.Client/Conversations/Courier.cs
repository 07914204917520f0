using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Brings the outbox of one conversation to the other person, and is the only place that decides the way: a fresh link,
/// else the server, after waiting a little for a dial that is under way.
/// </summary>
internal sealed class Courier : IDisposable
{
    private readonly Engine _engine;
    private readonly Conversation _conversation;
    private readonly Depositing _depositing;
    private readonly ITimer _timer;
    private bool _running;
    private bool _again;
    private bool _stopped;
    private int _link;
    private bool _linkWasFresh;
    private bool _wasConnected;
    private DateTimeOffset? _dialSince;
    private TimeSpan _dialWait = Limits.DialWait;
    private DateTimeOffset _lastProgress;

    public Courier(Engine engine, Conversation conversation)
    {
        _engine = engine;
        _conversation = conversation;
        _depositing = new Depositing(engine, conversation, Answered);
        _timer = engine.Time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How often the outbox was looked through, for a diagnosis: it must not spin.</summary>
    public int Rounds { get; private set; }

    private Outbox Outbox => _conversation.Outbox;

    /// <summary>Something changed that may let a row go; several calls make one round.</summary>
    public void Wake()
    {
        _again = true;
        if (!_running && !_stopped)
            _engine.Spawn(RunAsync);
    }

    /// <summary>The server is reachable again: nothing has to wait out its pause.</summary>
    public void ServerReady()
    {
        Outbox.ForgetFailures();
        _conversation.Withdrawals.Wake();
        Wake();
    }

    public void LinkChanged()
    {
        var link = _conversation.Link;
        var fresh = link?.IsFresh == true;
        if (fresh && !_linkWasFresh)
        {
            _link++;
            _lastProgress = _engine.Time.GetUtcNow();
        }
        _linkWasFresh = fresh;
        if (link?.State == Transport.LinkState.Dialling)
        {
            // Whoever waits has waited through the silence of the lost link already.
            if (_dialSince is null)
                _dialWait = _wasConnected ? Limits.RedialWait : Limits.DialWait;
            _dialSince ??= _engine.Time.GetUtcNow();
        }
        else
            _dialSince = null;
        _wasConnected = link?.State == Transport.LinkState.Connected;
        Wake();
    }

    /// <summary>The peer's socket is open: what went nowhere for want of it may go now.</summary>
    public void PeerReachable()
    {
        Outbox.ForgetFailures();
        Wake();
    }

    /// <summary>A deposit of this id is on its way to the server or not answered yet.</summary>
    public bool IsDepositing(DepositId deposit) => _depositing.IsUnderWay(deposit);

    public void Acknowledged() => _lastProgress = _engine.Time.GetUtcNow();

    public void Dispose()
    {
        _stopped = true;
        _timer.Dispose();
    }

    /// <summary>A deposit was answered or given up: what waited for that may go on.</summary>
    private void Answered()
    {
        Wake();
        _conversation.Withdrawals.Wake();
    }

    private async Task RunAsync()
    {
        _running = true;
        var done = false;
        try
        {
            while (_again && !_stopped)
            {
                _again = false;
                Rounds++;
                await RoundAsync();
            }
            done = true;
        }
        finally
        {
            _running = false;
            // Texts first: what is left of the way is for files.
            _conversation.Files.Post.Wake();
            if (!done)
                After(Limits.RetryMost);
        }
    }

    private async Task RoundAsync()
    {
        if (_conversation.IsSilent || _conversation.Contact.FirstContact == FirstContact.Failed)
            return;
        _conversation.ApplyPaths();
        await _conversation.Recovery.RunAsync();
        if (!await EncryptAsync())
        {
            // In strict mode nothing waits for a session either.
            await StopAsync([.. Outbox.Rows.Where(row => row.Message is null && IsStrictMessage(row))]);
            After(Limits.RetryFirst * 4);
            return;
        }
        await RenewAsync();
        await MarkForLinkAsync();
        var now = _engine.Time.GetUtcNow();
        var next = TimeSpan.MaxValue;
        List<OutboxRow> stopped = [];
        foreach (var row in Outbox.Rows.Where(row => row.Message is not null))
        {
            if (IsMarkDue(row))
                continue;
            if (TrySendOnLink(row, now, ref next))
                continue;
            if (IsStrictMessage(row))
                stopped.Add(row);
            else if (MayDeposit(row, now, ref next))
                _depositing.Start(row);
        }
        await StopAsync(stopped);
        if (next != TimeSpan.MaxValue)
            After(next);
    }

    /// <summary>The row is in the care of the link: sent on it now or before, and it still acknowledges.</summary>
    private bool TrySendOnLink(OutboxRow row, DateTimeOffset now, ref TimeSpan next)
    {
        if (_conversation.Link is not { IsFresh: true } link)
            return false;
        var attempt = Outbox.Attempt(row);
        var mode = _conversation.GateOf(row);
        if (attempt.Link == _link)
        {
            if (_lastProgress > now)
                _lastProgress = now;
            var limit = mode.IsStrict ? Limits.StrictAcknowledgement : Limits.LinkAcknowledgement;
            var patience = _lastProgress + limit - now;
            if (patience <= TimeSpan.Zero)
                return false;
            next = Min(next, patience);
            return true;
        }
        // What strict mode has put on a link once goes again only when the person says so.
        if (IsStrictMessage(row) && (attempt.Link != 0 || !attempt.IsNew))
            return false;
        if (!link.TrySend(row.Message, mode))
        {
            if (mode.IsStrict && link.Judge(mode) != StrictGate.Open)
                return false;
            // Its buffer is full, which passes soon, or it just went, which is told by LinkChanged.
            next = Min(next, Limits.ReceiptDelay);
            return link.IsFresh;
        }
        if (!Outbox.Rows.Any(other => Outbox.Attempt(other).Link == _link))
            _lastProgress = now;
        attempt.Link = _link;
        next = Min(next, mode.IsStrict ? Limits.StrictAcknowledgement : Limits.LinkAcknowledgement);
        return true;
    }

    /// <summary>
    /// Strict mode: what the open link does not take now, or did not acknowledge, leaves the outbox for good. Only what
    /// provably never left this device is "not sent"; of everything else nobody knows.
    /// </summary>
    private async Task StopAsync(List<OutboxRow> rows)
    {
        if (rows.Count == 0)
            return;
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted)
            return;
        var step = new Step(_engine, _conversation);
        foreach (var row in rows)
        {
            // Acknowledged or stopped meanwhile.
            if (Outbox.Same(row) is not { } now)
                continue;
            var attempt = Outbox.Attempt(now);
            var mayHaveLeft = now.Mode.IsStrict ? attempt.Link != 0 || !attempt.IsNew : now.OnLink;
            await step.StopAsync(now, MessageEvent.Strict(mayHaveLeft));
        }
        if (!step.Transaction.IsEmpty)
            await step.CommitAsync();
    }

    private bool MayDeposit(OutboxRow row, DateTimeOffset now, ref TimeSpan next)
    {
        if (!_conversation.ServerMayCarry(row))
            return false;
        // A route goes at once: the other side can neither dial nor answer before it has it (section 10.1).
        if (row.Type != ContentType.ContactUpdate && IsAhead(_dialSince + _dialWait, now, _dialWait))
        {
            next = Min(next, _dialSince!.Value + _dialWait - now);
            return false;
        }
        if (row.Expires is { } expires && expires > _engine.ServerNow)
        {
            next = Min(next, expires - _engine.ServerNow);
            return false;
        }
        var attempt = Outbox.Attempt(row);
        if (IsAhead(attempt.ReceiptBy, now, Limits.ReceiptPatienceMost))
        {
            next = Min(next, attempt.ReceiptBy!.Value - now);
            return false;
        }
        if (attempt.Depositing || !_engine.Deposits.IsReady || _conversation.Contact.Route is null)
            return false;
        if (IsAhead(attempt.NotBefore, now, Limits.RetryMost))
        {
            next = Min(next, attempt.NotBefore - now);
            return false;
        }
        return _depositing.HasRoom;
    }

    /// <summary>Gives every row its bytes. <c>false</c> while no session can be made.</summary>
    private async Task<bool> EncryptAsync()
    {
        if (!IsEncryptionDue())
            return true;
        if (_conversation.Sessions.Current is null && !await _conversation.Recovery.InitiateAsync())
            return false;
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted || _conversation.Sessions.Current is null)
            return false;
        var step = new Step(_engine, _conversation);
        if (_conversation.IsUpdateDue)
            step.SendUpdate();
        foreach (var row in Outbox.Rows.Where(IsEncryptionDue).Take(Limits.DepositsAtOnce * 4))
        {
            if (row.Expires is not null)
                await step.FireAsync(row, MessageEventKind.Renewed);
            step.Encrypt(step.Fresh(row));
        }
        await step.CommitAsync();
        _again |= IsEncryptionDue();
        return true;
    }

    /// <summary>
    /// The server's copy is gone, or it said "delivered" and no receipt came: the same bytes become a new deposit, and the
    /// bubble says what expired. Strict mode stops rows before it comes to that.
    /// </summary>
    private async Task RenewAsync()
    {
        if (!Outbox.Rows.Any(IsRenewalDue))
            return;
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted)
            return;
        var step = new Step(_engine, _conversation);
        foreach (var row in Outbox.Rows.Where(IsRenewalDue))
        {
            Outbox.Put(step.Transaction, step.Fresh(row));
            if (IsExpired(row))
                await step.FireAsync(row, MessageEventKind.CopyExpired);
        }
        await step.CommitAsync();
    }

    /// <summary>
    /// Committed before the link gets it: from then on nobody can say that it did not arrive. A few at a time, because a
    /// long backlog is many bytes.
    /// </summary>
    private async Task MarkForLinkAsync()
    {
        if (!Outbox.Rows.Any(IsMarkDue))
            return;
        using var held = await _engine.Lock.EnterAsync();
        if (_conversation.IsDeleted)
            return;
        var step = new Step(_engine, _conversation);
        foreach (var row in Outbox.Rows.Where(IsMarkDue).Take(Limits.DepositsAtOnce * 4))
            Outbox.Put(step.Transaction, row with { OnLink = true });
        await step.CommitAsync();
        _again |= Outbox.Rows.Any(IsMarkDue);
    }

    private bool IsMarkDue(OutboxRow row) =>
        row is { OnLink: false, IsOfPerson: true, Message: not null } && _conversation.Link?.IsFresh == true;

    private bool IsRenewalDue(OutboxRow row) =>
        IsExpired(row)
        || (
            Outbox.Attempt(row).ReceiptBy is { } by
            && !IsAhead(by, _engine.Time.GetUtcNow(), Limits.ReceiptPatienceMost)
        );

    private bool IsStrictMessage(OutboxRow row) => row.IsOfPerson && _conversation.GateOf(row).IsStrict;

    /// <summary>
    /// Also an expiry that this server cannot have told: its clock was set back since, and the row would wait for long.
    /// </summary>
    private bool IsExpired(OutboxRow row) =>
        row.Expires <= _engine.ServerNow
        || row.Expires > _engine.Mailbox.ServerNow + Limits.MostRetention + Limits.ClockSlack;

    private bool IsEncryptionDue() => _conversation.IsUpdateDue || Outbox.Rows.Any(IsEncryptionDue);

    private bool IsEncryptionDue(OutboxRow row) =>
        row.Message is null || row.Encrypted + Limits.ResendStoredBytes < _engine.Time.GetUtcNow();

    private void After(TimeSpan pause)
    {
        if (!_stopped)
            _timer.Change(
                pause > TimeSpan.FromMilliseconds(1) ? pause : TimeSpan.FromMilliseconds(1),
                Timeout.InfiniteTimeSpan
            );
    }

    /// <summary>A time further ahead than was ever set is one from before the clock was set back: it counts as passed.</summary>
    private static bool IsAhead(DateTimeOffset? due, DateTimeOffset now, TimeSpan most) =>
        due > now && due - now <= most;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
