using System.Security.Cryptography;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Storage;

/// <summary>A slot that the recovery words open; it has no params. The words are <see cref="RecoveryWords"/>.</summary>
internal static class RecoverySlot
{
    /// <param name="use">"vault" or "backup".</param>
    /// <param name="recoveryKey">32 bytes.</param>
    public static byte[] Create(
        ISodium sodium,
        ReadOnlySpan<byte> use,
        ReadOnlySpan<byte> recoveryKey,
        ReadOnlySpan<byte> secret
    )
    {
        Span<byte> key = stackalloc byte[KeySizes.AeadKey];
        Slot.DeriveKey(sodium, SlotType.Recovery, use, recoveryKey, key);
        var slot = Slot.Seal(sodium, SlotType.Recovery, key, [], secret);
        CryptographicOperations.ZeroMemory(key);
        return slot;
    }

    /// <returns>32 bytes; <c>null</c> when the words are others, or the slot was changed.</returns>
    public static byte[]? TryOpen(
        ISodium sodium,
        ReadOnlySpan<byte> use,
        ReadOnlySpan<byte> recoveryKey,
        ReadOnlySpan<byte> slot
    )
    {
        Span<byte> key = stackalloc byte[KeySizes.AeadKey];
        Slot.DeriveKey(sodium, SlotType.Recovery, use, recoveryKey, key);
        var secret = Slot.TryOpen(sodium, SlotType.Recovery, key, 0, slot);
        CryptographicOperations.ZeroMemory(key);
        return secret;
    }
}
