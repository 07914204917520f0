using CsCheck;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Storage;

public sealed class ReadAheadTests
{
    private static readonly Gen<byte[]> _key = Gen.Byte[0, 3].Array[1, 4];

    [Fact]
    public Task What_was_read_ahead_answers_as_the_store_does() =>
        Gen.Select(_key.Array[0, 12], _key.Null(), _key.Null(), _key, Gen.Int[0, 6], Gen.Bool)
            .SampleAsync(
                async (keys, from, to, single, limit, descending) =>
                {
                    var store = new MemoryStore();
                    await store.CommitAsync([.. keys.Select(key => new Change(Table.Outbox, key, [.. key, 9]))]);
                    var ahead = await ReadAhead.OfAsync(store, [Table.Outbox]);

                    var expected = await store.ReadRangeAsync(Table.Outbox, from, to, limit, descending);
                    var actual = ahead.ReadRange(Table.Outbox, from, to, limit, descending);
                    Assert.Equal(expected.Select(record => record.Key), actual.Select(record => record.Key));
                    Assert.Equal(expected.Select(record => record.Value), actual.Select(record => record.Value));
                    Assert.Equal(await store.ReadAsync(Table.Outbox, single), ahead.Read(Table.Outbox, single));
                },
                iter: 2_000
            );

    [Fact]
    public async Task A_profile_opens_with_one_more_read_for_each_contact()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        await town.ConnectAsync(ann, await town.SettleAsync("Bob"));
        var before = await ReadsOfOpeningAsync(ann);
        await town.ConnectAsync(ann, await town.SettleAsync("Carol"));
        await town.ConnectAsync(ann, await town.SettleAsync("Dave"));

        Assert.Equal(before + 2, await ReadsOfOpeningAsync(ann));
        Assert.Equal(3, ann.Client.Conversations.Count);
    }

    /// <summary>A screen waits for each of them.</summary>
    private static async Task<int> ReadsOfOpeningAsync(Person person)
    {
        await person.KillAsync();
        var before = person.Store.Reads;
        await person.StartAsync();
        return person.Store.Reads - before;
    }
}
