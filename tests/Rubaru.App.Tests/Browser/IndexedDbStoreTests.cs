using Rubaru.App.Browser;
using Rubaru.Client.Storage;

namespace Rubaru.App.Tests.Browser;

/// <summary>What the store makes of the answers of indexed-db-store.js; the script itself is tested in a browser.</summary>
public sealed class IndexedDbStoreTests : BunitContext
{
    private readonly BunitJSModuleInterop module;

    public IndexedDbStoreTests() => module = JSInterop.SetupModule("./_content/Rubaru.App/js/indexed-db-store.js");

    [Fact]
    public async Task A_full_device_is_said_so_and_leaves_the_store_usable()
    {
        var (store, commit) = await OpenAsync();
        commit.SetResult(1);
        await Assert.ThrowsAsync<StorageFullException>(() => store.CommitAsync([new Change(Table.Seen, [1], [2])]));

        commit.SetResult(0);
        await store.CommitAsync([new Change(Table.Seen, [1], [2])]);
        Assert.False(store.IsLost);
    }

    [Fact]
    public async Task A_taken_store_is_lost_once_and_never_called_again()
    {
        var (store, commit) = await OpenAsync();
        var told = 0;
        store.Lost += () => told++;
        commit.SetResult(2);

        await Assert.ThrowsAsync<StoreInUseException>(() => store.CommitAsync([new Change(Table.Seen, [1], [2])]));
        await Assert.ThrowsAsync<StoreInUseException>(() => store.CommitAsync([new Change(Table.Seen, [1], [2])]));
        await Assert.ThrowsAsync<StoreInUseException>(() => store.ReadAsync(Table.Seen, [1]));

        Assert.Equal(1, told);
        Assert.True(store.IsLost);
        Assert.Single(commit.Invocations);
    }

    private async Task<(IndexedDbStore Store, JSRuntimeInvocationHandler<int> Commit)> OpenAsync()
    {
        var opened = module.SetupModule(invocation => invocation.Identifier == "open");
        var commit = opened.Setup<int>("commit", _ => true);
        return (await IndexedDbStore.OpenAsync(JSInterop.JSRuntime, takeOver: false), commit);
    }
}
