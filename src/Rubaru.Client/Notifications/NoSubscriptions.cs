namespace Rubaru.Client.Notifications;

/// <summary>A device without notifications, such as a terminal.</summary>
internal sealed class NoSubscriptions : IPushSubscriptions
{
    public event Action<PushArrival>? Arrived
    {
        add { }
        remove { }
    }

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public Task<PushPermission> PermissionAsync() => Task.FromResult(PushPermission.Unsupported);

    public Task<PushPermission> AskAsync() => PermissionAsync();

    public Task<PushSubscription?> FindAsync() => Task.FromResult<PushSubscription?>(null);

    public Task<PushSubscription> SubscribeAsync(byte[] serverKey) =>
        throw new PushFailedException("There are no notifications here.");

    public Task UnsubscribeAsync() => Task.CompletedTask;

    public Task EraseAsync() => Task.CompletedTask;
}
