using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;

namespace Rubaru.App.Components;

/// <summary>Everything that decides the delivery mode of one chat.</summary>
/// <param name="Own">My choice for this chat; <c>null</c>: as the main switch.</param>
/// <param name="Effective">The stricter of both people's choices.</param>
/// <param name="TurningOn">The server has not confirmed yet that it takes nothing more.</param>
public readonly record struct ChatModes(
    DeliveryMode Global,
    DeliveryMode? Own,
    DeliveryMode Peer,
    DeliveryMode Effective,
    bool TurningOn
)
{
    public bool Strict => Effective != DeliveryMode.Relayed;

    public static ChatModes Of(Conversation chat, DeliveryMode global) =>
        new(global, chat.OwnMode, chat.PeerMode, chat.EffectiveMode, chat.IsTurningOn);
}
