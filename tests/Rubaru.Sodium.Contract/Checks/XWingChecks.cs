namespace Rubaru.Sodium.Contract.Checks;

/// <summary>X-Wing; its published vectors stand in the official sets.</summary>
internal static class XWingChecks
{
    /// <summary>The ML-KEM part of a public key or ciphertext comes first, the X25519 part is its last 32 bytes.</summary>
    private const int X25519Part = KeySizes.X25519;

    internal static IEnumerable<Check> All =>
        [
            new("X-Wing round trip", Round_trip),
            new("X-Wing encapsulation is never the same twice", Never_the_same_twice),
            new("X-Wing seeds are deterministic, and the secret key is the seed", Seeds),
            new("X-Wing gives another secret for any changed part of a ciphertext", Changed_ciphertext),
            new("X-Wing gives another secret under another key", Other_key),
            new("X-Wing refuses a public key that is not reduced", Refuses_bad_key),
        ];

    private static void Round_trip(ISodium sodium)
    {
        for (var i = 0; i < 10; i++)
        {
            var (pk, sk) = Pair(sodium);
            var (ct, sent) = Encapsulate(sodium, pk);
            Expect.Bytes(sent, Decapsulate(sodium, sk, ct));
            Expect.Differ(sent, new byte[KeySizes.KemShared]);
        }
    }

    private static void Never_the_same_twice(ISodium sodium)
    {
        var (pk, _) = Pair(sodium);
        var (ct1, ss1) = Encapsulate(sodium, pk);
        var (ct2, ss2) = Encapsulate(sodium, pk);
        Expect.Differ(ss1, ss2);
        Expect.Differ(ct1.AsSpan(..^X25519Part), ct2.AsSpan(..^X25519Part));
        Expect.Differ(ct1.AsSpan(^X25519Part..), ct2.AsSpan(^X25519Part..));
    }

    private static void Seeds(ISodium sodium)
    {
        var seed = new byte[KeySizes.KemSecret];
        sodium.Random(seed);
        var (pk1, sk1) = (new byte[KeySizes.KemPublic], new byte[KeySizes.KemSecret]);
        var (pk2, sk2) = (new byte[KeySizes.KemPublic], new byte[KeySizes.KemSecret]);
        sodium.KemSeedKeyPair(seed, pk1, sk1);
        sodium.KemSeedKeyPair(seed, pk2, sk2);
        Expect.Bytes(seed, sk1);
        Expect.Bytes(pk1, pk2);

        var encapsulationSeed = new byte[KeySizes.KemEncapsulationSeed];
        sodium.Random(encapsulationSeed);
        var (ct1, ss1) = (new byte[KeySizes.KemCiphertext], new byte[KeySizes.KemShared]);
        var (ct2, ss2) = (new byte[KeySizes.KemCiphertext], new byte[KeySizes.KemShared]);
        Expect.True(sodium.KemEncapsulate(pk1, encapsulationSeed, ct1, ss1));
        Expect.True(sodium.KemEncapsulate(pk2, encapsulationSeed, ct2, ss2));
        Expect.Bytes(ct1, ct2);
        Expect.Bytes(ss1, ss2);
        Expect.Bytes(ss1, Decapsulate(sodium, seed, ct1));
    }

    private static void Changed_ciphertext(ISodium sodium)
    {
        var (pk, sk) = Pair(sodium);
        var (ct, sent) = Encapsulate(sodium, pk);
        for (var i = 0; i < ct.Length; i += 7)
        {
            ct[i] ^= 1;
            Expect.Differ(sent, Decapsulate(sodium, sk, ct));
            ct[i] ^= 1;
        }

        ct[^1] ^= 1;
        Expect.Differ(sent, Decapsulate(sodium, sk, ct));
    }

    private static void Other_key(ISodium sodium)
    {
        var (pk, _) = Pair(sodium);
        var (_, other) = Pair(sodium);
        var (ct, sent) = Encapsulate(sodium, pk);
        Expect.Differ(sent, Decapsulate(sodium, other, ct));
    }

    private static void Refuses_bad_key(ISodium sodium)
    {
        // FIPS 203 section 7.2, the modulus check: twelve bits all ones are no coefficient.
        var (pk, _) = Pair(sodium);
        pk.AsSpan(0, 3).Fill(0xFF);
        var (ct, ss) = (new byte[KeySizes.KemCiphertext], new byte[KeySizes.KemShared]);
        ss.AsSpan().Fill(0x55);
        Expect.True(!sodium.KemEncapsulate(pk, ct, ss));
        Expect.Zero(ss);
    }

    private static (byte[] Public, byte[] Secret) Pair(ISodium sodium)
    {
        var (pk, sk) = (new byte[KeySizes.KemPublic], new byte[KeySizes.KemSecret]);
        sodium.KemKeyPair(pk, sk);
        return (pk, sk);
    }

    private static (byte[] Ciphertext, byte[] Shared) Encapsulate(ISodium sodium, byte[] pk)
    {
        var (ct, ss) = (new byte[KeySizes.KemCiphertext], new byte[KeySizes.KemShared]);
        Expect.True(sodium.KemEncapsulate(pk, ct, ss));
        return (ct, ss);
    }

    private static byte[] Decapsulate(ISodium sodium, byte[] sk, byte[] ct)
    {
        var ss = new byte[KeySizes.KemShared];
        Expect.True(sodium.KemDecapsulate(sk, ct, ss));
        return ss;
    }
}
