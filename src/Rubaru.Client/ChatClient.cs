using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Locking;
using Rubaru.Client.Notifications;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.E2ee;
using Rubaru.Wire;

namespace Rubaru.Client;

/// <summary>The engine: everything of the messenger except its screen. One instance owns the profile.</summary>
public sealed partial class ChatClient : IAsyncDisposable
{
    /// <summary>Longest text, in UTF-8 bytes: it must fit one envelope (protocol section 5.7).</summary>
    public const int MaxTextBytes = 32_000;

    private readonly Engine _engine;
    private readonly Opening _opening;
    private ITimer? _upkeep;
    private DateTimeOffset _active;

    public ChatClient(ClientPlatform platform)
    {
        _engine = new Engine(platform);
        _engine.Changed += RaiseChanged;
        _opening = new Opening(_engine);
        Notifications = new PushNotifications(_engine);
        AppLock = new AppLock(_engine, UpgradeAndOpenAsync, CloseAsync, EraseAsync);
    }

    /// <summary>Anything below changed. Raised on the engine's thread; coarse on purpose.</summary>
    public event Action? Changed;

    /// <summary><c>false</c> until <see cref="CreateProfileAsync"/> has run once on this device.</summary>
    public bool HasProfile => _engine.IsOpen;
    public string Name => _engine.Profile?.Name ?? "";
    public Fingerprint Fingerprint => _engine.Identity?.Fingerprint ?? default;

    public ServerState Server =>
        _engine.Mailbox switch
        {
            null => ServerState.Connecting,
            { Refusal: Refusal.Version } => ServerState.OtherVersion,
            { Refusal: Refusal.Superseded } => ServerState.Superseded,
            { Refusal: Refusal.LoginReplaced } => ServerState.Replaced,
            { IsReady: true } => ServerState.Connected,
            { HasFailed: true } => ServerState.Unreachable,
            _ => ServerState.Connecting,
        };

    /// <summary>How long the server keeps a sealed message, as it said at login.</summary>
    public TimeSpan Retention => _engine.Retention;

    /// <summary>The last commit failed for want of room; cleared by the next that works.</summary>
    public bool StorageFull => _engine.StorageFull;

    /// <summary>The last fault that nothing else shows, for a log.</summary>
    public Exception? Fault => _engine.Fault;

    /// <summary>Being woken while the app is closed.</summary>
    public PushNotifications Notifications { get; }

    /// <summary>Pinned ones first, in the order in which they were pinned; then the newest activity first.</summary>
    public IReadOnlyList<Conversation> Conversations =>
        [
            .. _engine
                .Conversations.Values.Where(conversation => !conversation.IsRequest)
                .OrderBy(conversation => conversation.PinnedAt ?? DateTimeOffset.MaxValue)
                .ThenByDescending(conversation => conversation.LastActivity),
        ];

    /// <summary>Across all chats and inside one.</summary>
    public Search.MessageSearch Search => _engine.Search;

    public IReadOnlyList<OpenInvite> OpenInvites =>
        !_engine.IsOpen
            ? []
            :
            [
                .. _engine
                    .Invites.All.Where(invite => invite.UsedBy is null && invite.Expires > _engine.ServerNow)
                    .OrderBy(invite => invite.Expires)
                    .Select(Shown),
            ];

    internal Engine Engine => _engine;

