using Rubaru.Wire;

namespace Rubaru.Client.Notifications;

/// <summary>The stations of a test notification, in order.</summary>
public enum HopKind : byte
{
    Permission,
    Subscription,

    /// <summary>The server has the subscription.</summary>
    Server,

    /// <summary>The push service took what the server sent.</summary>
    PushService,

    /// <summary>The service worker of this device got it and showed it.</summary>
    Arrival,
}

public enum HopResult : byte
{
    /// <summary>Not reached: an earlier station failed.</summary>
    NotReached,
    Running,
    Passed,
    Failed,
}

/// <param name="State">Why a station before the push service failed.</param>
/// <param name="Outcome">What the server says of the push service; <c>null</c> before that station, or without an answer.</param>
/// <param name="Status">HTTP status of the push service, 0 = none.</param>
public sealed record NotificationHop(
    HopKind Kind,
    HopResult Result,
    NotificationState State = NotificationState.Off,
    PushOutcome? Outcome = null,
    int Status = 0
);
