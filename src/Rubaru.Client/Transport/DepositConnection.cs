using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>
/// The socket without login: depositing never says who deposits (protocol section 7.2). Also fetches bundles and mailbox
/// keys and watches whether contacts are connected.
/// </summary>
internal class DepositConnection(ClientPlatform platform, TimeProvider time)
    : ServerSocket(platform, time, "/v1/deposit")
{
    private readonly Dictionary<DepositId, TaskCompletionSource<Frame?>> _deposits = [];
    private readonly List<Watch> _watches = [];
    private uint _lastWatch;

    /// <summary>Whether anything may be stored with this capability: strict mode says no.</summary>
    public required Func<byte[], bool> MayStore { get; init; }

    /// <returns><see cref="Accepted"/>, <see cref="DepositRefused"/>, or <c>null</c> without an answer: ask again.</returns>
    /// <exception cref="InvalidOperationException">
    /// A stored deposit of a strict chat. Whoever decides the way has decided wrongly; it does not leave this device.
    /// </exception>
    public virtual async Task<Frame?> DepositAsync(Deposit deposit)
    {
        if (deposit.Class != DepositClass.Transient && !MayStore(deposit.Capability))
            throw new InvalidOperationException("Strict mode: nothing may be stored for this contact.");
        if (!IsReady)
            return null;
        var answer = new TaskCompletionSource<Frame?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _deposits[deposit.Id] = answer;
        try
        {
            return await SendAsync(deposit) ? await WithinAsync(answer.Task, Limits.RequestTimeout) : null;
        }
        finally
        {
            if (_deposits.GetValueOrDefault(deposit.Id) == answer)
                _deposits.Remove(deposit.Id);
        }
    }

    /// <returns><c>null</c> without an answer: ask again.</returns>
    public async Task<WithdrawOutcome?> WithdrawAsync(DepositId deposit, byte[] secret) =>
        await RequestAsync(request => new Withdraw(request, deposit, secret)) is WithdrawIs answer
            ? answer.Outcome
            : null;

    /// <returns><see cref="KnockSent"/>, <see cref="Refused"/>, or <c>null</c> without an answer.</returns>
    public Task<Frame?> KnockAsync(byte[] capability) => RequestAsync(request => new Knock(request, capability));

    /// <returns><see cref="Bundle"/>, <see cref="Refused"/>, or <c>null</c> without an answer.</returns>
    public virtual Task<Frame?> FetchBundleAsync(byte[] capability) =>
        RequestAsync(request => new FetchBundle(request, capability));

    /// <summary>My own bundle with the last-resort key, as one of my contacts could get it; consumes nothing.</summary>
    /// <returns><see cref="Bundle"/>, <see cref="Refused"/>, or <c>null</c> without an answer.</returns>
    public Task<Frame?> CheckBundleAsync(byte[] capability) =>
        RequestAsync(request => new CheckBundle(request, capability));

    /// <returns><see cref="MailboxKey"/>, <see cref="Refused"/>, or <c>null</c> without an answer.</returns>
    public virtual Task<Frame?> FetchMailboxKeyAsync(byte[] capability) =>
        RequestAsync(request => new FetchMailboxKey(request, capability));

    /// <summary>Calls back with the presence of this mailbox now and at every change, across reconnects.</summary>
    /// <param name="refused">The capability is no longer good, from the start or since just now.</param>
    public void WatchPresence(byte[] capability, Action<bool> changed, Action<Refusal>? refused = null)
    {
        StopWatching(capability);
        if (_watches.Count >= Limits.PresenceWatches)
            _watches.RemoveAt(0);
        // Another number each time, in turn: what the server still says of a watch that ended is not taken for the next one's.
        do _lastWatch = _lastWatch % Limits.WatchNumbers + 1;
        while (_watches.Exists(watch => watch.Request == _lastWatch));
        var watch = new Watch(_lastWatch, capability, changed, refused);
        _watches.Add(watch);
        if (IsReady)
            _ = AskAsync(watch);
    }

    public void StopWatching(byte[] capability) =>
        _watches.RemoveAll(watch => watch.Capability.AsSpan().SequenceEqual(capability));

    /// <summary>Nothing is said first on this socket.</summary>
    protected override Task<bool> GreetAsync(FrameSocket socket)
    {
        foreach (var watch in _watches)
            _ = AskAsync(watch);
        return Task.FromResult(true);
    }

    protected override Task ReceivedAsync(Frame frame)
    {
        switch (frame)
        {
            case Accepted accepted:
                Complete(accepted.Id, accepted);
                break;
            case DepositRefused refused:
                Complete(refused.Id, refused);
                break;
            case Bundle bundle:
                Answer(bundle.Request, bundle);
                break;
            case MailboxKey key:
                Answer(key.Request, key);
                break;
            case KnockSent knock:
                Answer(knock.Request, knock);
                break;
            case WithdrawIs withdrawn:
                Answer(withdrawn.Request, withdrawn);
                break;
            case PresenceIs presence:
                _watches.Find(watch => watch.Request == presence.Request)?.Changed(presence.Connected);
                break;
            case Refused refused when !Answer(refused.Request, refused):
                _watches.Find(watch => watch.Request == refused.Request)?.Refused?.Invoke(refused.Reason);
                break;
        }
        return Task.CompletedTask;
    }

    /// <summary>Nobody is known to be connected while we are not; deposits are asked for again by their id.</summary>
    protected override void Ended()
    {
        foreach (var waiting in _deposits.Values.ToArray())
            waiting.TrySetResult(null);
        foreach (var watch in _watches.ToArray())
            watch.Changed(false);
    }

    private Task<bool> AskAsync(Watch watch) => SendAsync(new Presence(watch.Request, watch.Capability));

    private void Complete(DepositId id, Frame answer)
    {
        if (_deposits.TryGetValue(id, out var waiting))
            waiting.TrySetResult(answer);
    }

    /// <param name="request">Used again after <see cref="Limits.WatchNumbers"/> others; it then replaces the old watch at the server.</param>
    private sealed class Watch(uint request, byte[] capability, Action<bool> changed, Action<Refusal>? refused)
    {
        public byte[] Capability => capability;
        public Action<bool> Changed => changed;
        public Action<Refusal>? Refused => refused;
        public uint Request => request;
    }
}
