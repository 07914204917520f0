using Rubaru.Client.Conversations;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Honesty;

/// <summary>The actual state of a chat from which follows who sees what. Nothing here is a promise of somebody else.</summary>
public sealed record ExposureFacts
{
    /// <summary>The way of the next message.</summary>
    public MessagePath Path { get; init; }
    public bool IsStrict { get; init; }

    /// <summary>What the link has to keep to, strict mode included.</summary>
    public PathPolicy Policy { get; init; }

    /// <summary>This device has answered or made an offer to this contact since it started.</summary>
    public bool HasDialled { get; init; }

    /// <summary>And told addresses of its own, whatever the policy is now.</summary>
    public bool HasToldAddress { get; init; }

    public bool ServerReached { get; init; }

    /// <summary>The server runs on this very device: nobody is between.</summary>
    public bool ServerIsHere { get; init; }

    /// <summary>This device is subscribed.</summary>
    public bool PushIsOn { get; init; }

    /// <summary>The server said that it sends none.</summary>
    public bool ServerHasNoPush { get; init; }

    /// <summary>The server named a relay, or at least a STUN server.</summary>
    public bool HasTurn { get; init; }
    public bool HasStun { get; init; }
}
