using Rubaru.Client.Identity;

namespace Rubaru.Client.Conversations;

/// <summary>
/// What a change of delivery mode does to one conversation, as part of a step: the line in the chat, the update for the
/// other person. Lines are resource keys.
/// </summary>
internal sealed class ModeChange(Engine engine, Step step)
{
    /// <summary>My own choice, by the main switch or for this chat, may have changed.</summary>
    public void Own()
    {
        var mode = step.Contact.OwnMode ?? engine.Profile.Mode;
        if (mode == step.Contact.AppliedMode)
            return;
        step.Contact = step.Contact with { AppliedMode = mode, UpdateDue = true };
        step.Line(
            mode switch
            {
                DeliveryMode.Relayed => "strict-off-me",
                DeliveryMode.DirectOnly => "strict-on-me",
                _ => "strict-relay-me",
            }
        );
        if (!mode.IsStrict && step.Contact.PeerMode.IsStrict)
            step.Line("strict-still-peer");
    }

    /// <summary>A contact update of the other person says this mode.</summary>
    public void Peer(DeliveryMode mode)
    {
        if (mode == step.Contact.PeerMode)
            return;
        step.Contact = step.Contact with { PeerMode = mode };
        step.Line(
            mode switch
            {
                DeliveryMode.Relayed => "strict-off-peer",
                DeliveryMode.DirectOnly => "strict-on-peer",
                _ => "strict-relay-peer",
            }
        );
    }
}
