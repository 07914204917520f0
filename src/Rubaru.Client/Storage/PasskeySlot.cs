using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Storage;

/// <summary>
/// A slot that a passkey opens: params = salt(32) || len(2) || credential id, KEK = HKDF of the passkey's PRF output for that
/// salt. The passkey itself stays in its authenticator.
/// </summary>
internal static class PasskeySlot
{
    public const int SaltSize = 32;
    private const int Head = SaltSize + 2;

    public static byte[] Create(
        ISodium sodium,
        ReadOnlySpan<byte> credential,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> output,
        ReadOnlySpan<byte> secret
    )
    {
        Sizes.Require(salt.Length == SaltSize && credential.Length is > 0 and <= Limits.MostCredentialId);
        var parameters = new byte[Head + credential.Length];
        salt.CopyTo(parameters);
        BinaryPrimitives.WriteUInt16BigEndian(parameters.AsSpan(SaltSize), (ushort)credential.Length);
        credential.CopyTo(parameters.AsSpan(Head));
        Span<byte> key = stackalloc byte[KeySizes.AeadKey];
        Slot.DeriveKey(sodium, SlotType.Passkey, "vault"u8, output, key);
        var slot = Slot.Seal(sodium, SlotType.Passkey, key, parameters, secret);
        CryptographicOperations.ZeroMemory(key);
        return slot;
    }

    /// <summary>What the browser must be asked for.</summary>
    public static (byte[] Credential, byte[] Salt)? TryRead(ReadOnlySpan<byte> slot) =>
        Size(slot) is { } size ? (slot[(1 + Head)..(1 + size)].ToArray(), slot[1..(1 + SaltSize)].ToArray()) : null;

    /// <returns>32 bytes; <c>null</c> when it was another passkey, or the slot was changed.</returns>
    public static byte[]? TryOpen(ISodium sodium, ReadOnlySpan<byte> output, ReadOnlySpan<byte> slot)
    {
        if (Size(slot) is not { } size)
            return null;
        Span<byte> key = stackalloc byte[KeySizes.AeadKey];
        Slot.DeriveKey(sodium, SlotType.Passkey, "vault"u8, output, key);
        var secret = Slot.TryOpen(sodium, SlotType.Passkey, key, size, slot);
        CryptographicOperations.ZeroMemory(key);
        return secret;
    }

    private static int? Size(ReadOnlySpan<byte> slot) =>
        slot.Length > 1 + Head
        && slot[0] == (byte)SlotType.Passkey
        && BinaryPrimitives.ReadUInt16BigEndian(slot[(1 + SaltSize)..])
            is > 0
                and <= Limits.MostCredentialId
                and var size
        && slot.Length > 1 + Head + size
            ? Head + size
            : null;
}
