using Rubaru.Client.Identity;
using Rubaru.Client.Notifications;
using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>
/// The logged-in socket (protocol section 7.2): receives deliveries in order and keeps capabilities and prekeys at the
/// server up to date.
/// </summary>
internal sealed class MailboxConnection(ClientPlatform platform, TimeProvider time, Func<Profile> profile)
    : ServerSocket(platform, time, "/v1/mailbox")
{
    private readonly ClientPlatform _platform = platform;
    private DateTimeOffset? _silentSince;
    private DateTimeOffset _challenged;
    private long _challengedAt;

    /// <summary>Calls come one after the other, in the order of the server.</summary>
    public required Func<Delivery, Task> Delivered { get; init; }

    /// <summary>
    /// The server does not know me (any more). Returns when that is committed, so that a new mailbox is never taken for the
    /// old one, even if this run of the program ends between registering and the rest.
    /// </summary>
    public required Func<Task> Forgotten { get; init; }

    /// <summary>
    /// This profile was restored from a backup that was restored before: its mailbox has another owner. Returns when a new
    /// one is committed.
    /// </summary>
    public Func<Task> Moved { get; init; } = () => Task.CompletedTask;

    /// <summary>Somebody who holds the capability of this slot knocks.</summary>
    public required Action<byte[]> Knocked { get; init; }

    /// <summary>Logged in; deliveries follow.</summary>
    public required Action<LoggedIn> LoggedIn { get; init; }

    /// <summary>Why the server will not have us, until it changes: another version, or another login.</summary>
    public Refusal Refusal { get; private set; }

    /// <summary>Server clock minus own clock, from the challenge: a wrong clock must not spoil expiries.</summary>
    public TimeSpan ClockOffset { get; private set; }

    /// <summary>The server told a time that is too far from this device's to be believed; this device's counts then.</summary>
    public bool ClockDisagrees { get; private set; }

    /// <summary>
    /// The server's clock, counted on from the login, so that setting ours in between changes nothing; <c>null</c> while not
    /// connected. (A device that slept counts too little, until its socket is found dead and the next login corrects it.)
    /// </summary>
    public DateTimeOffset? ServerNow => IsReady ? _challenged + Time.GetElapsedTime(_challengedAt) : null;

    /// <summary>Logged in, and no delivery came or was being handled for this long.</summary>
    public bool IsSilentFor(TimeSpan time) => IsReady && _silentSince + time <= Time.GetUtcNow();

    public Task<bool> AcknowledgeAsync(DepositId deposit) => SendAsync(new Acknowledge(deposit));

    /// <returns>The server has this state now. Dropping what it never had counts as done.</returns>
    public async Task<PutOutcome> PutAsync(IssuedCapability issued, byte[] hash)
    {
        var answer = await RequestAsync(request =>
            issued.Dropped != Refusal.None
                ? new DropCapability(request, hash, issued.Dropped)
                : new PutCapability(
                    request,
                    hash,
                    issued.Classes,
                    issued.Deposits,
                    issued.Bundles,
                    issued.Expires?.ToUnixTimeSeconds() ?? 0
                )
        );
        return answer switch
        {
            Done => PutOutcome.Done,
            Refused { Reason: Refusal.UnknownCapability } when issued.Dropped != Refusal.None => PutOutcome.Done,
            Refused
            {
                Reason: Refusal.CapabilityUsed
                    or Refusal.CapabilityRevoked
                    or Refusal.CapabilityExpired
                    or Refusal.MailboxTaken
            } => PutOutcome.Ended,
            Refused { Reason: Refusal.QuotaExceeded } => PutOutcome.Limited,
            _ => PutOutcome.Later,
        };
    }

    /// <returns><c>null</c>: no answer, or a refusal.</returns>
    public async Task<IceServers?> FetchIceServersAsync() =>
        await RequestAsync(request => new FetchIceServers(request)) as IceServers;

    /// <returns>Bytes; <c>null</c>: no answer, or a refusal.</returns>
    public async Task<long?> FetchFileLimitAsync() =>
        (await RequestAsync(request => new FetchFileLimit(request)) as FileLimitIs)?.Bytes;

    public async Task<bool> PutAsync(Func<uint, PutPrekeys> prekeys) => await RequestAsync(prekeys) is Done;

    /// <returns><c>null</c>: no answer, or a refusal.</returns>
    public async Task<PrekeyCountIs?> PrekeyCountAsync() =>
        await RequestAsync(request => new PrekeyCount(request)) as PrekeyCountIs;

    /// <returns>The server's VAPID key, empty where it sends no push; <c>null</c> without an answer.</returns>
    public async Task<byte[]?> FetchPushKeyAsync() =>
        (await RequestAsync(request => new FetchPushKey(request)) as PushKey)?.PublicKey;

    /// <returns>Done, Refused, or <c>null</c> without an answer.</returns>
    public Task<Frame?> PutAsync(PushSubscription subscription) =>
        RequestAsync(request => new PutSubscription(
            request,
            subscription.Endpoint,
            subscription.PublicKey,
            subscription.Secret
        ));

    public async Task<bool> DropSubscriptionAsync() =>
        await RequestAsync(request => new DropSubscription(request)) is Done;

    public async Task<PushTested?> TestPushAsync() =>
        await RequestAsync(request => new TestPush(request)) as PushTested;

    protected override async Task<bool> GreetAsync(FrameSocket socket)
    {
        var first = await socket.ReceiveAsync();
        if (first is not Challenge challenge)
        {
            if (first is Refused refused)
                Refuse(refused.Reason);
            return false;
        }
        var own = Time.GetUtcNow();
        var told = DateTimeOffset.FromUnixTimeSeconds(challenge.UnixSeconds);
        ClockDisagrees = (told - own).Duration() > Limits.ClockTrust;
        _challenged = ClockDisagrees ? own : told;
        _challengedAt = Time.GetTimestamp();
        ClockOffset = _challenged - own;
        return await socket.SendAsync(Greeting(profile(), challenge))
            && await GreetedAsync(await socket.ReceiveAsync());
    }

    private Frame Greeting(Profile me, Challenge challenge)
    {
        if (me.FormerLogin is { } former)
            return HandOver(me, former, challenge);
        var signature = new byte[Wire.Limits.SignatureSize];
        var text = LoginChallenge.ToBeSigned(
            me.Mailbox,
            challenge.Nonce,
            challenge.UnixSeconds,
            _platform.Origin.Authority
        );
        _platform.Sodium.Sign(me.LoginSecret, text, signature);
        return !me.Registered ? new Register(me.Mailbox, me.LoginPublic, signature) : new Login(me.Mailbox, signature);
    }

    /// <summary>The old login key signs the new one (protocol section 11).</summary>
    private Handover HandOver(Profile me, byte[] former, Challenge challenge)
    {
        var (old, own) = (new byte[Wire.Limits.SignatureSize], new byte[Wire.Limits.SignatureSize]);
        var text = LoginChallenge.HandoverToBeSigned(
            me.Mailbox,
            me.LoginPublic,
            challenge.Nonce,
            challenge.UnixSeconds,
            _platform.Origin.Authority
        );
        _platform.Sodium.Sign(former, text, old);
        _platform.Sodium.Sign(me.LoginSecret, text, own);
        return new Handover(me.Mailbox, me.LoginPublic, old, own);
    }

    private async Task<bool> GreetedAsync(Frame? answer)
    {
        switch (answer)
        {
            case LoggedIn loggedIn:
                Refusal = Refusal.None;
                _silentSince = Time.GetUtcNow();
                LoggedIn(loggedIn);
                return true;
            case Refused { Reason: Refusal.LoginReplaced } when profile().FormerLogin is not null:
                await Moved();
                return false;
            case Refused refused:
                Refuse(refused.Reason);
                if (refused.Reason == Refusal.UnknownMailbox)
                    await Forgotten();
                return false;
            default:
                return false;
        }
    }

    protected override async Task ReceivedAsync(Frame frame)
    {
        switch (frame)
        {
            case Delivery delivery:
                _silentSince = null;
                await Delivered(delivery);
                _silentSince = Time.GetUtcNow();
                break;
            case PushKey key:
                Answer(key.Request, key);
                break;
            case PrekeyCountIs count:
                Answer(count.Request, count);
                break;
            case PushTested tested:
                Answer(tested.Request, tested);
                break;
            case IceServers servers:
                Answer(servers.Request, servers);
                break;
            case FileLimitIs limit:
                Answer(limit.Request, limit);
                break;
            case Knocked knocked:
                Knocked(knocked.Slot);
                break;
            case Done done:
                Answer(done.Request, done);
                break;
            case Refused { Request: 0 } refused:
                Refuse(refused.Reason);
                break;
            case Refused refused:
                Answer(refused.Request, refused);
                break;
        }
    }

    private void Refuse(Refusal reason)
    {
        Refusal = reason;
        if (reason is Refusal.Version or Refusal.Superseded or Refusal.LoginReplaced)
            StopForGood();
    }
}
