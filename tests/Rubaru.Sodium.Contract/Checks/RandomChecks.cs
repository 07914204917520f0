namespace Rubaru.Sodium.Contract.Checks;

internal static class RandomChecks
{
    internal static IEnumerable<Check> All =>
        [
            new("Random bytes are never the same twice", Never_the_same_twice),
            new("Every byte of a random buffer is written", Every_byte_is_written),
            new("Random bytes are spread evenly", Spread_evenly),
            new("Key pairs are never the same twice", Key_pairs_differ),
        ];

    private static void Never_the_same_twice(ISodium sodium)
    {
        var seen = new HashSet<string>();
        var buffer = new byte[16];
        for (var i = 0; i < 1000; i++)
        {
            sodium.Random(buffer);
            Expect.True(seen.Add(Convert.ToHexString(buffer)));
        }
    }

    private static void Every_byte_is_written(ISodium sodium)
    {
        // A byte that stays zero 20 times over is not random: 2^-160.
        foreach (var size in new[] { 1, 3, 32, 33, 1001 })
        {
            var ever = new byte[size];
            var buffer = new byte[size];
            for (var round = 0; round < 20; round++)
            {
                sodium.Random(buffer);
                for (var i = 0; i < size; i++)
                {
                    ever[i] |= buffer[i];
                }
            }

            Expect.True(!ever.Contains((byte)0), $"every one of {size} bytes is written");
        }
    }

    private static void Spread_evenly(ISodium sodium)
    {
        // Chi-square with 255 degrees of freedom: mean 255, deviation 22.6; 500 lies more than ten deviations away.
        var buffer = new byte[65536];
        sodium.Random(buffer);
        var counts = new int[256];
        foreach (var b in buffer)
        {
            counts[b]++;
        }

        var chiSquare = counts.Sum(count => (count - 256.0) * (count - 256.0) / 256.0);
        Expect.True(chiSquare is > 100 and < 500, $"chi-square {chiSquare:F0} of 65,536 bytes is near 255");
    }

    private static void Key_pairs_differ(ISodium sodium)
    {
        var (pk1, sk1, pk2, sk2) = (new byte[32], new byte[32], new byte[32], new byte[32]);
        sodium.X25519KeyPair(pk1, sk1);
        sodium.X25519KeyPair(pk2, sk2);
        Expect.Differ(sk1, sk2);
        Expect.Differ(pk1, pk2);

        var (sign1, sign2) = (new byte[KeySizes.Ed25519Secret], new byte[KeySizes.Ed25519Secret]);
        sodium.SignKeyPair(pk1, sign1);
        sodium.SignKeyPair(pk2, sign2);
        Expect.Differ(sign1, sign2);
        Expect.Differ(pk1, pk2);

        var (kem1, kem2) = (new byte[KeySizes.KemPublic], new byte[KeySizes.KemPublic]);
        sodium.KemKeyPair(kem1, sk1);
        sodium.KemKeyPair(kem2, sk2);
        Expect.Differ(sk1, sk2);
        Expect.Differ(kem1, kem2);
    }
}
