namespace Rubaru.Client.Notifications;

public enum PushPermission : byte
{
    /// <summary>No service worker, no Push API or no notifications here; on iOS also an app that is not installed.</summary>
    Unsupported = 0,

    /// <summary>Nobody was asked yet, or the question was closed without an answer.</summary>
    Ask = 1,
    Granted = 2,

    /// <summary>Only the person can change it now, in the browser's own settings.</summary>
    Denied = 3,
}

/// <summary>What a push said when it arrived, as far as the page needs to know.</summary>
public enum PushArrival : byte
{
    Wake = 1,
    Knock = 2,
    Test = 3,
}

/// <summary>The one push subscription of this device (Push API, RFC 8291).</summary>
/// <param name="PublicKey">p256dh, 65 bytes.</param>
/// <param name="Secret">auth, 16 bytes.</param>
/// <param name="ServerKey">The applicationServerKey it is bound to; empty where the browser does not say.</param>
public sealed record PushSubscription(string Endpoint, byte[] PublicKey, byte[] Secret, byte[] ServerKey)
{
    /// <summary>Without the endpoint, which names the device to its push service.</summary>
    public override string ToString() => nameof(PushSubscription);
}

/// <summary>The browser, or its push service, did not subscribe. The message is for a log.</summary>
public sealed class PushFailedException(string message) : Exception(message);

/// <summary>
/// Notifications as the device has them: the browser's Push API, a script in tests. Any call may take for ever; the caller
/// sets the limit.
/// </summary>
public interface IPushSubscriptions
{
    /// <summary>A push arrived while this page is open. Raised on any thread.</summary>
    event Action<PushArrival>? Arrived;

    /// <summary>The browser replaced or dropped the subscription.</summary>
    event Action? Changed;

    Task<PushPermission> PermissionAsync();

    /// <summary>Asks the person; only within an action of theirs.</summary>
    Task<PushPermission> AskAsync();

    Task<PushSubscription?> FindAsync();

    /// <exception cref="PushFailedException">Refused by the browser or its push service.</exception>
    Task<PushSubscription> SubscribeAsync(byte[] serverKey);

    /// <summary>No subscription afterwards; also where there was none.</summary>
    Task UnsubscribeAsync();

    /// <summary>Removes everything that the device keeps for notifications.</summary>
    Task EraseAsync();
}
