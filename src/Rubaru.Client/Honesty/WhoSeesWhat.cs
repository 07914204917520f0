using Rubaru.Client.Conversations;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Honesty;

/// <summary>
/// Who sees what of a chat, as protocol section 7.3 and the threat model say, for the state it is in now. Where two
/// readings are possible the less flattering one is told.
/// </summary>
public static class WhoSeesWhat
{
    public static IReadOnlyList<Exposure> Of(ExposureFacts facts) =>
        [Provider(facts), Peer(facts), Server(facts), Push(facts), Relay(facts)];

    private static Exposure Provider(ExposureFacts facts) =>
        facts.Path switch
        {
            MessagePath.Direct => Outline(Observer.Provider, ExposureReason.ProviderDirect),
            MessagePath.TurnRelay => Outline(Observer.Provider, ExposureReason.ProviderRelay),
            _ when facts is { ServerReached: true, ServerIsHere: true } => Nothing(
                Observer.Provider,
                ExposureReason.ProviderThisDevice
            ),
            _ when facts.ServerReached => Outline(Observer.Provider, ExposureReason.ProviderServer),
            // Attempts to reach somebody are seen too.
            _ => new(
                Observer.Provider,
                Sight.All,
                Sight.Some,
                Sight.Nothing,
                Sight.Nothing,
                ExposureReason.ProviderIdle
            ),
        };

    /// <summary>The other person reads the messages; that is what they are for. What differs is the address.</summary>
    private static Exposure Peer(ExposureFacts facts)
    {
        var (address, reason) = facts switch
        {
            { Path: MessagePath.Direct } => (Sight.All, ExposureReason.PeerDirect),
            // A relay that merely happened hides nothing: the candidates told the address before.
            { Path: MessagePath.TurnRelay, HasToldAddress: false } => (Sight.Nothing, ExposureReason.PeerRelayHidden),
            { Path: MessagePath.TurnRelay } => (Sight.All, ExposureReason.PeerRelayOffered),
            { HasToldAddress: true } => (Sight.Some, ExposureReason.PeerTold),
            _ => (Sight.Nothing, ExposureReason.PeerNotTold),
        };
        return new(Observer.Peer, address, Sight.All, Sight.All, Sight.All, reason);
    }

    private static Exposure Server(ExposureFacts facts) =>
        facts switch
        {
            { ServerReached: false } => Nothing(Observer.Server, ExposureReason.ServerUnreached),
            { IsStrict: true } => Presence(ExposureReason.ServerStrict),
            // Every message, in one of five sizes; by its timing also who probably talks with whom.
            { Path: MessagePath.Server or MessagePath.None } => new(
                Observer.Server,
                Sight.All,
                Sight.All,
                Sight.Some,
                Sight.Nothing,
                ExposureReason.ServerCarries
            ),
            _ => Presence(ExposureReason.ServerConnects),
        };

    /// <summary>That this device is there, and when it connects; not when something is written.</summary>
    private static Exposure Presence(ExposureReason reason) =>
        new(Observer.Server, Sight.All, Sight.Some, Sight.Nothing, Sight.Nothing, reason);

    private static Exposure Push(ExposureFacts facts) =>
        facts.ServerHasNoPush ? Nothing(Observer.PushProvider, ExposureReason.PushNone)
        : facts.PushIsOn
            ? new(
                Observer.PushProvider,
                Sight.All,
                Sight.Some,
                Sight.Nothing,
                Sight.Nothing,
                facts.IsStrict ? ExposureReason.PushOnStrict : ExposureReason.PushOn
            )
        : Nothing(Observer.PushProvider, ExposureReason.PushOff);

    private static Exposure Relay(ExposureFacts facts) =>
        facts switch
        {
            { Path: MessagePath.TurnRelay } => new(
                Observer.Relay,
                Sight.All,
                Sight.All,
                Sight.All,
                Sight.Nothing,
                ExposureReason.RelayCarries
            ),
            { HasTurn: false, HasStun: false } => Nothing(Observer.Relay, ExposureReason.RelayNone),
            { HasDialled: false } => Nothing(Observer.Relay, ExposureReason.RelayNotAsked),
            // A way through the relay is prepared before it is known that none is needed.
            { HasTurn: true, Policy: not PathPolicy.DirectOnly } => Asked(ExposureReason.RelayAsked),
            { HasStun: true, Policy: not PathPolicy.RelayOnly } => Asked(ExposureReason.StunAsked),
            _ => Nothing(Observer.Relay, ExposureReason.RelayNotAsked),
        };

    private static Exposure Asked(ExposureReason reason) =>
        new(Observer.Relay, Sight.All, Sight.Some, Sight.Nothing, Sight.Nothing, reason);

    /// <summary>Addresses, times and amounts; nothing of what is in it.</summary>
    private static Exposure Outline(Observer observer, ExposureReason reason) =>
        new(observer, Sight.All, Sight.All, Sight.All, Sight.Nothing, reason);

    private static Exposure Nothing(Observer observer, ExposureReason reason) =>
        new(observer, Sight.Nothing, Sight.Nothing, Sight.Nothing, Sight.Nothing, reason);
}
