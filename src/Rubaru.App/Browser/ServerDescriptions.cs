using System.Text.Json;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>What the server says about itself (<c>GET /api/server</c>).</summary>
public sealed class ServerDescriptions(IJSRuntime js)
{
    private readonly BrowserModule _module = new(js, "server-description");

    /// <returns><c>null</c> when it was not reached, or answered with something else.</returns>
    public async Task<ServerDescription?> ReadAsync() =>
        ServerDescription.TryRead(await _module.CallAsync<string>("read"));
}

/// <param name="RetentionSeconds">How long a sealed message waits at most.</param>
public sealed record ServerDescription(
    string Version,
    string Storage,
    long RetentionSeconds,
    bool Push,
    bool Turn,
    bool Stun,
    IReadOnlyList<KeptDescription> Keeps
)
{
    /// <summary>Longer lists and words are none of this server's.</summary>
    private const int MostEntries = 32;
    private const int MostCharacters = 300;

    /// <summary>Never throws; what is missing reads as empty, off or 0.</summary>
    public static ServerDescription? TryRead(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object
                ? null
                : new ServerDescription(
                    Words(root, "version"),
                    Words(root, "storage"),
                    Number(root, "retentionSeconds"),
                    Flag(root, "push"),
                    Flag(root, "turn"),
                    Flag(root, "stun"),
                    root.TryGetProperty("keeps", out var keeps) && keeps.ValueKind == JsonValueKind.Array
                        ? [.. keeps.EnumerateArray().Take(MostEntries).Select(Kept)]
                        : []
                );
        }
        catch (JsonException)
        {
            // Another page answered, such as that of a proxy.
            return null;
        }
    }

    private static KeptDescription Kept(JsonElement kept) =>
        kept.ValueKind == JsonValueKind.Object
            ? new(Words(kept, "id"), Words(kept, "what"), Number(kept, "atMostSeconds"))
            : new("", "", 0);

    private static string Words(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!.Length <= MostCharacters
                ? value.GetString()!
                : ""
            : "";

    private static long Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var n)
            ? Math.Clamp(n, 0, int.MaxValue)
            : 0;

    private static bool Flag(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

/// <param name="Id">A name that stays; empty in a server of before.</param>
/// <param name="What">In English.</param>
public sealed record KeptDescription(string Id, string What, long AtMostSeconds);
