using System.Text.Json;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>The vectors of draft-connolly-cfrg-xwing-kem: key pair from a seed, encapsulation, decapsulation.</summary>
internal static class XWingVectors
{
    internal static VectorCount Run(ISodium sodium, JsonElement root)
    {
        var count = 0;
        foreach (var vector in root.EnumerateArray())
        {
            var (pk, sk) = (new byte[KeySizes.KemPublic], new byte[KeySizes.KemSecret]);
            sodium.KemSeedKeyPair(vector.Bytes("seed"), pk, sk);
            Expect.Bytes(vector.Bytes("pk"), pk);
            Expect.Bytes(vector.Bytes("sk"), sk);

            var (ct, sent, got) = (
                new byte[KeySizes.KemCiphertext],
                new byte[KeySizes.KemShared],
                new byte[KeySizes.KemShared]
            );
            Expect.True(sodium.KemEncapsulate(pk, vector.Bytes("eseed"), ct, sent));
            Expect.Bytes(vector.Bytes("ct"), ct);
            Expect.Bytes(vector.Bytes("ss"), sent);
            Expect.True(sodium.KemDecapsulate(sk, ct, got));
            Expect.Bytes(vector.Bytes("ss"), got);
            count++;
        }

        return new VectorCount(count, 0);
    }
}
