using System.Text.Json;
using static Rubaru.Sodium.Contract.Vectors.Wycheproof;

namespace Rubaru.Sodium.Contract.Vectors;

internal static class WycheproofEd25519
{
    internal static VectorCount Run(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (group, test) =>
                sodium.Verify(group.GetProperty("publicKey").Bytes("pk"), test.Bytes("msg"), test.Bytes("sig"))
                    ? Verdict.Accepted
                    : Verdict.Refused
        );
}
