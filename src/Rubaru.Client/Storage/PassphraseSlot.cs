using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Storage;

/// <summary>
/// A slot that a passphrase opens: params = passes(4) || memory in KiB(4) || salt(16), KEK = Argon2id(passphrase, salt).
/// The passphrase is UTF-8 of its NFKC form (<see cref="ClientPlatform.Normalize"/>).
/// </summary>
internal static class PassphraseSlot
{
    private const int Parameters = 4 + 4 + KeySizes.PasswordSalt;

    /// <exception cref="InsufficientMemoryException">The device does not give the memory that it costs.</exception>
    public static byte[] Create(
        ISodium sodium,
        SlotType type,
        ReadOnlySpan<byte> passphrase,
        PassphraseCost cost,
        ReadOnlySpan<byte> secret
    )
    {
        var parameters = new byte[Parameters];
        BinaryPrimitives.WriteUInt32BigEndian(parameters, cost.Passes);
        BinaryPrimitives.WriteUInt32BigEndian(parameters.AsSpan(4), cost.MemoryKiB);
        sodium.Random(parameters.AsSpan(8));
        Span<byte> key = stackalloc byte[KeySizes.PasswordKey];
        try
        {
            Stretch(sodium, passphrase, parameters, cost, key);
            return Slot.Seal(sodium, type, key, parameters, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <returns>32 bytes; <c>null</c> when the passphrase is another one, or the slot is not one of this type.</returns>
    /// <exception cref="InsufficientMemoryException">The device does not give the memory that it costs.</exception>
    public static byte[]? TryOpen(ISodium sodium, SlotType type, ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> slot)
    {
        if (slot.Length < 1 + Parameters || slot[0] != (byte)type)
            return null;
        var parameters = slot.Slice(1, Parameters);
        var cost = new PassphraseCost(
            BinaryPrimitives.ReadUInt32BigEndian(parameters),
            BinaryPrimitives.ReadUInt32BigEndian(parameters[4..])
        );
        if (!cost.IsSane)
            return null;
        Span<byte> key = stackalloc byte[KeySizes.PasswordKey];
        try
        {
            Stretch(sodium, passphrase, parameters, cost, key);
            return Slot.TryOpen(sodium, type, key, Parameters, slot);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static void Stretch(
        ISodium sodium,
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> parameters,
        PassphraseCost cost,
        Span<byte> key
    )
    {
        if (!sodium.PasswordHash(passphrase, parameters[8..], cost.Passes, cost.MemoryKiB, key))
            throw new InsufficientMemoryException("The device does not give the memory that the passphrase costs.");
    }
}
