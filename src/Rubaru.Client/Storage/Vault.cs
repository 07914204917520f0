using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.E2ee;
using Rubaru.Sodium;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Client.Storage;

/// <summary>The profile cannot be opened: its device key is gone, or a record was damaged.</summary>
public sealed class VaultException(string message) : Exception(message);

/// <summary>
/// The vault master key and what it seals (protocol section 11):
/// record = version(8) || CAEAD(VMK, "rec", len(2)||table || len(2)||key || version(8), cbor). The version is the schema
/// under which the record was written; it stands in front so that a record can be opened before it is migrated.
/// </summary>
internal sealed class Vault : IDisposable
{
    private const int KeySize = 32;
    private const byte DeviceSlot = (byte)SlotType.Device;

    private readonly ISodium _sodium;
    private readonly byte[] _key;
    private readonly byte[] _indexKey = new byte[KeySizes.Hash];

    private Vault(ISodium sodium, byte[] key)
    {
        _sodium = sodium;
        _key = key;
        Span<byte> pseudorandom = stackalloc byte[KeySizes.Hash];
        sodium.HkdfExtract("Rubaru/1 vault"u8, key, pseudorandom);
        sodium.HkdfExpand(pseudorandom, "index"u8, _indexKey);
        CryptographicOperations.ZeroMemory(pseudorandom);
    }

    /// <summary>Opens by the device slot; <c>null</c> when there is none: no profile yet, or a locked one.</summary>
    public static async Task<Vault?> TryOpenAsync(ISodium sodium, IStore store, IDeviceKey device)
    {
        if ((await VaultSlots.ReadAsync(store))[SlotType.Device] is not { } slot)
            return null;
        var key = slot is [DeviceSlot, ..] ? await device.UnwrapAsync([DeviceSlot], slot[1..]) : null;
        return Of(sodium, key) ?? throw new VaultException("The key of this device does not open the profile.");
    }

    /// <summary>The vault that a slot opened; it owns the array and wipes it.</summary>
    public static Vault? Of(ISodium sodium, byte[]? key) => key is { Length: KeySize } ? new Vault(sodium, key) : null;

    /// <summary>A new master key and the changes that store its device slot.</summary>
    public static async Task<(Vault Vault, Change Slot)> CreateAsync(ISodium sodium, IDeviceKey device)
    {
        var key = new byte[KeySize];
        sodium.Random(key);
        var vault = new Vault(sodium, key);
        return (vault, await vault.DeviceSlotAsync(device));
    }

    public async Task<Change> DeviceSlotAsync(IDeviceKey device) =>
        VaultSlots.Put(SlotType.Device, [DeviceSlot, .. await device.WrapAsync([DeviceSlot], _key)]);

    public Change PassphraseSlotOf(SlotType type, ReadOnlySpan<byte> passphrase, PassphraseCost cost) =>
        VaultSlots.Put(type, PassphraseSlot.Create(_sodium, type, passphrase, cost, _key));

    public Change PasskeySlotOf(ReadOnlySpan<byte> credential, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> output) =>
        VaultSlots.Put(SlotType.Passkey, PasskeySlot.Create(_sodium, credential, salt, output, _key));

    public Change RecoverySlotOf(ReadOnlySpan<byte> recoveryKey) =>
        VaultSlots.Put(SlotType.Recovery, RecoverySlot.Create(_sodium, "vault"u8, recoveryKey, _key));

    public byte[] Seal(Table table, ReadOnlySpan<byte> key, ulong version, ReadOnlySpan<byte> record)
    {
        var box = CommittingAead.Seal(_sodium, _key, "rec"u8, AssociatedData(table, key, version), record);
        var value = new byte[8 + box.Length];
        BinaryPrimitives.WriteUInt64BigEndian(value, version);
        box.CopyTo(value, 8);
        return value;
    }

    /// <exception cref="VaultException">The record was not written by this vault under this table and key.</exception>
    public byte[] Open(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var version = value.Length < 8 ? 0 : BinaryPrimitives.ReadUInt64BigEndian(value);
        return value.Length < 8
            ? throw Damaged(table)
            : CommittingAead.TryOpen(_sodium, _key, "rec"u8, AssociatedData(table, key, version), value[8..])
                ?? throw Damaged(table);
    }

    /// <summary>
    /// A record key that tells nothing to who reads the store: HMAC under a key of the vault. 16 bytes.
    /// </summary>
    public byte[] Index(ReadOnlySpan<byte> label, ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[KeySizes.Hash];
        _sodium.HkdfExtract(_indexKey, [.. label, 0, .. name], hash);
        return hash[..16].ToArray();
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_indexKey);
    }

    private static VaultException Damaged(Table table) => new($"A record of {table} is damaged.");

    private static byte[] AssociatedData(Table table, ReadOnlySpan<byte> key, ulong version)
    {
        var data = new byte[2 + 1 + 2 + key.Length + 8];
        BinaryPrimitives.WriteUInt16BigEndian(data, 1);
        data[2] = (byte)table;
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(3), (ushort)key.Length);
        key.CopyTo(data.AsSpan(5));
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(5 + key.Length), version);
        return data;
    }
}
