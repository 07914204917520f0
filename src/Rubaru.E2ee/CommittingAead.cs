using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>CAEAD(K, label, ad, pt) of protocol section 1: the key-committing AEAD for stored data.</summary>
public static class CommittingAead
{
    /// <summary>n(24) || commitment(32) || ciphertext || tag(16).</summary>
    public const int Overhead = 24 + 32 + 16;

    public static byte[] Seal(
        ISodium sodium,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext
    ) => throw new NotImplementedException();

    public static byte[]? TryOpen(
        ISodium sodium,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> box
    ) => throw new NotImplementedException();
}
