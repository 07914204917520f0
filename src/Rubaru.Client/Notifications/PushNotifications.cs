using Rubaru.Client.Conversations;
using Rubaru.Wire;

namespace Rubaru.Client.Notifications;

/// <summary>
/// Being woken while the app is closed: turns the device's push subscription on and off and keeps the server's copy of it
/// right, after every login and whenever the browser or the server changes a key.
/// </summary>
public sealed class PushNotifications
{
    private readonly Engine _engine;
    private readonly IPushSubscriptions _device;
    private NotificationSettings _settings = new(false, false, false);
    private PushPermission _permission;
    private byte[]? _serverKey;
    private string? _confirmed;
    private TaskCompletionSource? _testArrived;
    private bool _running;
    private bool _again;

    internal PushNotifications(Engine engine)
    {
        _engine = engine;
        _device = engine.Platform.Push ?? new NoSubscriptions();
        _device.Changed += Soon;
        _device.Arrived += ArrivedOutside;
    }

    public NotificationState State { get; private set; }

    /// <summary>The person wants notifications, whether or not they work just now.</summary>
    public bool IsWanted => _settings.On;

    internal bool IsDropDue => _settings.DropDue;

    /// <summary>The last test, station by station; empty before the first.</summary>
    public IReadOnlyList<NotificationHop> Test { get; private set; } = [];

    /// <summary>
    /// A message waited on a server for somebody, notifications could be turned on, and nobody was asked about it yet.
    /// </summary>
    public bool ShouldSuggest =>
        State == NotificationState.Off
        && !_settings.Suggested
        && _permission is PushPermission.Ask or PushPermission.Granted
        && _serverKey is { Length: > 0 }
        && _engine.Conversations.Values.Any(conversation =>
            conversation.Last is { State: MessageState.Sealed } or { Mine: false, Path: MessagePath.Server }
        );

