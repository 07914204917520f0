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

    internal static VectorCount RunSha512(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
            {
                var size = test.GetProperty("size").GetInt32();
                var (salt, ikm, info) = (test.Bytes("salt"), test.Bytes("ikm"), test.Bytes("info"));
                Expect.Bytes(test.Bytes("okm"), HmacSha512.Derive(sodium, salt, ikm, info, size));
                return Verdict.Accepted;
            }
        );
}
