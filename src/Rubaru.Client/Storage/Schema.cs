using System.Buffers.Binary;

namespace Rubaru.Client.Storage;

/// <summary>The profile was written by a newer version of the app; this one must not touch it.</summary>
public sealed class NewerSchemaException(ulong found, ulong known)
    : Exception($"The profile has schema {found}; this version knows {known}. Reload to update.");

/// <summary>Turns the records of one schema into those of the next; everything it adds is committed in one transaction.</summary>
internal delegate Task Migration(Vault vault, IStore store, Transaction transaction);

/// <summary>
/// The schema number of a profile and the steps that bring an older one up to date. Step i leads from schema i+1 to
/// i+2 and commits together with the new number, so that a crash leaves either schema whole.
/// </summary>
internal sealed class Schema(params Migration[] steps)
{
    private static readonly byte[] _key = "schema"u8.ToArray();

    /// <summary>What this version writes.</summary>
    public static Schema Current { get; } = new();

    public ulong Version => (ulong)steps.Length + 1;

    public Change Written => Number(Version);

    /// <exception cref="NewerSchemaException">Nothing was changed.</exception>
    public async Task UpgradeAsync(Vault vault, IStore store)
    {
        var bytes = await store.ReadAsync(Table.Vault, _key);
        var found = bytes is { Length: 8 } ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
        if (found > Version)
            throw new NewerSchemaException(found, Version);
        if (found == 0)
            throw new VaultException("The profile has no schema number.");
        for (; found < Version; found++)
        {
            var transaction = new Transaction(vault, store, found + 1);
            await steps[found - 1](vault, store, transaction);
            transaction.Add(Number(found + 1));
            await transaction.CommitAsync();
        }
    }

    private static Change Number(ulong version)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, version);
        return new Change(Table.Vault, _key, bytes);
    }
}
