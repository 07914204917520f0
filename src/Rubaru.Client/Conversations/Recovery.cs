using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Makes sessions, and gets two people out of a lost or rolled-back one (protocol section 6, R4): SESSION_LOST goes on an
/// own session that the peer has not answered, at most once in ten minutes and ten times a day.
/// </summary>
internal sealed class Recovery(Engine engine, Conversation conversation)
{
    private readonly List<SessionId> _lost = [];
    private readonly Dictionary<SessionId, HashSet<UInt128>> _failures = [];
    private readonly Dictionary<SessionId, DateTimeOffset> _told = [];
    private Task<bool> _initiating = Task.FromResult(false);
    private Route? _refusedRoute;
    private DateTimeOffset _notBefore;
    private int _refusals;

    /// <summary>Messages of this session cannot be read here. In case (b) the caller has ended it.</summary>
    public void Report(SessionId session)
    {
        _failures.Remove(session);
        // The other side is being told already; what was on its way meanwhile must not cost another session.
        if (
            _told.TryGetValue(session, out var told)
            && (engine.Time.GetUtcNow() - told).Duration() < Limits.SessionLostPause
        )
            return;
        if (!_lost.Contains(session) && _lost.Count < Limits.SessionLostPerDay)
            _lost.Add(session);
        conversation.Courier.Wake();
    }

    /// <summary>SESSION_LOST of this session is on its way.</summary>
    public void Told(SessionId session)
    {
        var now = engine.Time.GetUtcNow();
        foreach (var (id, at) in _told)
        {
            if ((now - at).Duration() >= Limits.SessionLostPause)
                _told.Remove(id);
        }
        _told[session] = now;
        _lost.Remove(session);
    }

    /// <summary>LOST, or a wrong commitment or tag: after three different messages the session counts as lost.</summary>
    public bool Failed(RatchetMessage message)
    {
        if (!_failures.TryGetValue(message.Session, out var failures))
            _failures.Add(message.Session, failures = []);
        failures.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(message.Commitment));
        return failures.Count >= Limits.FailuresBeforeSessionLost;
    }

    public void Succeeded(SessionId session) => _failures.Remove(session);

    /// <summary>Sends what is due and allowed.</summary>
    public async Task RunAsync()
    {
        if (_lost.Count == 0 || conversation.Contact.Route is null || !IsAllowed())
            return;
        if (Carrier() is null && !await InitiateAsync())
            return;
        using var held = await engine.Lock.EnterAsync();
        if (conversation.IsDeleted || _lost.Count == 0 || Carrier() is not { } carrier)
            return;
        var session = _lost[0];
        var step = new Step(engine, conversation);
        step.Contact = step.Contact with { SessionLostSent = [.. Recent(), engine.Time.GetUtcNow()] };
        if (session != carrier.Id)
            step.Send(ContentType.SessionLost, SessionLostBody.Write(session), on: carrier.Id);
        AskAgain(step);
        await step.CommitAsync();
        Told(session);
    }

    /// <summary>
    /// What could not be read may have been receipts: whatever waits for one is deposited again, a little after
    /// SESSION_LOST, and the receiver acknowledges its duplicates on a session that works.
    /// </summary>
    internal void AskAgain(Step step)
    {
        foreach (var row in conversation.Outbox.Rows.Where(row => row.AwaitsReceipt && row.Expires is not null))
        {
            var again = step.Fresh(row);
            conversation.Outbox.Put(step.Transaction, again);
            step.After(() =>
                conversation.Outbox.Attempt(again).NotBefore = engine.Time.GetUtcNow() + Limits.RetryFirst * 4
            );
        }
    }

    /// <summary>Fetches and checks the bundle and makes a session of my own. <c>false</c>: not now.</summary>
    public Task<bool> InitiateAsync() => _initiating.IsCompleted ? _initiating = InitiateOnceAsync() : _initiating;

    private async Task<bool> InitiateOnceAsync()
    {
        if (
            // Restored from a backup: first this device has its mailbox and fresh prekeys (section 11).
            engine.Profile.FormerLogin
                is not null
            || conversation.Contact.Route is not { } route
            || (route == _refusedRoute && engine.Time.GetUtcNow() < _notBefore)
        )
            return false;
        if (await engine.Deposits.FetchBundleAsync(route.Transient) is not { } answer)
            return false;
        if (
            answer is not Bundle fetched
            || PrekeyBundle.TryRead(fetched.Bytes) is not { } bundle
            || !bundle.Verify(engine.Sodium, conversation.Peer)
        )
        {
            Refused(route);
            return false;
        }
        (_refusedRoute, _refusals) = (null, 0);
        using var held = await engine.Lock.EnterAsync();
        // A contact update may have come while the bundle was on its way: the newest route stays.
        if (conversation.IsDeleted || conversation.Contact.Route is not { } latest)
            return false;
        var secrets = conversation.Contact is { FirstContact: FirstContact.AwaitingReply, InviteSecret: { } secret }
            ? InviteSecrets.Derive(engine.Sodium, secret)
            : null;
        var invite = secrets is null ? null : new HandshakeInvite(secrets.Id, secrets.Psk);
        var step = new Step(engine, conversation);
        step.Put(Handshake.Initiate(engine.Sodium, engine.Identity, bundle, conversation.Peer, invite));
        if (latest == route)
        {
            step.Contact = step.Contact with
            {
                Route = route with { MailboxKey = bundle.Mailbox, MailboxKeyChecked = engine.Time.GetUtcNow() },
            };
        }
        await step.CommitAsync();
        return true;
    }

    /// <summary>
    /// An answer that is no bundle, or none of this peer: asked again with growing pauses, each try may cost a one-time key.
    /// A new route is tried at once.
    /// </summary>
    private void Refused(Route route)
    {
        var pause = Limits.RetryFirst * Math.Pow(2, Math.Min(_refusals++, 10));
        pause = pause < Limits.RetryBundleMost ? pause : Limits.RetryBundleMost;
        _refusedRoute = route;
        _notBefore = engine.Time.GetUtcNow() + Retry.Jitter(engine.Sodium, pause);
    }

    /// <summary>
    /// Never the session that is lost, and none that has waited for long: two old images may both hold one that was made
    /// with prekeys the other side does not know any more, and would tell each other so in sessions that nobody can read.
    /// </summary>
    private Session? Carrier() =>
        conversation.Sessions.Awaiting is { } alive
        && alive.Session.Id != _lost[0]
        && (engine.Time.GetUtcNow() - alive.Created).Duration() < Limits.SessionLostPause
            ? alive.Session
            : null;

    private bool IsAllowed()
    {
        var recent = Recent();
        return recent.Length < Limits.SessionLostPerDay
            && (recent is [] || recent[^1] + Limits.SessionLostPause <= engine.Time.GetUtcNow());
    }

    private DateTimeOffset[] Recent() =>
        [.. conversation.Contact.SessionLostSent.Where(sent => sent > engine.Time.GetUtcNow().AddDays(-1))];
}
