using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>Why nothing leaves in strict mode: a name for <c>data-disabled-reason</c> and a sentence for each value.</summary>
internal static class GateLook
{
    public static string Name(StrictGate gate) =>
        gate switch
        {
            StrictGate.NotConnected => "strict-not-connected",
            StrictGate.NotAttested => "strict-not-attested",
            StrictGate.Relayed => "strict-relayed",
            StrictGate.Hidden => "strict-hidden",
            StrictGate.TurningOn => "strict-turning-on",
            _ => "strict-open",
        };

    public static Text Sentence(StrictGate gate) =>
        gate switch
        {
            StrictGate.NotAttested => Text.GateNotAttested,
            StrictGate.Relayed => Text.GateRelayed,
            StrictGate.Hidden => Text.GateHidden,
            StrictGate.TurningOn => Text.GateTurningOn,
            _ => Text.GateNotConnected,
        };

    /// <summary>After an attempt to send. The gate may have opened again since: then it was closed just then.</summary>
    public static Text Refused(StrictGate gate) =>
        gate switch
        {
            StrictGate.NotConnected => Text.GateRefusedNotConnected,
            StrictGate.NotAttested => Text.GateRefusedNotAttested,
            StrictGate.Relayed => Text.GateRefusedRelayed,
            StrictGate.Hidden => Text.GateRefusedHidden,
            StrictGate.TurningOn => Text.GateRefusedTurningOn,
            _ => Text.GateRefusedJustLost,
        };

    public static Glyph Glyph(StrictGate gate) =>
        gate switch
        {
            StrictGate.Relayed => Components.Glyph.Relay,
            StrictGate.NotAttested or StrictGate.Hidden or StrictGate.TurningOn => Components.Glyph.Clock,
            _ => Components.Glyph.NoEntry,
        };
}
