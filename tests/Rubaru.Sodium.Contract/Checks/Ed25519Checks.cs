namespace Rubaru.Sodium.Contract.Checks;

/// <summary>Ed25519: RFC 8032, section 7.1.</summary>
internal static class Ed25519Checks
{
    internal static IEnumerable<Check> All =>
        [
            new(
                "Ed25519 test 1, an empty message (RFC 8032)",
                Vector(
                    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                    "",
                    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
                )
            ),
            new(
                "Ed25519 test 2, one byte (RFC 8032)",
                Vector(
                    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                    "72",
                    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
                )
            ),
            new(
                "Ed25519 test 3, two bytes (RFC 8032)",
                Vector(
                    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                    "af82",
                    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
                )
            ),
            new(
                "Ed25519 test SHA(abc), 64 bytes (RFC 8032)",
                Vector(
                    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
                    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
                    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
                )
            ),
            new("Ed25519 fresh pairs sign and verify", Fresh_pairs),
            new("Ed25519 refuses any changed bit of signature, message or key", Refuses_changes),
            new("Ed25519 refuses a signature under a key of low order", Refuses_low_order),
        ];

    private static Action<ISodium> Vector(string seed, string publicKey, string message, string signature) =>
        sodium =>
        {
            var (pk, sk) = (new byte[KeySizes.Ed25519Public], new byte[KeySizes.Ed25519Secret]);
            sodium.SignSeedKeyPair(Hex.Bytes(seed), pk, sk);
            Expect.Bytes(publicKey, pk);
            Expect.Bytes(seed + publicKey, sk);

            var made = new byte[KeySizes.Signature];
            sodium.Sign(sk, Hex.Bytes(message), made);
            Expect.Bytes(signature, made);
            Expect.True(sodium.Verify(pk, Hex.Bytes(message), made));
        };

    private static void Fresh_pairs(ISodium sodium)
    {
        var (pk, sk, signature) = Pair(sodium);
        for (var length = 0; length < 200; length += 13)
        {
            var message = new byte[length];
            sodium.Random(message);
            sodium.Sign(sk, message, signature);
            Expect.True(sodium.Verify(pk, message, signature));
        }
    }

    private static void Refuses_changes(ISodium sodium)
    {
        var (pk, sk, signature) = Pair(sodium);
        var message = "a message"u8.ToArray();
        sodium.Sign(sk, message, signature);
        foreach (var part in new[] { signature, message, pk })
        {
            for (var i = 0; i < part.Length * 8; i++)
            {
                part[i / 8] ^= (byte)(1 << (i % 8));
                Expect.True(!sodium.Verify(pk, message, signature), $"bit {i} of {part.Length} bytes");
                part[i / 8] ^= (byte)(1 << (i % 8));
            }
        }

        Expect.True(sodium.Verify(pk, message, signature));
    }

    private static void Refuses_low_order(ISodium sodium)
    {
        // The neutral element as key and as R, with S = 0, satisfies the bare equation for every message.
        var neutral = new byte[32];
        neutral[0] = 1;
        var signature = new byte[KeySizes.Signature];
        signature[0] = 1;
        Expect.True(!sodium.Verify(neutral, "anything"u8, signature));
    }

    private static (byte[] Public, byte[] Secret, byte[] Signature) Pair(ISodium sodium)
    {
        var (pk, sk) = (new byte[KeySizes.Ed25519Public], new byte[KeySizes.Ed25519Secret]);
        sodium.SignKeyPair(pk, sk);
        return (pk, sk, new byte[KeySizes.Signature]);
    }
}
