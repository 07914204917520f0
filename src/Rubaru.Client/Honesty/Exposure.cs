namespace Rubaru.Client.Honesty;

/// <summary>Who could see something of a chat.</summary>
public enum Observer
{
    /// <summary>The own internet provider, and everybody on the way to it.</summary>
    Provider,
    Peer,
    Server,

    /// <summary>The push service of this device's browser.</summary>
    PushProvider,

    /// <summary>STUN and TURN.</summary>
    Relay,
}

/// <summary>How much of one thing somebody sees.</summary>
public enum Sight
{
    Nothing,

    /// <summary>A part, or roughly.</summary>
    Some,
    All,
}

/// <summary>Why it is so: each has its sentence.</summary>
public enum ExposureReason
{
    ProviderDirect,
    ProviderRelay,
    ProviderServer,
    ProviderThisDevice,
    ProviderIdle,
    PeerDirect,
    PeerRelayHidden,
    PeerRelayOffered,
    PeerTold,
    PeerNotTold,
    ServerCarries,
    ServerConnects,
    ServerStrict,
    ServerUnreached,
    PushOn,
    PushOnStrict,
    PushOff,
    PushNone,
    RelayCarries,
    RelayAsked,
    StunAsked,
    RelayNotAsked,
    RelayNone,
}

/// <summary>What one observer sees of the next message of this chat (decision 26).</summary>
/// <param name="Address">The network address of this device.</param>
/// <param name="Timing">When something is sent or fetched.</param>
/// <param name="Size">How much.</param>
/// <param name="Content">What is written, names, pictures.</param>
public sealed record Exposure(
    Observer Observer,
    Sight Address,
    Sight Timing,
    Sight Size,
    Sight Content,
    ExposureReason Reason
);
