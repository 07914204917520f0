using Rubaru.Client.Content;
using Rubaru.Client.Identity;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Conversations;

/// <summary>The conversation as the owner of its link: when to want one, and what the link brings.</summary>
public sealed partial class Conversation : ILinkOwner
{
    private ITimer? _unused;
    private byte[]? _watched;
    private int _watchTries;
    private bool _firstContactEnds;
    private DateTimeOffset? _turnDueSince;
    private int _receivedSinceTurn;

    /// <summary>
    /// Signals that overtook the contact update which completes the first contact: a transient deposit is routed at once,
    /// the stored one after its commit. Re-sent bytes would be duplicates, so they are kept, a few and in memory.
    /// </summary>
    private readonly List<Signal> _early = [];

    /// <summary>What the next message would take: Direct, TurnRelay or Server; None while the server is unreachable too, or in strict mode.</summary>
    public MessagePath Path =>
        Link?.IsFresh == true ? LinkMessagePath
        : EffectiveMode.IsStrict ? MessagePath.None
        : _engine.Mailbox?.IsReady == true ? MessagePath.Server
        : MessagePath.None;

    public LinkState LinkState => Link?.State ?? LinkState.Idle;

    /// <summary>Statistics of the selected pair, for the sheet behind the badge.</summary>
    public SelectedPath? LinkPath => Link?.Path;

    /// <summary>
    /// The type of the other end's own candidate as that end attests it (host, srflx, prflx, relay); <c>null</c> until it
    /// did. What this browser shows of that end is wrong when only the other end is on a relay.
    /// </summary>
    public string? PeerEnd => Link?.PeerEnd;

    /// <summary>A link frame or signal did not match the signed fingerprint; shown until the next good link.</summary>
    public bool IdentityCheckFailed { get; private set; }

    internal PeerLink? Link { get; private set; }

    /// <summary>As both ends attest it: on a relay as soon as one of them is.</summary>
    internal MessagePath LinkMessagePath => Link?.IsRelayed == true ? MessagePath.TurnRelay : MessagePath.Direct;

