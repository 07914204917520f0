using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>RK (protocol section 5.2). Immutable until wiped; may be shared between states.</summary>
internal sealed class RootKey(byte[] key)
{
    public const int Size = 32;

    public ReadOnlySpan<byte> Bytes => key;

    /// <summary>
    /// prk = HKDF.Extract(RK, ikm); okm = HKDF.Expand(prk, "Rubaru/1 root" || e || H(pk_prev || pk || ct || ctA || run_id), 64).
    /// </summary>
    /// <param name="secrets">ikm: ss, in epoch 2 followed by ssA.</param>
    /// <param name="previousKey">pk_prev: the ratchet key of epoch e-1.</param>
    /// <param name="block">pk || ct || ctA || run_id, the bytes of the message between r and the commitment.</param>
    public (RootKey Root, ChainKey Chain) Step(
        ISodium sodium,
        ReadOnlySpan<byte> secrets,
        uint epoch,
        ReadOnlySpan<byte> previousKey,
        ReadOnlySpan<byte> block
    )
    {
        Span<byte> keys = stackalloc byte[KeySizes.KemPublic + RatchetMessage.MaxTurnBlock];
        Span<byte> info = stackalloc byte[13 + sizeof(uint) + KeySizes.Hash];
        new Concatenation(info).Add("Rubaru/1 root"u8).Add(epoch);
        sodium.Sha256(new Concatenation(keys).Add(previousKey).Add(block).Bytes, info[(13 + sizeof(uint))..]);

        Span<byte> prk = stackalloc byte[KeySizes.Hash];
        Span<byte> okm = stackalloc byte[Size + ChainKey.Size];
        sodium.HkdfExtract(key, secrets, prk);
        sodium.HkdfExpand(prk, info, okm);
        var step = (new RootKey(okm[..Size].ToArray()), new ChainKey(okm[Size..].ToArray()));
        CryptographicOperations.ZeroMemory(prk);
        CryptographicOperations.ZeroMemory(okm);
        return step;
    }

    public void Wipe() => CryptographicOperations.ZeroMemory(key);
}
