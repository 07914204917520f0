namespace Rubaru.Client.Notifications;

public enum NotificationState : byte
{
    Off = 0,

    /// <summary>The person, the browser or the server is being asked.</summary>
    Asking = 1,
    On = 2,

    /// <summary>The person said no to the browser.</summary>
    Denied = 3,
    Unsupported = 4,

    /// <summary>The browser's push service did not answer; some browsers have none.</summary>
    TimedOut = 5,

    /// <summary>The browser's push service said no, or the server does not send to it.</summary>
    Refused = 6,

    /// <summary>This server sends no notifications.</summary>
    NoServer = 7,

    /// <summary>Turned on here; the server hears of it when it is reached.</summary>
    NotConnected = 8,
}
