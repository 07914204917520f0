namespace Rubaru.Sodium.Contract.Checks;

/// <summary>X25519: RFC 7748, sections 5.2 and 6.1, and the points of low order a peer may send on purpose.</summary>
internal static class X25519Checks
{
    /// <summary>Every encoding of a point of order 1, 2, 4 or 8 on the curve or its twist, canonical or not.</summary>
    private static readonly string[] LowOrder =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    internal static IEnumerable<Check> All =>
        [
            new(
                "X25519 vector 1 (RFC 7748)",
                Vector(
                    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
                    "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
                )
            ),
            new(
                "X25519 vector 2, the top bit is ignored (RFC 7748)",
                Vector(
                    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                    "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
                    "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
                )
            ),
            new("X25519 iterated 1 and 1,000 times (RFC 7748)", Iterated),
            new("X25519 agreement of Alice and Bob (RFC 7748)", Alice_and_bob),
            new("X25519 fresh pairs agree", Fresh_pairs_agree),
            new("X25519 refuses points of low order and zeroes the output", Refuses_low_order),
        ];

    private static Action<ISodium> Vector(string scalar, string point, string expected) =>
        sodium =>
        {
            var shared = new byte[KeySizes.X25519];
            Expect.True(sodium.X25519(Hex.Bytes(scalar), Hex.Bytes(point), shared));
            Expect.Bytes(expected, shared);
        };

    private static void Iterated(ISodium sodium)
    {
        var k = new byte[32];
        k[0] = 9;
        var u = k.ToArray();
        for (var i = 1; i <= 1000; i++)
        {
            var result = new byte[32];
            Expect.True(sodium.X25519(k, u, result));
            (u, k) = (k, result);
            if (i == 1)
            {
                Expect.Bytes("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", k);
            }
        }

        Expect.Bytes("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", k);
    }

    private static void Alice_and_bob(ISodium sodium)
    {
        var (alice, bob) = (
            Hex.Bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"),
            Hex.Bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
        );
        var (alicePublic, bobPublic) = (new byte[32], new byte[32]);
        sodium.X25519Public(alice, alicePublic);
        sodium.X25519Public(bob, bobPublic);
        Expect.Bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a", alicePublic);
        Expect.Bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", bobPublic);

        var (one, other) = (new byte[32], new byte[32]);
        Expect.True(sodium.X25519(alice, bobPublic, one));
        Expect.True(sodium.X25519(bob, alicePublic, other));
        Expect.Bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742", one);
        Expect.Bytes(one, other);
    }

    private static void Fresh_pairs_agree(ISodium sodium)
    {
        var (pkA, skA, pkB, skB) = (new byte[32], new byte[32], new byte[32], new byte[32]);
        sodium.X25519KeyPair(pkA, skA);
        sodium.X25519KeyPair(pkB, skB);
        var again = new byte[32];
        sodium.X25519Public(skA, again);
        Expect.Bytes(pkA, again);

        var (one, other) = (new byte[32], new byte[32]);
        Expect.True(sodium.X25519(skA, pkB, one));
        Expect.True(sodium.X25519(skB, pkA, other));
        Expect.Bytes(one, other);
        Expect.Differ(one, new byte[32]);
    }

    private static void Refuses_low_order(ISodium sodium)
    {
        var (pk, sk) = (new byte[32], new byte[32]);
        sodium.X25519KeyPair(pk, sk);
        foreach (var point in LowOrder)
        {
            var shared = Enumerable.Repeat((byte)0x55, 32).ToArray();
            Expect.True(!sodium.X25519(sk, Hex.Bytes(point), shared), $"{point} is refused");
            Expect.Zero(shared, $"the output for {point}");
        }
    }
}
