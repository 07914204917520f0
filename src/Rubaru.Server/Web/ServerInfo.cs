using System.Reflection;
using System.Text.Json.Serialization;

namespace Rubaru.Server.Web;

/// <summary>What anyone may know about this server: what it keeps, and for how long.</summary>
internal sealed record ServerInfo(
    string Name,
    string Version,
    int Protocol,
    long RetentionSeconds,
    long FileLimitBytes,
    string Storage,
    bool Push,
    bool Turn,
    bool Stun,
    IReadOnlyList<KeptData> Keeps
)
{
    public static ServerInfo Of(ServerOptions options) =>
        new(
            "Rubaru",
            Assembly
                .GetExecutingAssembly()
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion,
            Protocol: 1,
            (long)options.Retention.TotalSeconds,
            options.FileLimit,
            options.PostgreSql is null ? "sqlite" : "postgresql",
            options.PushSubject is not null,
            options.Turn.IsOn,
            options.Turn.StunUrls.Count > 0,
            [
                new(
                    "sealed-message",
                    "A sealed message, or a piece of a small file, while its receiver is away, twice encrypted, in one of five sizes",
                    (long)options.Retention.TotalSeconds
                ),
                new(
                    "delivered",
                    "That a sealed message was delivered, without its bytes",
                    (long)options.Retention.TotalSeconds
                ),
                new(
                    "prekeys",
                    "One-time prekeys until somebody takes them",
                    (long)ServerLimits.OneTimePrekeyLife.TotalSeconds
                ),
                new(
                    "mailbox",
                    "Mailbox, its public keys and hashes of its capabilities, counted from the last login",
                    (long)ServerLimits.MailboxLife.TotalSeconds
                ),
                new(
                    "ended-capability",
                    "That a capability of a removed contact has ended",
                    (long)ServerLimits.EndedCapabilityLife.TotalSeconds
                ),
                new(
                    "push",
                    "Where a mailbox wants to be notified, until it is turned off or its push service ends it",
                    (long)ServerLimits.MailboxLife.TotalSeconds
                ),
                new("addresses", "Network addresses, in memory for rate limits only, never in a log", 0),
            ]
        );
}

/// <param name="Id">A name that stays, by which an app says it in its own language.</param>
/// <param name="What">The same in English.</param>
internal sealed record KeptData(string Id, string What, long AtMostSeconds);

[JsonSerializable(typeof(ServerInfo))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ServerInfoJson : JsonSerializerContext;

internal static class ServerInfoEndpoint
{
    public static void MapServerInfo(this WebApplication app)
    {
        var info = ServerInfo.Of(app.Services.GetRequiredService<ServerOptions>());
        app.MapGet("/api/server", () => Results.Json(info, ServerInfoJson.Default.ServerInfo));
    }
}
