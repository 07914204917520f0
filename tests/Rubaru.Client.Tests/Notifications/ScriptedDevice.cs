using Rubaru.Client.Notifications;

namespace Rubaru.Client.Tests.Notifications;

/// <summary>A device whose browser and person do what the test says.</summary>
internal sealed class ScriptedDevice : IPushSubscriptions
{
    private readonly Lock _gate = new();

    public event Action<PushArrival>? Arrived;
    public event Action? Changed;

    public PushPermission Permission { get; set; } = PushPermission.Ask;

    /// <summary>What the person answers.</summary>
    public PushPermission Answer { get; set; } = PushPermission.Granted;
    public PushSubscription? Subscription { get; set; }

    /// <summary>What the browser does when it is asked to subscribe.</summary>
    public Func<byte[], Task<PushSubscription>> Subscribe { get; set; } =
        _ => throw new PushFailedException("Not scripted.");
    public int Asked { get; private set; }
    public int Subscribed { get; private set; }
    public bool Erased { get; private set; }

    public Task<PushPermission> PermissionAsync() => Task.FromResult(Permission);

    public Task<PushPermission> AskAsync()
    {
        Asked++;
        return Task.FromResult(Permission = Answer);
    }

    public Task<PushSubscription?> FindAsync() => Task.FromResult(Subscription);

    public async Task<PushSubscription> SubscribeAsync(byte[] serverKey)
    {
        Subscribed++;
        var subscription = await Subscribe(serverKey);
        lock (_gate)
        {
            return Subscription = subscription;
        }
    }

    public Task UnsubscribeAsync()
    {
        Subscription = null;
        return Task.CompletedTask;
    }

    public Task EraseAsync()
    {
        Erased = true;
        return UnsubscribeAsync();
    }

    public void Arrive(PushArrival kind) => Arrived?.Invoke(kind);

    public void Change() => Changed?.Invoke();
}