    /// <summary>The chat is on the screen: clears unread, dials, keeps the heartbeat.</summary>
    public Task ShowAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            IsShown = true;
            Knocking.Forget();
            Use();
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted)
                    return;
                await History.EnsurePageAsync();
                if (Tally.Unread > 0)
                {
                    var step = new Step(_engine, this);
                    step.Tally = step.Tally with { Unread = 0 };
                    await step.CommitAsync();
                }
            }
            ReceiptsDue.SeenSoon();
            RaiseChanged();
            _engine.Notify();
        });

    public void Hide() =>
        _engine.Thread.Post(() =>
        {
            IsShown = false;
            Typing.Stopped();
            Use();
        });

    /// <summary>The chat is left: what was loaded of a long history goes.</summary>
    public void Trim() => _engine.Thread.Post(() => _engine.Spawn(TrimAsync));

    private async Task TrimAsync()
    {
        using var held = await _engine.Lock.EnterAsync();
        if (!IsShown)
            History.Trim();
    }

    /// <summary>The chat is used now: want a link, and let go of it two minutes after the last use.</summary>
    internal void Use()
    {
        if (IsDeleted || IsSilent || Contact.FirstContact != FirstContact.Complete || Contact.Route is not { } route)
            return;
        OpenLink().Want(true);
        if (_watched is null || !_watched.AsSpan().SequenceEqual(route.Transient))
        {
            if (_watched is not null)
                _engine.Deposits.StopWatching(_watched);
            _watched = route.Transient;
            Watch(route.Transient);
        }
        _unused ??= _engine.Time.CreateTimer(_ => Unused(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _unused.Change(Limits.LinkKept, Timeout.InfiniteTimeSpan);
        _engine.LimitLinks(this);
    }

    internal DateTimeOffset LastUse { get; private set; }

    /// <summary>Its route is new. Where that completes the first contact, signals may go from now on.</summary>
    internal void RouteChanged(bool completes)
    {
        if (completes || IsShown)
            Use();
        Signal[] early = [.. _early];
        _early.Clear();
        foreach (var signal in early)
            SignalReceived(signal);
        ReceiptsDue.Soon();
        Courier.Wake();
        _engine.Notify();
    }

    internal void SignalReceived(Signal signal)
    {
        if (IsDeleted || IsSilent)
            return;
        if (Contact.FirstContact != FirstContact.Complete)
        {
            if (_early.Count < Limits.EarlySignals)
                _early.Add(signal);
            return;
        }
        _engine.Spawn(() => OpenLink().ReceiveSignalAsync(signal));
    }

    internal Task LeaveAsync() => Link?.CloseAsync() ?? Task.CompletedTask;

    /// <summary>Takes a turn by a null message when it has been due for long: one-way chats heal too (section 5.5).</summary>
    internal void CountTurn()
    {
        if (Sessions.Current is not { TurnDue: true, Established: true })
            return;
        var now = _engine.Time.GetUtcNow();
        _turnDueSince ??= now;
        if (++_receivedSinceTurn < Limits.MessagesWithoutTurn && now - _turnDueSince < Limits.TimeWithoutTurn)
            return;
        _receivedSinceTurn = 0;
        _turnDueSince = now;
        _engine.Spawn(SendNullAsync);
    }

    internal void TurnTaken()
    {
        _turnDueSince = null;
        _receivedSinceTurn = 0;
    }

    /// <summary>Once a minute.</summary>
    internal void Upkeep()
    {
        if (_turnDueSince is { } since && _engine.Time.GetUtcNow() - since >= Limits.TimeWithoutTurn)
            CountTurn();
        if (_engine.IsDrained)
            _engine.Spawn(RetireSessionsAsync);
        ReceiptsDue.Soon();
        Vanishing.Upkeep();
        Courier.Wake();
    }

    /// <summary>While the first reply is awaited the server tells when the link was used by somebody else, or revoked.</summary>
    internal void WatchInvite()
    {
        if (!AwaitingFirstReply || Contact.Route is not { } route)
            return;
        _watched = route.Transient;
        _engine.Deposits.WatchPresence(route.Transient, _ => { }, InviteRefused);
    }

    internal void InviteRefused(Wire.Refusal refusal)
    {
        if (_firstContactEnds || InviteEnd(refusal) is not { } reason)
            return;
        _firstContactEnds = true;
        _engine.Spawn(() => EndFirstContactAsync(reason));
    }

    /// <summary>
    /// The link may be over because this very contact succeeded, or in spite of it, and the reply be among what the
    /// mailbox delivers just now: believed only when the mailbox has nothing more to say.
    /// </summary>
    private async Task EndFirstContactAsync(string reason)
    {
        try
        {
            while (AwaitingFirstReply && !IsDeleted && !_engine.Mailbox.IsSilentFor(Limits.MailboxDrained))
                await Task.Delay(Limits.RetryFirst, _engine.Time, _engine.Stopping);
            using var held = await _engine.Lock.EnterAsync();
            if (AwaitingFirstReply && !IsDeleted)
                await FailFirstContactAsync(reason);
        }
        finally
        {
            _firstContactEnds = false;
        }
    }

    /// <summary>Only what the server says for good; an unknown capability may be one that its owner has yet to put again.</summary>
    internal static string? InviteEnd(Wire.Refusal refusal) =>
        refusal switch
        {
            Wire.Refusal.CapabilityUsed => "used",
            Wire.Refusal.CapabilityRevoked => "revoked",
            Wire.Refusal.CapabilityExpired => "expired",
            _ => null,
        };

    Task ILinkOwner.SendSignalAsync(Signal signal) => _engine.Thread.RunAsync(() => Signals.SendAsync(signal));

    Task ILinkOwner.MessageReceivedAsync(byte[] ratchetMessage) =>
        _engine.Thread.RunAsync(() => _engine.Receiving.FromLinkAsync(this, ratchetMessage));

    Task ILinkOwner.AcknowledgedAsync(IReadOnlyList<UInt128> messageIds) =>
        _engine.Thread.RunAsync(async () =>
        {
            Courier.Acknowledged();
            using (await _engine.Lock.EnterAsync())
            {
                if (IsDeleted)
                    return;
                var step = new Step(_engine, this);
                foreach (var id in messageIds)
                    await step.ConfirmAsync(id, MessageEvent.Acknowledged(LinkMessagePath));
                if (!step.Transaction.IsEmpty)
                    await step.CommitAsync();
            }
            Courier.Wake();
            _engine.Notify();
        });

    void ILinkOwner.LinkChanged() =>
        _engine.Thread.Post(() =>
        {
            if (LinkState == LinkState.Connected)
                IdentityCheckFailed = false;
            if (Link?.IsFresh != true)
                Typing.Heard(false);
            if (Link?.PeerMode is { } attested)
                PeerModeKnown(attested);
            Courier.LinkChanged();
            Files.LinkChanged();
            Knocking.LinkChanged();
            RaiseChanged();
            _engine.Notify();
        });

    void ILinkOwner.TypingReceived(bool typing) => _engine.Thread.Post(() => Typing.Heard(typing && !IsDeleted));

    void ILinkOwner.LinkQuiet() =>
        _engine.Thread.Post(() =>
        {
            _engine.Mailbox?.Check();
            _engine.Deposits?.Check();
        });

    void ILinkOwner.IdentityCheckFailed() =>
        _engine.Thread.Post(() =>
        {
            IdentityCheckFailed = true;
            RaiseChanged();
        });

    /// <summary>Stops everything that could still act for this conversation.</summary>
    internal void Discard()
    {
        IsDeleted = true;
        Courier.Dispose();
        ReceiptsDue.Dispose();
        Withdrawals.Dispose();
        Typing.Dispose();
        Vanishing.Dispose();
        Files.Dispose();
        Signals.Clear();
        _unused?.Dispose();
        if (_watched is not null)
            _engine.Deposits.StopWatching(_watched);
        if (Link is { } link)
            _engine.Spawn(async () =>
            {
                await link.CloseAsync();
                await link.DisposeAsync();
            });
    }

    internal void LetGo()
    {
        Link?.Want(false);
        if (_watched is null)
            return;
        _engine.Deposits.StopWatching(_watched);
        _watched = null;
    }

    private PeerLink OpenLink()
    {
        LastUse = _engine.Time.GetUtcNow();
        if (Link is not null)
            return Link;
        Link = new PeerLink(
            _engine.Sodium,
            _engine.Time,
            _engine.Platform.Peers,
            _engine.Identity.Fingerprint,
            Peer,
            this
        );
        ApplyPaths();
        Link.SetHidden(_engine.IsHidden);
        return Link;
    }

    /// <summary>
    /// The peer tells its route before the server has put the capability of it: ask again soon. A revoked one says that
    /// the peer deleted this contact.
    /// </summary>
    private void WatchRefused(byte[] capability, Wire.Refusal refusal)
    {
        if (refusal == Wire.Refusal.CapabilityRevoked)
            _engine.Spawn(() => RevokedAsync(capability));
        if (refusal != Wire.Refusal.UnknownCapability || ++_watchTries > Limits.WatchTries)
            return;
        _engine.Spawn(async () =>
        {
            await Task.Delay(Limits.WatchRetry * _watchTries, _engine.Time, _engine.Stopping);
            if (!IsDeleted && ReferenceEquals(capability, _watched))
                Watch(capability);
        });
    }

    private void Watch(byte[] capability) =>
        _engine.Deposits.WatchPresence(capability, PresenceIs, refusal => WatchRefused(capability, refusal));

    private async Task RevokedAsync(byte[] capability)
    {
        using var held = await _engine.Lock.EnterAsync();
        var isCurrent = Contact.Route?.Transient.AsSpan().SequenceEqual(capability) == true;
        if (isCurrent && !IsDeleted && Contact is { FirstContact: FirstContact.Complete, Gone: false })
            await GoneAsync();
    }

    private void PresenceIs(bool connected)
    {
        _watchTries = 0;
        if (Link is not { } link)
            return;
        if (connected)
        {
            Signals.PeerAppeared();
            // What only an open socket takes, and did not get through before, may go now.
            Courier.PeerReachable();
        }
        link.PeerReachable = connected;
    }

    private void Unused()
    {
        if (IsShown)
            _unused?.Change(Limits.LinkKept, Timeout.InfiniteTimeSpan);
        else
            LetGo();
    }

    private async Task SendNullAsync()
    {
        using (await _engine.Lock.EnterAsync())
        {
            if (IsDeleted || IsSilent || Sessions.Current is not { TurnDue: true })
                return;
            var step = new Step(_engine, this);
            step.Send(ContentType.Null, []);
            await step.CommitAsync();
        }
        Courier.Wake();
    }
}
