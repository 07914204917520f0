namespace Rubaru.Sodium.Contract.Checks;

/// <summary>An empty span is a null pointer to C: each function that takes one must get along with it.</summary>
internal static class EmptyInputChecks
{
    internal static IEnumerable<Check> All =>
        [
            new("No random bytes are no bytes", sodium => sodium.Random([])),
            new("SHA-256 of nothing (FIPS 180)", Sha256_of_nothing),
            new("SHA-512 of nothing (FIPS 180)", Sha512_of_nothing),
            new("HMAC of nothing under no key", Hmac_of_nothing),
            new("HKDF expands without info", Hkdf_without_info),
            new("Ed25519 signs nothing", Signs_nothing),
            new("AEAD seals nothing", Seals_nothing),
        ];

    private static void Sha256_of_nothing(ISodium sodium)
    {
        var hash = new byte[KeySizes.Hash];
        sodium.Sha256([], hash);
        Expect.Bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hash);
    }

    private static void Sha512_of_nothing(ISodium sodium)
    {
        var hash = new byte[KeySizes.Hash512];
        sodium.Sha512([], hash);
        Expect.Bytes(
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            hash
        );
    }

    private static void Hmac_of_nothing(ISodium sodium)
    {
        var (none, zeros) = (new byte[KeySizes.Hash], new byte[KeySizes.Hash]);
        sodium.HkdfExtract([], [], none);
        Expect.Bytes("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad", none);

        // RFC 5869 section 2.2: no salt means 32 zeros.
        sodium.HkdfExtract(new byte[KeySizes.Hash], [], zeros);
        Expect.Bytes(none, zeros);
    }

    private static void Hkdf_without_info(ISodium sodium)
    {
        // One block of Expand is HMAC(PRK, info || 0x01).
        var (prk, output, expected) = (new byte[KeySizes.Hash], new byte[32], new byte[32]);
        sodium.HkdfExpand(prk, [], output);
        sodium.HkdfExtract(prk, [1], expected);
        Expect.Bytes(expected, output);
    }

    private static void Signs_nothing(ISodium sodium)
    {
        var (pk, sk) = (new byte[KeySizes.Ed25519Public], new byte[KeySizes.Ed25519Secret]);
        var signature = new byte[KeySizes.Signature];
        sodium.SignKeyPair(pk, sk);
        sodium.Sign(sk, [], signature);
        Expect.True(sodium.Verify(pk, [], signature));
        Expect.True(!sodium.Verify(pk, [0], signature));
    }

    private static void Seals_nothing(ISodium sodium)
    {
        var (key, nonce, tag) = (new byte[KeySizes.AeadKey], new byte[KeySizes.AeadNonce], new byte[KeySizes.AeadTag]);
        sodium.AeadEncrypt(key, nonce, [], [], tag);
        Expect.Bytes("4eb972c9a8fb3a1b382bb4d36f5ffad1", tag);
        Expect.True(sodium.AeadDecrypt(key, nonce, [], tag, []));
        Expect.True(!sodium.AeadDecrypt(key, nonce, [0], tag, []));
        tag[0] ^= 1;
        Expect.True(!sodium.AeadDecrypt(key, nonce, [], tag, []));
    }
}
