using System.Text.Json;
using static Rubaru.Sodium.Contract.Vectors.Wycheproof;

namespace Rubaru.Sodium.Contract.Vectors;

internal static class WycheproofHkdf
{
    internal static VectorCount Run(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
            {
                var prk = new byte[KeySizes.Hash];
                sodium.HkdfExtract(test.Bytes("salt"), test.Bytes("ikm"), prk);
                var output = new byte[test.GetProperty("size").GetInt32()];
                sodium.HkdfExpand(prk, test.Bytes("info"), output);
                Expect.Bytes(test.Bytes("okm"), output);
                return Verdict.Accepted;
            }
        );
}
