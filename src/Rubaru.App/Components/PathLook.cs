using Rubaru.App.Texts;
using Rubaru.Client.Conversations;

namespace Rubaru.App.Components;

/// <summary>One colour language: green direct, amber relay, blue sealed on the server, grey none. Always icon and text.</summary>
internal static class PathLook
{
    /// <summary>Where a message went or is: a sealed one is on the server, whatever way it takes in the end.</summary>
    public static MessagePath Of(Message message) =>
        message.State == MessageState.Sealed ? MessagePath.Server : message.Path;

    /// <summary>CSS class of the colour.</summary>
    public static string Tone(MessagePath path) =>
        path switch
        {
            MessagePath.Direct => "tone-direct",
            MessagePath.TurnRelay => "tone-relay",
            MessagePath.Server => "tone-sealed",
            _ => "tone-quiet",
        };

    public static Glyph Glyph(MessagePath path) =>
        path switch
        {
            MessagePath.Direct => Components.Glyph.Direct,
            MessagePath.TurnRelay => Components.Glyph.Relay,
            MessagePath.Server => Components.Glyph.Server,
            _ => Components.Glyph.Offline,
        };

    public static Text Name(MessagePath path) =>
        path switch
        {
            MessagePath.Direct => Text.PathDirect,
            MessagePath.TurnRelay => Text.PathRelay,
            MessagePath.Server => Text.PathServer,
            _ => Text.PathNone,
        };

    public static Text Meaning(MessagePath path) =>
        path switch
        {
            MessagePath.Direct => Text.PathDirectLong,
            MessagePath.TurnRelay => Text.PathRelayLong,
            MessagePath.Server => Text.PathServerLong,
            _ => Text.PathNoneLong,
        };
}
