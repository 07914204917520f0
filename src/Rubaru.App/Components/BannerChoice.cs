using Rubaru.App.Texts;
using Rubaru.Client;

namespace Rubaru.App.Components;

/// <summary>What could be worth a banner.</summary>
/// <param name="IdentityFailedWith">Name of a contact whose link was refused.</param>
/// <param name="OpenChatIsDirect">The chat on the screen does not need the server.</param>
/// <param name="ServerHasWrongKeys">The look at one's own bundle found other keys.</param>
/// <param name="OpenChatSpeaks">The chat on the screen has a banner of its own, which news do not displace.</param>
public readonly record struct Circumstances(
    ServerState Server,
    bool Online,
    bool UpdateReady,
    bool StorageFull,
    string? IdentityFailedWith,
    bool OpenChatIsDirect,
    bool OpenChatSpeaks = false,
    bool ServerHasWrongKeys = false,
    bool ClockDisagrees = false
)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(Circumstances);
}

/// <summary>One banner at a time: what endangers messages comes before what only delays them, and that before news.</summary>
/// <param name="Kind">As in <c>data-kind</c>.</param>
/// <param name="Action">The word of its button, if it has one: it reloads or updates.</param>
internal sealed record BannerChoice(
    string Kind,
    Glyph Glyph,
    string Tone,
    Text Words,
    string? Argument = null,
    Text? Action = null
)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(BannerChoice);

    public static BannerChoice? Of(Circumstances now) =>
        now switch
        {
            { StorageFull: true } => new("storage-full", Glyph.Storage, "tone-fail", Text.BannerStorageFull),
            { IdentityFailedWith: { } name } => new(
                "identity",
                Glyph.ShieldAlert,
                "tone-fail",
                Text.BannerIdentity,
                name
            ),
            { Server: ServerState.Superseded } => new("superseded", Glyph.Alert, "tone-fail", Text.BannerSuperseded),
            { Server: ServerState.Replaced } => new("replaced", Glyph.Alert, "tone-fail", Text.BannerReplaced),
            { Server: ServerState.OtherVersion } => new(
                "other-version",
                Glyph.Update,
                "tone-relay",
                Text.BannerOtherVersion,
                Action: Text.BannerReload
            ),
            { Online: false } => new("offline", Glyph.Offline, "tone-quiet", Text.BannerOffline),
            { Server: ServerState.Unreachable } => new(
                "server-unreachable",
                Glyph.Server,
                "tone-relay",
                now.OpenChatIsDirect ? Text.BannerServerUnreachableDirect : Text.BannerServerUnreachable
            ),
            { ServerHasWrongKeys: true } => new("server-keys", Glyph.Key, "tone-relay", Text.BannerServerKeys),
            { ClockDisagrees: true } => new("clock", Glyph.Alert, "tone-relay", Text.BannerClock),
            { UpdateReady: true, OpenChatSpeaks: false } => new(
                "update-ready",
                Glyph.Update,
                "tone-direct",
                Text.BannerUpdateReady,
                Action: Text.BannerUpdate
            ),
            _ => null,
        };
}
