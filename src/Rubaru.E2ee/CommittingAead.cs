using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>CAEAD(K, label, ad, pt) of protocol section 1: the key-committing AEAD for stored data.</summary>
public static class CommittingAead
{
    /// <summary>n(24) || commitment(32) || ciphertext || tag(16).</summary>
    public const int Overhead = Salt + Commitment + KeySizes.AeadTag;

    private const int Salt = 24;
    private const int Commitment = 32;

    /// <summary>The key of every box is fresh (its salt is random), so the nonce may be constant.</summary>
    private static ReadOnlySpan<byte> Nonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <param name="key">Of any length, usually 32 bytes; must have full entropy.</param>
    /// <returns>A box <see cref="Overhead"/> bytes longer than the plaintext.</returns>
    public static byte[] Seal(
        ISodium sodium,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext
    )
    {
        var box = new byte[Overhead + plaintext.Length];
        Span<byte> okm = stackalloc byte[64];
        sodium.Random(box.AsSpan(0, Salt));
        Derive(sodium, key, label, box.AsSpan(0, Salt), okm);
        okm[32..].CopyTo(box.AsSpan(Salt));
        sodium.AeadEncrypt(okm[..32], Nonce, associatedData, plaintext, box.AsSpan(Salt + Commitment));
        CryptographicOperations.ZeroMemory(okm);
        return box;
    }

    /// <returns><c>null</c> when the box was not made with this key, label and associated data, or was changed.</returns>
    public static byte[]? TryOpen(
        ISodium sodium,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> box
    )
    {
        if (box.Length < Overhead)
        {
            return null;
        }

        Span<byte> okm = stackalloc byte[64];
        Derive(sodium, key, label, box[..Salt], okm);
        byte[]? plaintext = null;
        // The commitment first: a box that opens under two keys cannot pass it (section 1).
        if (CryptographicOperations.FixedTimeEquals(okm[32..], box.Slice(Salt, Commitment)))
        {
            plaintext = new byte[box.Length - Overhead];
            if (!sodium.AeadDecrypt(okm[..32], Nonce, associatedData, box[(Salt + Commitment)..], plaintext))
            {
                plaintext = null;
            }
        }

        CryptographicOperations.ZeroMemory(okm);
        return plaintext;
    }

    private static void Derive(
        ISodium sodium,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> salt,
        Span<byte> okm
    )
    {
        Span<byte> prk = stackalloc byte[KeySizes.Hash];
        Span<byte> info = label.Length <= 128 ? stackalloc byte[14 + label.Length] : new byte[14 + label.Length];
        sodium.HkdfExtract(salt, key, prk);
        sodium.HkdfExpand(prk, new Concatenation(info).Add("Rubaru/1 caead"u8).Add(label).Bytes, okm);
        CryptographicOperations.ZeroMemory(prk);
    }
}
