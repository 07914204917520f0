using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;

namespace Rubaru.Client.Tests.Sessions;

/// <summary>Two devices whose people have just met, as they are on disk; every walk begins with copies.</summary>
/// <param name="Ann">Image and key of the first device.</param>
/// <param name="Now">The moment the images were taken.</param>
internal sealed record Images(
    (MemoryStore Store, MemoryDeviceKey Key) Ann,
    (MemoryStore Store, MemoryDeviceKey Key) Bob,
    DateTimeOffset Now
)
{
    public static async Task<Images> TakeAsync()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SendAsync("hello");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        await bob.Only.SendAsync("hello");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
        await bob.StopAsync();
        await ann.StopAsync();
        await EmptyShelfAsync(ann.Store);
        await EmptyShelfAsync(bob.Store);
        return new Images((ann.Store, ann.DeviceKey), (bob.Store, bob.DeviceKey), town.Time.GetUtcNow());
    }

    /// <summary>The shelves of the town are gone, so nobody can use these; loading them would be most of a walk.</summary>
    private static async Task EmptyShelfAsync(MemoryStore store)
    {
        byte[] first = [(byte)PrekeyType.OneTime];
        byte[] after = [(byte)PrekeyType.OneTime + 1];
        var rows = await store.ReadRangeAsync(Table.Prekeys, first, after, int.MaxValue, false);
        await store.CommitAsync([.. rows.Select(row => new Change(Table.Prekeys, row.Key, null))]);
    }
}
