using System.Text.Json;
using static Rubaru.Sodium.Contract.Vectors.Wycheproof;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>
/// Of the <c>acceptable</c> keys (twist, not canonical, small) all are computed as RFC 7748 says, except the ones whose
/// shared secret is zero: these must be refused, with a zero output (protocol section 1).
/// </summary>
internal static class WycheproofX25519
{
    internal static VectorCount Run(ISodium sodium, JsonElement root) =>
        Wycheproof.Run(
            root,
            (_, test) =>
            {
                var published = test.Bytes("shared");
                var zero = !published.AsSpan().ContainsAnyExcept((byte)0);
                Expect.True(zero == test.HasFlag("ZeroSharedSecret"), "the flag says the secret is zero");
                var shared = Enumerable.Repeat((byte)0x55, KeySizes.X25519).ToArray();
                var accepted = sodium.X25519(test.Bytes("private"), test.Bytes("public"), shared);
                Expect.True(accepted == !zero, $"accepted: {accepted}, shared secret zero: {zero}");
                Expect.Bytes(published, shared);
                return accepted ? Verdict.Accepted : Verdict.Refused;
            }
        );
}
