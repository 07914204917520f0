using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>
/// Everything of protocol sections 1 to 8 and 10 that is stored, sent or shown, as one back end wrote it and another must read it:
/// two people with all their secrets, a handshake, a conversation with messages still under way, and what stands beside.
/// </summary>
internal sealed record GoldenFile(
    GoldenPerson Alice,
    GoldenPerson Bob,
    GoldenHandshake Handshake,
    GoldenConversation Conversation,
    GoldenEnvelope Envelope,
    GoldenBox Box,
    GoldenLink Link,
    GoldenSafety Safety
)
{
    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, GoldenJson.Default.GoldenFile);

    internal static GoldenFile Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, GoldenJson.Default.GoldenFile)
        ?? throw new InvalidDataException("The golden file is empty.");
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(GoldenFile))]
internal sealed partial class GoldenJson : JsonSerializerContext;
