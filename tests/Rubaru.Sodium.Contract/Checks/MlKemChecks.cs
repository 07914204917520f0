namespace Rubaru.Sodium.Contract.Checks;

/// <summary>ML-KEM-768 (FIPS 203); its published vectors stand in the official sets.</summary>
internal static class MlKemChecks
{
    internal static IEnumerable<Check> All =>
        [
            new("ML-KEM round trip", Round_trip),
            new("ML-KEM gives another secret for any changed ciphertext", Changed_ciphertext),
            new("ML-KEM refuses a public key that is not reduced", Refuses_bad_key),
        ];

    private static void Round_trip(ISodium sodium)
    {
        var (pk, sk) = Pair(sodium);
        var (ct, sent) = Encapsulate(sodium, pk);
        Expect.Bytes(sent, Decapsulate(sodium, sk, ct));
    }

    private static void Changed_ciphertext(ISodium sodium)
    {
        var (pk, sk) = Pair(sodium);
        var (ct, sent) = Encapsulate(sodium, pk);
        for (var i = 0; i < ct.Length; i += 11)
        {
            ct[i] ^= 1;
            Expect.Differ(sent, Decapsulate(sodium, sk, ct));
            ct[i] ^= 1;
        }
    }

    private static void Refuses_bad_key(ISodium sodium)
    {
        var (pk, _) = Pair(sodium);
        pk.AsSpan(0, 3).Fill(0xFF);
        var (ct, ss) = (new byte[KeySizes.MlKemCiphertext], new byte[KeySizes.MlKemShared]);
        ss.AsSpan().Fill(0x55);
        Expect.True(!sodium.MlKemEncapsulate(pk, new byte[32], ct, ss));
        Expect.Zero(ss);
    }

    private static (byte[] Public, byte[] Secret) Pair(ISodium sodium)
    {
        var seed = new byte[KeySizes.MlKemSeed];
        sodium.Random(seed);
        var (pk, sk) = (new byte[KeySizes.MlKemPublic], new byte[KeySizes.MlKemSecret]);
        sodium.MlKemSeedKeyPair(seed, pk, sk);
        return (pk, sk);
    }

    private static (byte[] Ciphertext, byte[] Shared) Encapsulate(ISodium sodium, byte[] pk)
    {
        var (seed, ct, ss) = (new byte[32], new byte[KeySizes.MlKemCiphertext], new byte[KeySizes.MlKemShared]);
        sodium.Random(seed);
        Expect.True(sodium.MlKemEncapsulate(pk, seed, ct, ss));
        return (ct, ss);
    }

    private static byte[] Decapsulate(ISodium sodium, byte[] sk, byte[] ct)
    {
        var ss = new byte[KeySizes.MlKemShared];
        Expect.True(sodium.MlKemDecapsulate(sk, ct, ss));
        return ss;
    }
}