    /// <summary>Opens the vault, loads the profile and connects. One with a passphrase stays closed: <see cref="AppLock"/>.</summary>
    /// <exception cref="NewerSchemaException">Written by a newer version; nothing was changed.</exception>
    /// <exception cref="VaultException">The device key does not open it.</exception>
    public Task StartAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            if (await AppLock.StartAsync() is { } vault)
                await UpgradeAndOpenAsync(vault);
            RaiseChanged();
        });

    public Task<OpenInvite> CreateInviteAsync() => CreateInviteAsync(Limits.InviteLifetime, false);

    private Task<OpenInvite> CreateInviteAsync(TimeSpan lifetime, bool isReusable) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            var invite = Invites.Create(_engine.Sodium, _engine.ServerNow + lifetime) with
            {
                IsStrict = _engine.Profile.Mode.IsStrict,
                IsReusable = isReusable,
                Lifetime = lifetime,
            };
            var transaction = _engine.Begin();
            _engine.Invites.Put(transaction, invite);
            _engine.Capabilities.IssueFor(transaction, invite);
            await _engine.CommitAsync(transaction);
            _engine.SyncSoon();
            RaiseChanged();
            return Shown(invite);
        });

    public Task RevokeInviteAsync(ulong id) =>
        _engine.Thread.RunAsync(async () =>
        {
            using var held = await _engine.Lock.EnterAsync();
            var transaction = _engine.Begin();
            _engine.Capabilities.DropInvite(transaction, id, Refusal.CapabilityRevoked);
            _engine.Invites.Delete(transaction, id);
            await _engine.CommitAsync(transaction);
            _engine.SyncSoon();
            RaiseChanged();
        });

    /// <summary>Reads a pasted or opened link; asks nobody.</summary>
    public InviteCheck CheckInvite(string text) => _opening.Check(text);

    /// <summary>"Connect": fetches and checks the bundle, initiates, sends the first message (protocol section 10.1).</summary>
    public Task<(InviteProblem Problem, Conversation? Conversation)> AcceptInviteAsync(InviteLink link) =>
        _engine.Thread.RunAsync(() => _opening.AcceptAsync(link));

    /// <summary>The network came back or the page became visible: look at once instead of at the next try.</summary>
    public void Wake() =>
        _engine.Thread.Post(() =>
        {
            _active = _engine.Time.GetUtcNow();
            _engine.Mailbox?.Wake();
            _engine.Deposits?.Wake();
            Notifications.Soon();
            foreach (var conversation in _engine.Conversations.Values)
            {
                // A page that left into the background cache said bye to its links and may come back without a new start.
                if (conversation.IsShown)
                    conversation.Use();
                conversation.Link?.Wake();
                conversation.Courier.ServerReady();
            }
        });

    /// <summary>The page is hidden, so the browser throttles its timers: the links' heartbeats slow down and expect it.</summary>
    public void SetHidden(bool hidden) =>
        _engine.Thread.Post(() =>
        {
            _engine.IsHidden = hidden;
            foreach (var conversation in _engine.Conversations.Values)
            {
                conversation.Link?.SetHidden(hidden);
                conversation.ReceiptsDue.SeenSoon();
            }
        });

    /// <summary>The page is being left, closed or frozen: says bye on every link (pagehide). Does not wait for anything.</summary>
    public void Leave() =>
        _engine.Thread.Post(() =>
        {
            foreach (var conversation in _engine.Conversations.Values)
                _engine.Spawn(conversation.LeaveAsync);
        });

    /// <summary>Removes the profile from this device. The server is told as far as it is reachable now.</summary>
    public Task EraseAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            try
            {
                if (_engine.IsOpen)
                {
                    await RevokeEverythingAsync();
                    await CloseAsync();
                }
                await Notifications.EraseAsync();
            }
            catch (Exception exception)
            {
                // Nothing that fails in taking leave may keep the profile on this device.
                _engine.Report(exception);
            }
            try
            {
                await _engine.Platform.Store.EraseAsync();
            }
            finally
            {
                // Without its key the store cannot be read, even where it could not be erased.
                await _engine.Platform.DeviceKey.EraseAsync(withRecords: true);
            }
            // Last: there may be much of it, and without what stood in the store nobody can open it.
            await EraseFilesAsync();
            RaiseChanged();
        });

    public async ValueTask DisposeAsync()
    {
        Notifications.Close();
        await _engine.Thread.RunAsync(CloseAsync);
        _engine.Changed -= RaiseChanged;
    }

    private async Task OpenAsync(Vault vault)
    {
        var platform = _engine.Platform;
        _engine.Receiving = new Receiving(_engine);
        var sync = new ServerSync(_engine);
        _engine.SyncSoon = sync.Soon;
        _engine.Mailbox = new MailboxConnection(platform, _engine.Time, () => _engine.Profile)
        {
            Delivered = _engine.Receiving.DeliverAsync,
            LoggedIn = login =>
            {
                sync.LoggedIn(login);
                Notifications.LoggedIn(login.Created);
            },
            Forgotten = sync.ForgottenAsync,
            Moved = sync.MovedAsync,
            Knocked = Knocked,
        };
        _engine.Deposits = new DepositConnection(platform, _engine.Time) { MayStore = _engine.MayStore };
        _engine.Mailbox.Connected += _engine.Deposits.TryAgain;
        _engine.Deposits.Connected += _engine.Mailbox.TryAgain;
        // One socket ended, perhaps with the network: the other one is asked.
        _engine.Mailbox.Disconnected += _engine.Deposits.Check;
        _engine.Deposits.Disconnected += _engine.Mailbox.Check;
        _engine.Mailbox.Connected += SuspectLinks;
        _engine.Deposits.Connected += SuspectLinks;
        await _engine.OpenAsync(vault);
        await AppLock.LoadAsync();
        await Notifications.LoadAsync();
        foreach (var server in (ServerSocket[])[_engine.Mailbox, _engine.Deposits])
        {
            server.IsActive = IsActive;
            server.StateChanged += ServerChanged;
            server.Faulted += _engine.Report;
            server.Start();
        }
        _upkeep = _engine.Time.CreateTimer(_ => Upkeep(), null, Limits.Upkeep, Limits.Upkeep);
        foreach (var conversation in _engine.Conversations.Values)
        {
            conversation.WatchInvite();
            conversation.Upkeep();
        }
        // The switch was set and this program ended before every chat followed.
        _engine.Spawn(SettleModesAsync);
        _engine.Spawn(NarrowInvitesAsync);
        RaiseChanged();
    }

    private async Task CloseAsync()
    {
        if (!_engine.IsOpen)
            return;
        _engine.Stop();
        if (_upkeep is not null)
            await _upkeep.DisposeAsync();
        try
        {
            foreach (var conversation in _engine.Conversations.Values.ToArray())
                conversation.Discard();
            await _engine.Mailbox.DisposeAsync();
            await _engine.Deposits.DisposeAsync();
        }
        finally
        {
            using var held = await _engine.Lock.EnterAsync();
            _engine.Close();
        }
    }

    /// <summary>Best effort: nobody can deposit for a profile that is gone.</summary>
    private async Task RevokeEverythingAsync()
    {
        var dropped = _engine.Capabilities.All.Select(issued => issued with { Dropped = Refusal.CapabilityRevoked });
        var drops = dropped.Select(issued => _engine.Mailbox.PutAsync(issued, _engine.Capabilities.Hash(issued)));
        Task[] all = [.. drops, _engine.Mailbox.DropSubscriptionAsync()];
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(Limits.Silence, _engine.Time));
    }

    private bool IsActive() =>
        _engine.Time.GetUtcNow() - _active < Limits.ActiveAfterWake
        || _engine.Conversations.Values.Any(conversation => conversation.IsShown || conversation.Outbox.Count > 0);

    private void ServerChanged()
    {
        if (Server == ServerState.Replaced)
            StopReplaced();
        if (_engine.Deposits.IsReady)
        {
            foreach (var conversation in _engine.Conversations.Values)
                conversation.Courier.ServerReady();
        }
        if (_engine.Mailbox.IsReady)
        {
            _engine.SyncSoon();
            Notifications.Soon();
        }
        RaiseChanged();
    }

    /// <summary>
    /// There is a new socket where one had ended, so perhaps another network. Not before: while the server is away a link that
    /// answers slowly is all there is, and no other could be made.
    /// </summary>
    private void SuspectLinks()
    {
        foreach (var conversation in _engine.Conversations.Values)
            conversation.Link?.Suspect();
    }

    private void Upkeep()
    {
        _engine.Shelf.Upkeep();
        foreach (var conversation in _engine.Conversations.Values)
        {
            conversation.Upkeep();
        }
        _engine.Spawn(ForgetEndedAsync);
        _engine.Spawn(DropOrphansAsync);
        _engine.Spawn(SettleModesAsync);
    }

    private async Task ForgetEndedAsync()
    {
        using var held = await _engine.Lock.EnterAsync();
        var expired = _engine.Invites.All.Where(invite => invite.Expires <= _engine.ServerNow).ToArray();
        var transaction = _engine.Begin();
        _engine.Capabilities.ForgetRetired(transaction, _engine.Time.GetUtcNow());
        if (expired.Length == 0 && transaction.IsEmpty)
            return;
        foreach (var invite in expired)
        {
            _engine.Capabilities.ForgetInvite(transaction, invite.Id);
            _engine.Invites.Delete(transaction, invite.Id);
        }
        await _engine.CommitAsync(transaction);
        RaiseChanged();
    }

    private OpenInvite Shown(Invite invite)
    {
        var link = new InviteLink(
            _engine.Platform.Origin.GetLeftPart(UriPartial.Authority),
            invite.Flags,
            _engine.Identity.Fingerprint,
            _engine.Profile.Mailbox,
            invite.Secret,
            invite.Expires,
            _engine.Profile.Name
        );
        return new OpenInvite(invite.Id, InviteLinkCodec.Write(link), invite.Expires)
        {
            IsReusable = invite.IsReusable,
            People = invite.People,
        };
    }

    private void RaiseChanged() => Changed?.Invoke();
}
