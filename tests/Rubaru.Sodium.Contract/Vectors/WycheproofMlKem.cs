using System.Text.Json;
using static Rubaru.Sodium.Contract.Vectors.Wycheproof;

namespace Rubaru.Sodium.Contract.Vectors;

internal static class WycheproofMlKem
{
    /// <summary>Key generation from a seed, then decapsulation.</summary>
    internal static VectorCount Run(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
            {
                var (pk, sk) = Pair(sodium, test.Bytes("seed"));
                Expect.Bytes(test.Bytes("ek"), pk);
                return Decapsulated(sodium, sk, test);
            }
        );

    /// <summary>Encapsulation with a given message.</summary>
    internal static VectorCount RunEncapsulation(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
            {
                var (ct, ss) = (new byte[KeySizes.MlKemCiphertext], new byte[KeySizes.MlKemShared]);
                if (!sodium.MlKemEncapsulate(test.Bytes("ek"), test.Bytes("m"), ct, ss))
                {
                    Expect.Zero(ss);
                    return Verdict.Refused;
                }

                Expect.Bytes(test.Bytes("c"), ct);
                Expect.Bytes(test.Bytes("K"), ss);
                return Verdict.Accepted;
            }
        );

    internal static VectorCount RunKeyGeneration(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
            {
                var (pk, sk) = Pair(sodium, test.Bytes("seed"));
                Expect.Bytes(test.Bytes("ek"), pk);
                Expect.Bytes(test.Bytes("dk"), sk);
                return Verdict.Accepted;
            }
        );

    /// <summary>
    /// Decapsulation with an expanded secret key. Whether the key itself is sound (FIPS 203 section 7.3, its hash) is
    /// outside: libsodium leaves that to who imports a key, and no key of ours is imported, X-Wing expands its seed.
    /// </summary>
    internal static VectorCount RunDecapsulation(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
                test.HasFlag("InvalidDecapsulationKey") ? Verdict.Outside : Decapsulated(sodium, test.Bytes("dk"), test)
        );

    private static Verdict Decapsulated(ISodium sodium, byte[] sk, JsonElement test)
    {
        var ss = new byte[KeySizes.MlKemShared];
        if (!sodium.MlKemDecapsulate(sk, test.Bytes("c"), ss))
        {
            Expect.Zero(ss);
            return Verdict.Refused;
        }

        Expect.Bytes(test.Bytes("K"), ss);
        return Verdict.Accepted;
    }

    private static (byte[] Public, byte[] Secret) Pair(ISodium sodium, byte[] seed)
    {
        var (pk, sk) = (new byte[KeySizes.MlKemPublic], new byte[KeySizes.MlKemSecret]);
        sodium.MlKemSeedKeyPair(seed, pk, sk);
        return (pk, sk);
    }
}
