using System.Text.Json;
using static Rubaru.Sodium.Contract.Vectors.Wycheproof;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>HMAC-SHA-256 is HKDF's Extract with the key as salt; short tags are its first bytes (RFC 2104).</summary>
internal static class WycheproofHmac
{
    internal static VectorCount Run(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (group, test) =>
            {
                var made = new byte[KeySizes.Hash];
                sodium.HkdfExtract(test.Bytes("key"), test.Bytes("msg"), made);
                var size = group.GetProperty("tagSize").GetInt32() / 8;
                return made.AsSpan(0, size).SequenceEqual(test.Bytes("tag")) ? Verdict.Accepted : Verdict.Refused;
            }
        );

    internal static VectorCount RunSha512(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (group, test) =>
            {
                var made = HmacSha512.Compute(sodium, test.Bytes("key"), test.Bytes("msg"));
                var size = group.GetProperty("tagSize").GetInt32() / 8;
                return made.AsSpan(0, size).SequenceEqual(test.Bytes("tag")) ? Verdict.Accepted : Verdict.Refused;
            }
        );
}
