namespace Rubaru.Wire;

/// <summary>What became of one push message, as far as the server knows.</summary>
public enum PushOutcome : byte
{
    /// <summary>The push service took it. Whether the device gets it, only the device can say.</summary>
    Sent = 1,
    NoSubscription = 2,

    /// <summary>The push service does not know the subscription any more; the server has removed it.</summary>
    Gone = 3,

    /// <summary>The push service refused it, or the endpoint is none this server talks to.</summary>
    Refused = 4,
    Unreachable = 5,

    /// <summary>Too many in a short time: the push service said so, or this server did not ask it.</summary>
    Limited = 6,

    /// <summary>This server sends no push.</summary>
    Off = 7,
}
