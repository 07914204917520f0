using Rubaru.App.Texts;
using Rubaru.Client.Honesty;

namespace Rubaru.App.Components;

/// <summary>Sentences of the connection doctor; {0} is the contact.</summary>
internal static class DoctorLook
{
    public static Text Sentence(Finding finding) =>
        finding switch
        {
            Finding.Direct => Text.FoundDirect,
            Finding.RelayChosen => Text.FoundRelayChosen,
            Finding.RelayNeeded => Text.FoundRelayNeeded,
            Finding.ServerUnreached => Text.FoundServerUnreached,
            Finding.OwnBlocked => Text.FoundOwnBlocked,
            Finding.OwnRelayMissing => Text.FoundOwnRelayMissing,
            Finding.PeerAway => Text.FoundPeerAway,
            Finding.PeerSilent => Text.FoundPeerSilent,
            Finding.PeerBlocked => Text.FoundPeerBlocked,
            Finding.PeerRelayMissing => Text.FoundPeerRelayMissing,
            Finding.OwnUdpBlocked => Text.FoundOwnUdpBlocked,
            Finding.PeerUdpBlocked => Text.FoundPeerUdpBlocked,
            Finding.BothHard => Text.FoundBothHard,
            Finding.OwnHard => Text.FoundOwnHard,
            Finding.PeerHard => Text.FoundPeerHard,
            Finding.NoStun => Text.FoundNoStun,
            _ => Text.FoundNothing,
        };

    public static Text? Help(Advice advice) =>
        advice switch
        {
            Advice.ChoosePath => Text.AdviseChoosePath,
            Advice.OtherNetwork => Text.AdviseOtherNetwork,
            Advice.CheckNetwork => Text.AdviseCheckNetwork,
            Advice.AllowWebRtc => Text.AdviseAllowWebRtc,
            Advice.AllowRelay => Text.AdviseAllowRelay,
            Advice.Wait => Text.AdviseWait,
            Advice.Knock => Text.AdviseKnock,
            Advice.TryAgain => Text.AdviseTryAgain,
            Advice.OperatorRelay => Text.AdviseOperatorRelay,
            Advice.OperatorRelayTls => Text.AdviseOperatorRelayTls,
            Advice.OperatorStun => Text.AdviseOperatorStun,
            _ => null,
        };

    public static string Tone(Finding finding) =>
        finding switch
        {
            Finding.Direct => "tone-direct",
            Finding.RelayChosen or Finding.RelayNeeded => "tone-relay",
            Finding.PeerAway or Finding.PeerSilent or Finding.NothingFound => "tone-quiet",
            _ => "tone-fail",
        };

    public static Glyph Glyph(Finding finding) =>
        finding switch
        {
            Finding.Direct => Components.Glyph.Direct,
            Finding.RelayChosen or Finding.RelayNeeded => Components.Glyph.Relay,
            Finding.PeerAway or Finding.PeerSilent or Finding.NothingFound => Components.Glyph.Info,
            _ => Components.Glyph.Alert,
        };
}
