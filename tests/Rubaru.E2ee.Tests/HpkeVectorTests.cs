using System.Text.Json;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>The official vector of our suite (HPKE 0x647A / 0x0001 / 0x0003), read from shared/vectors/hpke/hpke-pq.json.</summary>
public class HpkeVectorTests
{
    [Fact]
    public void The_key_schedule_gives_key_and_nonce_of_the_official_vector()
    {
        var path = Path.Combine(Folder(), "hpke", "hpke-pq.json");
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        var vector = file
            .RootElement.EnumerateArray()
            .Single(v => Number(v, "kem_id") == 0x647A && Number(v, "kdf_id") == 1 && Number(v, "aead_id") == 3);

        // Encapsulated to this key from this randomness, as the vector's author did.
        var shared = new byte[KeySizes.KemShared];
        var ciphertext = new byte[KeySizes.KemCiphertext];
        Assert.True(Party.Sodium.KemEncapsulate(Hex(vector, "pkRm"), Hex(vector, "ikmE"), ciphertext, shared));
        Assert.Equal(Hex(vector, "enc"), ciphertext);
        Assert.Equal(Hex(vector, "shared_secret"), shared);
        Array.Clear(shared);
        Assert.True(Party.Sodium.KemDecapsulate(Hex(vector, "skRm"), ciphertext, shared));
        Assert.Equal(Hex(vector, "shared_secret"), shared);

        var key = new byte[KeySizes.AeadKey];
        var nonce = new byte[KeySizes.AeadNonce];
        HpkeKeySchedule.Derive(Party.Sodium, shared, Hex(vector, "info"), key, nonce);
        Assert.Equal(Hex(vector, "key"), key);
        Assert.Equal(Hex(vector, "base_nonce"), nonce);

        var first = vector.GetProperty("encryptions")[0];
        var sealedText = new byte[Hex(first, "pt").Length + KeySizes.AeadTag];
        Party.Sodium.AeadEncrypt(key, nonce, Hex(first, "aad"), Hex(first, "pt"), sealedText);
        Assert.Equal(Hex(first, "ct"), sealedText);
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("RUBARU_VECTORS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "vectors");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("CI") != "true",
            "The official vectors are not here: set RUBARU_VECTORS to their folder."
        );
        throw new DirectoryNotFoundException("CI runs with the official vectors: RUBARU_VECTORS or shared/vectors.");
    }

    private static int Number(JsonElement vector, string name) => vector.GetProperty(name).GetInt32();

    private static byte[] Hex(JsonElement vector, string name) =>
        Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
