using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>
/// Whether a message may leave now in strict mode, and if not, why. Meaningful while
/// <see cref="Conversation.EffectiveMode"/> is not <see cref="DeliveryMode.Relayed"/>.
/// </summary>
public enum StrictGate
{
    Open,

    /// <summary>No link, or nothing authenticated was heard over it for 3 s.</summary>
    NotConnected,

    /// <summary>Connected, but the two ends have not (or no longer) said the same of the path; an old version never does.</summary>
    NotAttested,

    /// <summary>One end or both are on a TURN relay, and the mode is <see cref="DeliveryMode.DirectOnly"/>.</summary>
    Relayed,

    /// <summary>This page is hidden: its timers stand still, so it cannot vouch for the path.</summary>
    Hidden,

    /// <summary>The server has not confirmed yet that it takes nothing for this chat.</summary>
    TurningOn,
}
