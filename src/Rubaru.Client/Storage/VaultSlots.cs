namespace Rubaru.Client.Storage;

/// <summary>The slots of a profile as they stand in the store: at most one of each type. Any one of them opens the vault.</summary>
internal sealed class VaultSlots
{
    private static readonly byte[] _prefix = "slot/"u8.ToArray();
    private readonly Dictionary<SlotType, byte[]> _slots = [];

    public byte[]? this[SlotType type] => _slots.GetValueOrDefault(type);

    /// <summary>There is no profile on this device.</summary>
    public bool IsEmpty => _slots.Count == 0;

    public static async Task<VaultSlots> ReadAsync(IStore store)
    {
        var slots = new VaultSlots();
        var found = await store.ReadRangeAsync(Table.Vault, _prefix, Records.After(_prefix), int.MaxValue, false);
        slots.Follow(found.Select(record => new Change(Table.Vault, record.Key, record.Value)));
        return slots;
    }

    public static Change Put(SlotType type, byte[] slot) => new(Table.Vault, Key(type), slot);

    public static Change Delete(SlotType type) => new(Table.Vault, Key(type), null);

    /// <summary>The memory follows what was committed.</summary>
    public void Follow(IEnumerable<Change> changes)
    {
        foreach (var change in changes)
        {
            foreach (var type in Enum.GetValues<SlotType>().Where(type => change.Key.AsSpan().SequenceEqual(Key(type))))
            {
                if (change.Value is null)
                    _slots.Remove(type);
                else
                    _slots[type] = change.Value;
            }
        }
    }

    private static byte[] Key(SlotType type) =>
        [
            .. _prefix,
            .. type switch
            {
                SlotType.Device => "device"u8,
                SlotType.Passphrase => "passphrase"u8,
                SlotType.Passkey => "passkey"u8,
                SlotType.Recovery => "recovery"u8,
                _ => "panic"u8,
            },
        ];
}
