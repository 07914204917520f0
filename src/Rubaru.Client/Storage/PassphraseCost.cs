namespace Rubaru.Client.Storage;

/// <summary>What Argon2id costs (protocol section 11): stands in the slot, so that it can grow without breaking old ones.</summary>
internal readonly record struct PassphraseCost(uint Passes, uint MemoryKiB)
{
    /// <summary>Three passes over 64 MiB: what a phone's browser gives without trouble.</summary>
    public static PassphraseCost Usual { get; } = new(3, 64 * 1024);

    /// <summary>A slot comes from a file: costs beyond these would be an attack on this device, or no protection.</summary>
    public bool IsSane =>
        Passes is >= 1 and <= Limits.MostPasses
        && MemoryKiB is >= Limits.LeastPassphraseMemoryKiB and <= Limits.MostPassphraseMemoryKiB;
}
