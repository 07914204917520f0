using System.Security.Cryptography;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Server.Storage;

/// <summary>CAEAD of protocol section 1 with label "store": what the ciphertext column holds (section 7.1, layers at rest).</summary>
internal static class StorageCipher
{
    private const int NonceSize = 24;
    private const int CommitmentSize = 32;
    private const int HeaderSize = NonceSize + CommitmentSize;

    /// <summary>n(24) || commitment(32) || ciphertext || tag(16).</summary>
    public const int Overhead = HeaderSize + KeySizes.AeadTag;

    // A key is used once, because it is derived from a fresh 24-byte salt; so its nonce may be constant.
    private static readonly byte[] Nonce = new byte[KeySizes.AeadNonce];

    public static byte[] Seal(
        ISodium sodium,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext
    )
    {
        var box = new byte[plaintext.Length + Overhead];
        sodium.Random(box.AsSpan(0, NonceSize));
        Span<byte> derived = stackalloc byte[KeySizes.AeadKey + CommitmentSize];
        Derive(sodium, key, box.AsSpan(0, NonceSize), derived);
        derived[KeySizes.AeadKey..].CopyTo(box.AsSpan(NonceSize));
        sodium.AeadEncrypt(derived[..KeySizes.AeadKey], Nonce, associatedData, plaintext, box.AsSpan(HeaderSize));
        CryptographicOperations.ZeroMemory(derived);
        return box;
    }

    public static bool TryOpen(
        ISodium sodium,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> box,
        Span<byte> plaintext
    )
    {
        if (box.Length != plaintext.Length + Overhead)
        {
            return false;
        }
        Span<byte> derived = stackalloc byte[KeySizes.AeadKey + CommitmentSize];
        Derive(sodium, key, box[..NonceSize], derived);
        var opened =
            CryptographicOperations.FixedTimeEquals(derived[KeySizes.AeadKey..], box[NonceSize..HeaderSize])
            && sodium.AeadDecrypt(derived[..KeySizes.AeadKey], Nonce, associatedData, box[HeaderSize..], plaintext);
        CryptographicOperations.ZeroMemory(derived);
        return opened;
    }

    private static void Derive(ISodium sodium, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, Span<byte> derived)
    {
        Span<byte> prk = stackalloc byte[KeySizes.Hash];
        sodium.HkdfExtract(salt, key, prk);
        sodium.HkdfExpand(prk, "Rubaru/1 caeadstore"u8, derived);
        CryptographicOperations.ZeroMemory(prk);
    }
}
