using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.Storage;

public sealed class VaultTests : IAsyncDisposable
{
    private static readonly byte[] _key = [1, 2, 3];
    private readonly NativeSodium _sodium = new();
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task A_record_opens_under_its_own_table_key_and_version_only()
    {
        var (vault, _) = await Vault.CreateAsync(_sodium, new MemoryDeviceKey(_sodium));
        var sealedRecord = vault.Seal(Table.Messages, _key, 1, [9, 8, 7]);

        Assert.Equal([9, 8, 7], vault.Open(Table.Messages, _key, sealedRecord));
        Assert.Throws<VaultException>(() => vault.Open(Table.Outbox, _key, sealedRecord));
        Assert.Throws<VaultException>(() => vault.Open(Table.Messages, [1, 2, 4], sealedRecord));
        for (var i = 0; i < sealedRecord.Length; i++)
        {
            var changed = sealedRecord.ToArray();
            changed[i] ^= 1;
            Assert.Throws<VaultException>(() => vault.Open(Table.Messages, _key, changed));
        }
    }

    [Fact]
    public async Task Only_the_device_key_opens_the_profile()
    {
        var device = new MemoryDeviceKey(_sodium);
        Assert.Null(await Vault.TryOpenAsync(_sodium, _store, device));
        var (vault, slot) = await Vault.CreateAsync(_sodium, device);
        await _store.CommitAsync([slot, Schema.Current.Written]);
        var record = vault.Seal(Table.Profile, _key, 1, [5]);

        var again = await Vault.TryOpenAsync(_sodium, _store, device);
        Assert.Equal([5], again!.Open(Table.Profile, _key, record));
        Assert.Equal(vault.Index("a"u8, [1]), again.Index("a"u8, [1]));
        Assert.NotEqual(vault.Index("a"u8, [1]), vault.Index("b"u8, [1]));

        await Assert.ThrowsAsync<VaultException>(() =>
            Vault.TryOpenAsync(_sodium, _store, new MemoryDeviceKey(_sodium))
        );
        await device.EraseAsync();
        await Assert.ThrowsAsync<VaultException>(() => Vault.TryOpenAsync(_sodium, _store, device));
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_to_date_step_by_step()
    {
        var vault = await ProfileAsync(new Schema());
        var calls = 0;
        Migration rename = async (v, store, transaction) =>
        {
            calls++;
            var records = new Records(v, store);
            foreach (var (key, map) in await records.ReadRangeAsync(Table.Drafts))
                transaction.Put(Table.Drafts, key, new CborRecord().Add(7, map.Text(1)).ToBytes());
        };
        Migration upper = async (v, store, transaction) =>
        {
            calls++;
            var records = new Records(v, store);
            foreach (var (key, map) in await records.ReadRangeAsync(Table.Drafts))
                transaction.Put(Table.Drafts, key, new CborRecord().Add(7, map.Text(7)!.ToUpperInvariant()).ToBytes());
        };

        await new Schema(rename).UpgradeAsync(vault, _store);
        await new Schema(rename, upper).UpgradeAsync(vault, _store);
        await new Schema(rename, upper).UpgradeAsync(vault, _store);

        Assert.Equal(2, calls);
        var record = await new Records(vault, _store).ReadAsync(Table.Drafts, _key);
        Assert.Equal("OLD", record!.Text(7));
    }

    [Fact]
    public async Task A_step_that_dies_leaves_the_older_schema_whole()
    {
        var vault = await ProfileAsync(new Schema());
        var before = _store.Everything();
        Migration half = (_, _, transaction) =>
        {
            transaction.Delete(Table.Drafts, _key);
            throw new InvalidOperationException("died");
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => new Schema(half).UpgradeAsync(vault, _store));
        Assert.Equal(before, _store.Everything());
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_not_touched()
    {
        Migration nothing = (_, _, _) => Task.CompletedTask;
        var vault = await ProfileAsync(new Schema(nothing, nothing));
        var before = _store.Everything();

        var error = await Assert.ThrowsAsync<NewerSchemaException>(() => Schema.Current.UpgradeAsync(vault, _store));
        Assert.Contains("schema 3", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _store.Everything());
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<Vault> ProfileAsync(Schema schema)
    {
        var (vault, slot) = await Vault.CreateAsync(_sodium, new MemoryDeviceKey(_sodium));
        var transaction = new Transaction(vault, _store, schema.Version);
        transaction.Add(slot);
        transaction.Add(schema.Written);
        transaction.Put(Table.Drafts, _key, new CborRecord().Add(1, "old").ToBytes());
        await transaction.CommitAsync();
        return vault;
    }
}
