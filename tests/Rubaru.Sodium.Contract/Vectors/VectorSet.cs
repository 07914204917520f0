using System.Text.Json;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>One file of the official sets (<c>shared/vectors</c>) and how it is run.</summary>
/// <param name="Path">Below the folder of the sets, with <c>/</c>.</param>
/// <param name="Expected">What comes out of the file as fetched (its SOURCES.md), on either back end.</param>
public sealed record VectorSet(
    string Path,
    Func<ISodium, ReadOnlyMemory<byte>, VectorCount> Runner,
    VectorCount Expected
)
{
    internal VectorSet(string path, Func<ISodium, JsonElement, VectorCount> runner, VectorCount expected)
        : this(path, (sodium, json) => Parsed(sodium, json, runner), expected) { }

    public static IReadOnlyList<VectorSet> All { get; } =
    [
        new("wycheproof/x25519_test.json", WycheproofX25519.Run, new(487, 31)),
        new("wycheproof/ed25519_test.json", WycheproofEd25519.Run, new(88, 63)),
        new("wycheproof/chacha20_poly1305_test.json", WycheproofAead.Run, new(256, 69)),
        new("wycheproof/hkdf_sha256_test.json", WycheproofHkdf.Run, new(83, 3)),
        new("wycheproof/hmac_sha256_test.json", WycheproofHmac.Run, new(66, 108)),
        new("wycheproof/hkdf_sha512_test.json", WycheproofHkdf.RunSha512, new(80, 3)),
        new("wycheproof/hmac_sha512_test.json", WycheproofHmac.RunSha512, new(66, 108)),
        new("wycheproof/mlkem_768_test.json", WycheproofMlKem.Run, new(153, 40)),
        new("wycheproof/mlkem_768_encaps_test.json", WycheproofMlKem.RunEncapsulation, new(133, 132)),
        new("wycheproof/mlkem_768_keygen_seed_test.json", WycheproofMlKem.RunKeyGeneration, new(100, 0)),
        new("wycheproof/mlkem_768_semi_expanded_decaps_test.json", WycheproofMlKem.RunDecapsulation, new(3, 4, 2)),
        new("xwing/xwing-test-vectors.json", XWingVectors.Run, new(3, 0)),
        new("acvp/acvp-ml-kem-768-key-gen.json", AcvpMlKem.RunKeyGeneration, new(25, 0)),
        new("acvp/acvp-ml-kem-768-encap-decap.json", AcvpMlKem.RunEncapsulationAndDecapsulation, new(35, 0)),
        new("hpke/hpke-pq.json", HpkeVectors.Run, new(1, 0, 12)),
        .. AgeStream.Sets,
    ];

    /// <exception cref="CheckFailedException">A vector came out otherwise.</exception>
    public VectorCount Run(ISodium sodium, ReadOnlyMemory<byte> file)
    {
        var count = Runner(sodium, file);
        return count == Expected ? count : throw new CheckFailedException($"{Path}: {count}; expected {Expected}.");
    }

    private static VectorCount Parsed(
        ISodium sodium,
        ReadOnlyMemory<byte> json,
        Func<ISodium, JsonElement, VectorCount> runner
    )
    {
        using var document = JsonDocument.Parse(json);
        return runner(sodium, document.RootElement);
    }
}
