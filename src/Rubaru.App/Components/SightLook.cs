using Rubaru.App.Texts;
using Rubaru.Client.Honesty;

namespace Rubaru.App.Components;

/// <summary>Names, drawings and sentences of the panel "who sees what".</summary>
internal static class SightLook
{
    /// <summary>The peer has its own name.</summary>
    public static Text Name(Observer observer) =>
        observer switch
        {
            Observer.Provider => Text.SeesProvider,
            Observer.PushProvider => Text.SeesPush,
            Observer.Relay => Text.SeesRelay,
            _ => Text.SeesServer,
        };

    public static Glyph Glyph(Observer observer) =>
        observer switch
        {
            Observer.Provider => Components.Glyph.Network,
            Observer.Peer => Components.Glyph.Person,
            Observer.PushProvider => Components.Glyph.Bell,
            Observer.Relay => Components.Glyph.Relay,
            _ => Components.Glyph.Server,
        };

    /// <summary>{0} is the contact, {1} how long the server keeps a sealed message.</summary>
    public static Text Sentence(ExposureReason reason) =>
        reason switch
        {
            ExposureReason.ProviderDirect => Text.SeesProviderDirect,
            ExposureReason.ProviderRelay => Text.SeesProviderRelay,
            ExposureReason.ProviderServer => Text.SeesProviderServer,
            ExposureReason.ProviderThisDevice => Text.SeesProviderThisDevice,
            ExposureReason.ProviderIdle => Text.SeesProviderIdle,
            ExposureReason.PeerDirect => Text.SeesPeerDirect,
            ExposureReason.PeerRelayHidden => Text.SeesPeerRelayHidden,
            ExposureReason.PeerRelayOffered => Text.SeesPeerRelayOffered,
            ExposureReason.PeerTold => Text.SeesPeerTold,
            ExposureReason.PeerNotTold => Text.SeesPeerNotTold,
            ExposureReason.ServerCarries => Text.SeesServerCarries,
            ExposureReason.ServerConnects => Text.SeesServerConnects,
            ExposureReason.ServerStrict => Text.SeesServerStrict,
            ExposureReason.ServerUnreached => Text.SeesServerUnreached,
            ExposureReason.PushOn => Text.SeesPushOn,
            ExposureReason.PushOnStrict => Text.SeesPushOnStrict,
            ExposureReason.PushOff => Text.SeesPushOff,
            ExposureReason.PushNone => Text.SeesPushNone,
            ExposureReason.RelayCarries => Text.SeesRelayCarries,
            ExposureReason.RelayAsked => Text.SeesRelayAsked,
            ExposureReason.StunAsked => Text.SeesStunAsked,
            ExposureReason.RelayNotAsked => Text.SeesRelayNotAsked,
            _ => Text.SeesRelayNone,
        };
}