    /// <summary>Asks the person, the browser and the server, in this order. Only within an action of the person.</summary>
    public Task TurnOnAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            if (State == NotificationState.Asking)
                return;
            Show(NotificationState.Asking);
            _permission = await WithinAsync(_device.AskAsync(), Limits.PermissionAnswer, PushPermission.Ask);
            if (_permission != PushPermission.Granted)
            {
                Show(OfPermission());
                return;
            }
            await SaveAsync(_settings with { On = true, DropDue = false, Suggested = true });
            Show(await SubscribeAsync());
        });

    public Task TurnOffAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            await SaveAsync(_settings with { On = false, DropDue = true, Suggested = true });
            _confirmed = null;
            Test = [];
            Show(NotificationState.Off);
            await DeviceAsync(_device.UnsubscribeAsync);
            await DropAsync();
        });

    /// <summary>"Not now": the explanation does not come again by itself.</summary>
    public Task DismissSuggestionAsync() =>
        _engine.Thread.RunAsync(async () =>
        {
            await SaveAsync(_settings with { Suggested = true });
            _engine.Notify();
        });

    /// <summary>Sends one notification to this device over the whole way; <see cref="Test"/> says how far it came.</summary>
    public Task TestAsync() => _engine.Thread.RunAsync(RunTestAsync);

    /// <summary>An opaque name of a chat, stable on this device; it may lie in the system's list of notifications.</summary>
    public string TagOf(Conversation conversation) =>
        Convert.ToHexStringLower(_engine.Records.Contact(conversation.Peer).AsSpan(0, 8));

    public Conversation? Find(string tag) =>
        _engine.IsOpen ? _engine.Conversations.Values.FirstOrDefault(conversation => TagOf(conversation) == tag) : null;

    internal async Task LoadAsync() => _settings = await NotificationSettings.ReadAsync(_engine.Records);

    /// <param name="created">The server knew nothing of this mailbox.</param>
    internal void LoggedIn(bool created)
    {
        if (created)
            _confirmed = null;
    }

    /// <summary>The server was reached, or the browser changed something.</summary>
    internal void Soon() =>
        _engine.Thread.Post(() =>
        {
            _again = true;
            if (!_running && _engine.IsOpen)
                _engine.Spawn(RunAsync);
        });

    internal Task EraseAsync() => DeviceAsync(_device.EraseAsync);

    internal void Close()
    {
        _device.Changed -= Soon;
        _device.Arrived -= ArrivedOutside;
    }

    private async Task RunAsync()
    {
        _running = true;
        try
        {
            while (_again && _engine.IsOpen)
            {
                _again = false;
                await CheckAsync();
            }
        }
        finally
        {
            _running = false;
        }
    }

    private async Task CheckAsync()
    {
        if (State == NotificationState.Asking)
            return;
        _permission = await WithinAsync(_device.PermissionAsync(), Limits.PushAnswer, PushPermission.Unsupported);
        if (_settings.On && _permission == PushPermission.Granted)
        {
            Show(await SubscribeAsync());
            return;
        }
        _serverKey = await _engine.Mailbox.FetchPushKeyAsync() ?? _serverKey;
        await DropAsync();
        Show(OfPermission());
    }

    private NotificationState OfPermission() =>
        _permission switch
        {
            PushPermission.Unsupported => NotificationState.Unsupported,
            PushPermission.Denied => NotificationState.Denied,
            _ => NotificationState.Off,
        };

    /// <summary>A subscription bound to the server's present key, and known to the server.</summary>
    private async Task<NotificationState> SubscribeAsync()
    {
        if (await _engine.Mailbox.FetchPushKeyAsync() is not { } key)
            return NotificationState.NotConnected;
        _serverKey = key;
        if (key.Length == 0)
            return NotificationState.NoServer;
        try
        {
            var known = await WithinAsync(_device.FindAsync(), Limits.PushAnswer, null);
            if (known is not null && !known.ServerKey.AsSpan().SequenceEqual(key))
            {
                await DeviceAsync(_device.UnsubscribeAsync);
                known = null;
            }
            known ??= await WithinAsync(AskDeviceAsync(key), Limits.PushAnswer, null);
            if (known is null)
                return NotificationState.TimedOut;
            return _confirmed == known.Endpoint ? NotificationState.On : await PutAsync(known);
        }
        catch (PushFailedException exception)
        {
            _engine.Report(exception);
            return NotificationState.Refused;
        }
    }

    private async Task<PushSubscription?> AskDeviceAsync(byte[] key) => await _device.SubscribeAsync(key);

    private async Task<NotificationState> PutAsync(PushSubscription subscription)
    {
        switch (await _engine.Mailbox.PutAsync(subscription))
        {
            case Done when !_settings.On:
                // Turned off while the server was asked: what it has now goes with the next check.
                Soon();
                return NotificationState.Off;
            case Done:
                _confirmed = subscription.Endpoint;
                return NotificationState.On;
            case Refused { Reason: Refusal.PushRefused }:
                return NotificationState.Refused;
            default:
                return NotificationState.NotConnected;
        }
    }

    private async Task DropAsync()
    {
        if (_settings.DropDue && await _engine.Mailbox.DropSubscriptionAsync())
            await SaveAsync(_settings with { DropDue = false });
    }

    private async Task RunTestAsync()
    {
        if (Test.Any(hop => hop.Result == HopResult.Running))
            return;
        Test = [.. Enum.GetValues<HopKind>().Select(kind => new NotificationHop(kind, HopResult.NotReached))];
        var arrived = _testArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Tell(new NotificationHop(HopKind.Permission, HopResult.Running));
        _permission = await WithinAsync(_device.PermissionAsync(), Limits.PushAnswer, PushPermission.Unsupported);
        if (!Tell(HopKind.Permission, _permission == PushPermission.Granted, OfPermission()))
            return;
        Tell(new NotificationHop(HopKind.Subscription, HopResult.Running));
        var state = await SubscribeAsync();
        Show(state);
        var subscribed = await WithinAsync(_device.FindAsync(), Limits.PushAnswer, null) is not null;
        if (!Tell(HopKind.Subscription, subscribed, state))
            return;
        if (!Tell(HopKind.Server, state == NotificationState.On, state))
            return;
        Tell(new NotificationHop(HopKind.PushService, HopResult.Running));
        var answer = await _engine.Mailbox.TestPushAsync();
        var sent = answer?.Outcome == PushOutcome.Sent;
        if (answer?.Outcome is PushOutcome.Gone or PushOutcome.NoSubscription)
            _confirmed = null;
        Tell(
            new NotificationHop(
                HopKind.PushService,
                sent ? HopResult.Passed : HopResult.Failed,
                Outcome: answer?.Outcome,
                Status: answer?.Status ?? 0
            )
        );
        if (!sent)
            return;
        Tell(new NotificationHop(HopKind.Arrival, HopResult.Running));
        Tell(HopKind.Arrival, await WithinAsync(HeardAsync(arrived.Task), Limits.TestArrival, false), state);
    }

    private static async Task<bool> HeardAsync(Task arrived)
    {
        await arrived;
        return true;
    }

    private bool Tell(HopKind kind, bool passed, NotificationState state)
    {
        Tell(new NotificationHop(kind, passed ? HopResult.Passed : HopResult.Failed, state));
        return passed;
    }

    private void Tell(NotificationHop told)
    {
        Test = [.. Test.Select(hop => hop.Kind == told.Kind ? told : hop)];
        _engine.Notify();
    }

    private void ArrivedOutside(PushArrival kind) =>
        _engine.Thread.Post(() =>
        {
            if (kind == PushArrival.Test)
                _testArrived?.TrySetResult();
        });

    private void Show(NotificationState state)
    {
        if (State == state)
            return;
        State = state;
        _engine.Notify();
    }

    private async Task SaveAsync(NotificationSettings settings)
    {
        using var held = await _engine.Lock.EnterAsync();
        var transaction = _engine.Begin();
        settings.Write(transaction);
        transaction.After(() => _settings = settings);
        await _engine.CommitAsync(transaction);
    }

    /// <summary>What the browser does when something is given up need not be waited for.</summary>
    private async Task DeviceAsync(Func<Task> work)
    {
        try
        {
            await Task.WhenAny(work(), Task.Delay(Limits.PushAnswer, _engine.Time));
        }
        catch (PushFailedException exception)
        {
            _engine.Report(exception);
        }
    }

    /// <summary>Calls of the Push API that never settle are known from browsers without a push service.</summary>
    private async Task<T> WithinAsync<T>(Task<T> task, TimeSpan limit, T otherwise)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_engine.Stopping);
        var first = await Task.WhenAny(task, Task.Delay(limit, _engine.Time, done.Token));
        await done.CancelAsync();
        return first == task ? await task : otherwise;
    }
}
