using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// Whether a public key of somebody else can be used at all. Checked when a key arrives, so that a hostile key is a
/// rejected message there and never a failing <see cref="Session.Encrypt"/> later.
/// </summary>
internal static class KemPublicKey
{
    private const int Modulus = 3329;
    private const int Coefficients = 768 * 12 / 8;

    /// <summary>X-Wing key: the modulus check of FIPS 203 section 7.2 on the ML-KEM half, no low-order point in the other.</summary>
    public static bool IsUsable(ISodium sodium, ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == KeySizes.KemPublic
        && IsReduced(publicKey[..Coefficients])
        && IsUsableX25519(sodium, publicKey[KeySizes.MlKemPublic..]);

    public static bool IsUsableX25519(ISodium sodium, ReadOnlySpan<byte> publicKey)
    {
        // Any scalar does: clamping makes it a multiple of 8, which takes every low-order point to zero.
        ReadOnlySpan<byte> scalar = stackalloc byte[KeySizes.X25519];
        Span<byte> shared = stackalloc byte[KeySizes.X25519];
        return publicKey.Length == KeySizes.X25519 && sodium.X25519(scalar, publicKey, shared);
    }

    private static bool IsReduced(ReadOnlySpan<byte> packed)
    {
        var reduced = true;
        for (var i = 0; i < packed.Length; i += 3)
        {
            var first = packed[i] | (packed[i + 1] & 0x0F) << 8;
            var second = packed[i + 1] >> 4 | packed[i + 2] << 4;
            reduced &= first < Modulus && second < Modulus;
        }

        return reduced;
    }
}
