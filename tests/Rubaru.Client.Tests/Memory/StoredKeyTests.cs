using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.E2ee.Tests.Memory;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.Memory;

/// <summary>Keys on their way to the disk and back: no buffer on the way keeps a copy of them, nor of the master key.</summary>
[Collection(nameof(Alone))]
public sealed class StoredKeyTests
{
    private static readonly byte[] Contact = new byte[16];

    [Fact]
    public void Sessions_that_were_stored_and_read_leave_only_their_boxes_when_they_and_the_vault_end() =>
        Inspection.LeavesOnly(sodium => StoreAndReadAsync(sodium).GetAwaiter().GetResult());

    /// <returns>The boxes on the disk, whose commitments are public.</returns>
    private static async Task<Func<byte[][]>> StoreAndReadAsync(WitnessSodium sodium)
    {
        var (store, device) = (new MemoryStore(), new MemoryDeviceKey(new NativeSodium()));
        var (made, slot) = await Vault.CreateAsync(sodium, device);
        var couple = new Couple(sodium).WithoutPeople();
        var transaction = new Transaction(made, store, 1);
        transaction.Add(slot);
        foreach (var session in new[] { couple.A, couple.B })
        {
            // Session ids are equal, so the second key differs from the first in one byte.
            byte[] key = [.. Contact, session.IsInitiator ? (byte)1 : (byte)2];
            var record = new CborRecord()
                .AddSecret(1, session.ToBytes())
                .Add(2, (DateTimeOffset?)DateTimeOffset.UnixEpoch);
            transaction.Put(Table.Sessions, key, record.ToBytes());
        }

        await transaction.CommitAsync();
        made.Dispose();

        using var vault = (await Vault.TryOpenAsync(sodium, store, device))!;
        var read = await SessionSet.LoadAsync(new Records(vault, store), Contact);
        Assert.Equal(2, read.All.Length);
        foreach (var alive in read.All)
        {
            alive.Session.Wipe();
        }

        couple.A.Wipe();
        couple.B.Wipe();
        var boxes = await store.ReadRangeAsync(Table.Sessions, null, null, int.MaxValue, false);
        return () => [.. boxes.Select(box => box.Value)];
    }
}
