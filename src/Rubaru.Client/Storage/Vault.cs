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
    private static readonly byte[] _formerName = "former"u8.ToArray();
    private static readonly byte[] _indexName = "index"u8.ToArray();

    private readonly ISodium _sodium;

    /// <summary>The master key and then those of before, which go with the vault: a reader may still hold what they sealed.</summary>
    private readonly List<byte[]> _keys;
    private readonly byte[] _indexKey = new byte[KeySizes.Hash];

    private Vault(ISodium sodium, byte[] key)
    {
        _sodium = sodium;
        _keys = [key];
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

    /// <summary>A new master key; no slot opens it yet.</summary>
    public static Vault Create(ISodium sodium)
    {
        var key = new byte[KeySize];
        sodium.Random(key);
        return new Vault(sodium, key);
    }

    /// <summary>A new master key and the change that stores its device slot.</summary>
    public static async Task<(Vault Vault, Change Slot)> CreateAsync(ISodium sodium, IDeviceKey device)
    {
        var vault = Create(sodium);
        return (vault, await vault.DeviceSlotAsync(device));
    }

    /// <summary>Records may still be sealed under the master key of before: <see cref="Locking.Resealing"/> is not done.</summary>
    public bool IsRenewing { get; private set; }

    /// <summary>What <see cref="Renew"/> left in the store: the key of before, and the key of the names of records.</summary>
    /// <exception cref="VaultException">It was damaged.</exception>
    public async Task LoadAsync(IStore store)
    {
        if (await store.ReadAsync(Table.Vault, _indexName) is { } index)
        {
            var names = Unwrap("index"u8, index, _indexKey.Length);
            names.CopyTo(_indexKey, 0);
            CryptographicOperations.ZeroMemory(names);
        }
        if (await store.ReadAsync(Table.Vault, _formerName) is { } former)
        {
            _keys.Add(Unwrap("former"u8, former, KeySize));
            IsRenewing = true;
        }
    }

    /// <summary>
    /// A vault under a new master key, and what has to be stored with the slots that open it: the key of now, so that it opens
    /// every record until all are sealed anew, and the key of the names, which stay. It holds once <see cref="Follow"/> is
    /// called after that commit; whoever fails before disposes of it.
    /// </summary>
    public (Vault Next, IReadOnlyList<Change> Changes) Renew()
    {
        var next = Create(_sodium);
        return (
            next,
            [
                new(Table.Vault, _formerName, CommittingAead.Seal(_sodium, next._keys[0], "former"u8, [], _keys[0])),
                new(Table.Vault, _indexName, CommittingAead.Seal(_sodium, next._keys[0], "index"u8, [], _indexKey)),
            ]
        );
    }

    /// <summary>From now on everything is sealed under the new key, which this vault takes over.</summary>
    public void Follow(Vault next)
    {
        _keys.InsertRange(0, next._keys);
        next._keys.Clear();
        IsRenewing = true;
    }

    /// <summary>Every record is sealed under the master key; <see cref="Renewed"/> is called after the commit.</summary>
    public static Change Forget() => new(Table.Vault, _formerName, null);

    public void Renewed() => IsRenewing = false;

    public async Task<Change> DeviceSlotAsync(IDeviceKey device) =>
        VaultSlots.Put(SlotType.Device, [DeviceSlot, .. await device.WrapAsync([DeviceSlot], _keys[0])]);

    public Change PassphraseSlotOf(SlotType type, ReadOnlySpan<byte> passphrase, PassphraseCost cost) =>
        VaultSlots.Put(type, PassphraseSlot.Create(_sodium, type, passphrase, cost, _keys[0]));

    public Change PasskeySlotOf(ReadOnlySpan<byte> credential, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> output) =>
        VaultSlots.Put(SlotType.Passkey, PasskeySlot.Create(_sodium, credential, salt, output, _keys[0]));

    public Change RecoverySlotOf(ReadOnlySpan<byte> recoveryKey) =>
        VaultSlots.Put(SlotType.Recovery, RecoverySlot.Create(_sodium, "vault"u8, recoveryKey, _keys[0]));

    public byte[] Seal(Table table, ReadOnlySpan<byte> key, ulong version, ReadOnlySpan<byte> record)
    {
        var box = CommittingAead.Seal(_sodium, _keys[0], "rec"u8, AssociatedData(table, key, version), record);
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
            : TryOpen(0, AssociatedData(table, key, version), value)
                ?? TryOpenByFormer(AssociatedData(table, key, version), value)
                ?? throw Damaged(table);
    }

    /// <returns>The record sealed under the master key of now; <c>null</c> when it is already, or no key opens it.</returns>
    public byte[]? TryReseal(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (value.Length < 8)
            return null;
        var version = BinaryPrimitives.ReadUInt64BigEndian(value);
        var data = AssociatedData(table, key, version);
        if (TryOpen(0, data, value) is { } current)
        {
            CryptographicOperations.ZeroMemory(current);
            return null;
        }
        if (TryOpenByFormer(data, value) is not { } record)
            return null;
        var resealed = Seal(table, key, version, record);
        CryptographicOperations.ZeroMemory(record);
        return resealed;
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
        foreach (var key in _keys)
            CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(_indexKey);
    }

    private byte[]? TryOpenByFormer(byte[] data, ReadOnlySpan<byte> value)
    {
        for (var i = 1; i < _keys.Count; i++)
        {
            if (TryOpen(i, data, value) is { } record)
                return record;
        }
        return null;
    }

    private byte[]? TryOpen(int key, byte[] data, ReadOnlySpan<byte> value) =>
        CommittingAead.TryOpen(_sodium, _keys[key], "rec"u8, data, value[8..]);

    private byte[] Unwrap(ReadOnlySpan<byte> label, byte[] box, int size) =>
        CommittingAead.TryOpen(_sodium, _keys[0], label, [], box) is { } key && key.Length == size
            ? key
            : throw Damaged(Table.Vault);

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
