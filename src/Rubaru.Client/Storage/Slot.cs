using System.Security.Cryptography;
using Rubaru.E2ee;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Storage;

/// <summary>
/// slot = type(1) || params || CAEAD(KEK, "slot" || type, params, secret) of protocol section 11: one wrapping of the
/// vault's master key, or of a backup's key. The committing AEAD makes sure that one slot opens under one key only.
/// </summary>
internal static class Slot
{
    public const int SecretSize = 32;

    public static byte[] Seal(
        ISodium sodium,
        SlotType type,
        ReadOnlySpan<byte> keyEncryptionKey,
        ReadOnlySpan<byte> parameters,
        ReadOnlySpan<byte> secret
    )
    {
        var box = CommittingAead.Seal(sodium, keyEncryptionKey, Label(type), parameters, secret);
        return [(byte)type, .. parameters, .. box];
    }

    /// <param name="parameters">Their length; the caller has read them out of the slot before.</param>
    /// <returns>32 bytes; <c>null</c> when the key is another one or the slot was changed.</returns>
    public static byte[]? TryOpen(
        ISodium sodium,
        SlotType type,
        ReadOnlySpan<byte> keyEncryptionKey,
        int parameters,
        ReadOnlySpan<byte> slot
    ) =>
        slot.Length == 1 + parameters + SecretSize + CommittingAead.Overhead && slot[0] == (byte)type
            ? CommittingAead.TryOpen(
                sodium,
                keyEncryptionKey,
                Label(type),
                slot.Slice(1, parameters),
                slot[(1 + parameters)..]
            )
            : null;

    /// <summary>
    /// KEK = HKDF.Expand(HKDF.Extract("Rubaru/1 slot", secret), type || use, 32), for secrets that are random already.
    /// </summary>
    /// <param name="use">What is wrapped: the same recovery words open the vault and backups under different keys.</param>
    public static void DeriveKey(
        ISodium sodium,
        SlotType type,
        ReadOnlySpan<byte> use,
        ReadOnlySpan<byte> secret,
        Span<byte> keyEncryptionKey
    )
    {
        Span<byte> pseudorandom = stackalloc byte[KeySizes.Hash];
        sodium.HkdfExtract("Rubaru/1 slot"u8, secret, pseudorandom);
        sodium.HkdfExpand(pseudorandom, [(byte)type, .. use], keyEncryptionKey);
        CryptographicOperations.ZeroMemory(pseudorandom);
    }

    private static byte[] Label(SlotType type) => [.. "slot"u8, (byte)type];
}
