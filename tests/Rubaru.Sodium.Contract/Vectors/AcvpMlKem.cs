using System.Text.Json;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>NIST ACVP for ML-KEM-768. The seed of FIPS 203 is d || z; a changed ciphertext has a published secret too.</summary>
internal static class AcvpMlKem
{
    internal static VectorCount RunKeyGeneration(ISodium sodium, JsonElement root) =>
        Run(
            root,
            (_, test) =>
            {
                byte[] seed = [.. test.Bytes("d"), .. test.Bytes("z")];
                var (pk, sk) = (new byte[KeySizes.MlKemPublic], new byte[KeySizes.MlKemSecret]);
                sodium.MlKemSeedKeyPair(seed, pk, sk);
                Expect.Bytes(test.Bytes("ek"), pk);
                Expect.Bytes(test.Bytes("dk"), sk);
            }
        );

    internal static VectorCount RunEncapsulationAndDecapsulation(ISodium sodium, JsonElement root) =>
        Run(
            root,
            (group, test) =>
            {
                var (ct, ss) = (new byte[KeySizes.MlKemCiphertext], new byte[KeySizes.MlKemShared]);
                var encapsulation = group.Text("function") == "encapsulation";
                if (encapsulation)
                {
                    Expect.True(sodium.MlKemEncapsulate(test.Bytes("ek"), test.Bytes("m"), ct, ss));
                    Expect.Bytes(test.Bytes("c"), ct);
                    Expect.Bytes(test.Bytes("k"), ss);
                }

                var sk = (encapsulation ? test : group).Bytes("dk");
                Expect.True(sodium.MlKemDecapsulate(sk, test.Bytes("c"), ss));
                Expect.Bytes(test.Bytes("k"), ss);
            }
        );

    private static VectorCount Run(JsonElement root, Action<JsonElement, JsonElement> check)
    {
        var count = 0;
        foreach (var group in root.GetProperty("testGroups").EnumerateArray())
        {
            Expect.True(group.Text("parameterSet") == "ML-KEM-768");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                check(group, test);
                count++;
            }
        }

        return new VectorCount(count, 0);
    }
}
