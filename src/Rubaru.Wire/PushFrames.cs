namespace Rubaru.Wire;

/// <summary>Client to server on <c>/v1/mailbox</c>: the server's VAPID key, which a browser subscribes with (RFC 8292).</summary>
public sealed record FetchPushKey(uint Request) : Frame;

/// <param name="PublicKey">65 bytes, or empty where this server sends no push.</param>
public sealed record PushKey(uint Request, byte[] PublicKey) : Frame;

/// <summary>The one push subscription of this mailbox; a later one replaces it.</summary>
/// <param name="Endpoint">1 to 2048 bytes of visible ASCII.</param>
/// <param name="PublicKey">The browser's P-256 key, 65 bytes (RFC 8291 <c>p256dh</c>).</param>
/// <param name="Secret">16 bytes (RFC 8291 <c>auth</c>).</param>
public sealed record PutSubscription(uint Request, string Endpoint, byte[] PublicKey, byte[] Secret) : Frame;

public sealed record DropSubscription(uint Request) : Frame;

/// <summary>Sends one push to this mailbox's own subscription now, so that a person can see that it works.</summary>
public sealed record TestPush(uint Request) : Frame;

public enum PushOutcome : byte
{
    /// <summary>The push service took it; whether the device showed it, only the device knows.</summary>
    Sent = 1,
    NoSubscription = 2,

    /// <summary>404 or 410: the push service knows the subscription no more, and neither does this server now.</summary>
    Gone = 3,

    /// <summary>The push service answered with an error.</summary>
    Refused = 4,

    /// <summary>The push service did not answer.</summary>
    Unreachable = 5,

    /// <summary>Too many requests of this kind.</summary>
    Limited = 6,

    /// <summary>This server sends no push.</summary>
    Off = 7,
}

/// <param name="Status">HTTP status of the push service, 0 = it was not asked or did not answer.</param>
public sealed record PushTested(uint Request, PushOutcome Outcome, ushort Status) : Frame;
