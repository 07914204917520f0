using Rubaru.Client.Locking;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Locking;

/// <summary>The first passphrase comes with a new master key (decision 23).</summary>
public sealed class ResealingTests
{
    private const string Passphrase = "banyan tree at noon";

    [Fact]
    public async Task Whoever_kept_the_device_key_opens_nothing_that_is_stored_after_the_first_passphrase()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await asha.Only.SendAsync("meet me at the old banyan");
        await town.UntilAsync(() => asha.AllDelivered, "it is delivered");
        await bob.Only.SaveDraftAsync("half a thou");
        await bob.Client.AppLock.MakeWordsAsync();
        using var thief = (await Vault.TryOpenAsync(town.Sodium, bob.Store, bob.DeviceKey))!;
        var before = await OpenedByAsync(thief, bob.Store);
        Assert.True(before.Opened > 60 && before.Sealed == before.Opened, $"{before} can be opened.");

        Assert.True(await bob.Client.AppLock.SetPassphraseAsync(Passphrase));

        var after = await OpenedByAsync(thief, bob.Store);
        Assert.True(after.Sealed >= before.Sealed && after.Opened == 0, $"{after} can be opened.");
        Assert.True(bob.DeviceKey.IsErased);
        // Everything is where it was, for who runs and for who starts again.
        Assert.Equal(["meet me at the old banyan"], bob.Heard);
        await bob.RestartAsync();
        await bob.Client.AppLock.UnlockAsync(Passphrase);
        await bob.Only.ShowAsync();
        Assert.Equal(["meet me at the old banyan"], bob.Heard);
        Assert.Equal("half a thou", bob.Only.Draft);
        await asha.Only.SendAsync("and bring tea");
        await town.UntilAsync(() => bob.Heard.Count == 2, "a message that came later is found beside the old one");
    }

    [Fact]
    public async Task The_recovery_words_of_before_open_the_profile_under_its_new_key()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        var words = string.Join(' ', await asha.Client.AppLock.MakeWordsAsync());
        await asha.Client.AppLock.SetPassphraseAsync(Passphrase);
        await asha.RestartAsync();
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockByWordsAsync(words));
        Assert.Equal("Asha", asha.Client.Name);
        Assert.Equal(words, string.Join(' ', await asha.Client.AppLock.ShowWordsAsync()));
    }

    [Fact]
    public async Task Each_first_passphrase_brings_its_own_key()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        await DraftsAsync(asha, 150);
        for (var round = 0; round < 3; round++)
        {
            using var thief = (await Vault.TryOpenAsync(town.Sodium, asha.Store, asha.DeviceKey))!;
            // The vault of a second round names its records by a key that is itself a record.
            await thief.LoadAsync(asha.Store);
            Assert.NotEqual(0, (await OpenedByAsync(thief, asha.Store)).Opened);
            await asha.Client.AppLock.SetPassphraseAsync(Passphrase);
            Assert.Equal(0, (await OpenedByAsync(thief, asha.Store)).Opened);
            await asha.Client.AppLock.ConfirmAsync(Passphrase);
            await asha.Client.AppLock.RemovePassphraseAsync();
            Assert.Equal(150, (await DraftsOfAsync(asha)).Count);
        }
        await asha.RestartAsync();
        Assert.Equal(150, (await DraftsOfAsync(asha)).Count);
    }

    [Theory]
    [InlineData(CrashPoint.BeforeCommit)]
    [InlineData(CrashPoint.AfterCommit)]
    internal async Task It_may_end_at_any_commit_and_goes_on_after_the_unlock(CrashPoint crash)
    {
        var commits = 0;
        for (var done = false; !done; commits++)
        {
            await using var town = await Town.FoundAsync();
            var asha = await town.SettleAsync("Asha");
            await DraftsAsync(asha, 250);
            using var thief = (await Vault.TryOpenAsync(town.Sodium, asha.Store, asha.DeviceKey))!;
            asha.MayFault = true;
            (asha.Store.CommitsBeforeCrash, asha.Store.Crash) = (commits, crash);
            await Record.ExceptionAsync(() => asha.Client.AppLock.SetPassphraseAsync(Passphrase));
            done = !asha.Store.HasCrashed;
            asha.Store.Crash = CrashPoint.Never;

            await asha.RestartAsync();
            if (commits == 0 && crash == CrashPoint.BeforeCommit)
            {
                Assert.False(asha.Client.AppLock.IsLocked || asha.Client.AppLock.HasPassphrase);
            }
            else
            {
                Assert.True(asha.Client.AppLock.IsLocked, $"Open after {commits} commits.");
                Assert.True(asha.DeviceKey.IsErased);
                Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
                await town.UntilAsync(() => !asha.Client.Engine.Vault.IsRenewing, "all is sealed anew");
                Assert.Equal(0, (await OpenedByAsync(thief, asha.Store)).Opened);
            }
            var drafts = await DraftsOfAsync(asha);
            Assert.Equal(250, drafts.Count);
            Assert.All(drafts, draft => Assert.Equal("draft " + draft.Key[0], draft.Record.Text(1)));
        }
        Assert.True(commits > 5, $"It took {commits} commits only.");
    }

    [Fact]
    public async Task A_full_device_keeps_the_passphrase_and_seals_the_rest_anew_later()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        await DraftsAsync(asha, 250);
        var left = 2;
        asha.Store.Committing = () => asha.Store.IsFull = left-- <= 0;
        Assert.True(await asha.Client.AppLock.SetPassphraseAsync(Passphrase));
        Assert.True(asha.Client.Engine.Vault.IsRenewing);
        Assert.Equal(250, (await DraftsOfAsync(asha)).Count);

        await asha.RestartAsync();
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
        await town.UntilAsync(() => !asha.Client.Engine.Vault.IsRenewing, "all is sealed anew");
        Assert.Equal(250, (await DraftsOfAsync(asha)).Count);
    }

    [Fact]
    public async Task Of_two_first_passphrases_at_once_one_is_set_and_nothing_is_lost()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        await DraftsAsync(asha, 250);
        string[] passphrases = [Passphrase, "another one of mine"];
        var both = await Task.WhenAll(passphrases.Select(SetAsync));
        Assert.Single(both, set => set);
        await asha.RestartAsync();
        var mine = passphrases[Array.IndexOf(both, true)];
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(mine));
        await town.UntilAsync(() => !asha.Client.Engine.Vault.IsRenewing, "all is sealed anew");
        Assert.Equal(250, (await DraftsOfAsync(asha)).Count);

        async Task<bool> SetAsync(string passphrase)
        {
            try
            {
                return await asha.Client.AppLock.SetPassphraseAsync(passphrase);
            }
            catch (InvalidOperationException)
            {
                // The other one holds already and is not entered.
                return false;
            }
        }
    }

    [Fact]
    public async Task What_is_written_meanwhile_is_not_lost()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await DraftsAsync(bob, 250);
        var setting = bob.Client.AppLock.SetPassphraseAsync(Passphrase);
        for (var i = 0; i < 20; i++)
            await asha.Only.SendAsync($"{i}");
        await town.UntilAsync(() => asha.AllDelivered && setting.IsCompleted, "all is there");
        await bob.RestartAsync();
        await bob.Client.AppLock.UnlockAsync(Passphrase);
        await bob.Only.ShowAsync();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), bob.Heard);
    }

    [Fact]
    public async Task A_passphrase_chosen_with_the_name_means_that_no_device_key_is_ever_made()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.ArriveAsync("Asha");
        await asha.DeviceKey.EraseAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => asha.Client.CreateProfileAsync("Asha", "short"));
        await asha.Client.CreateProfileAsync("Asha", Passphrase);
        Assert.True(asha.DeviceKey.IsErased);
        Assert.True(asha.Client.AppLock.HasPassphrase);
        await asha.RestartAsync();
        Assert.True(asha.Client.AppLock.IsLocked);
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
        Assert.Equal("Asha", asha.Client.Name);
    }

    /// <summary>Records of the size of a table, so that there are several pages.</summary>
    private static async Task DraftsAsync(Person person, int count)
    {
        using var held = await person.Client.Engine.Lock.EnterAsync();
        var transaction = person.Client.Engine.Begin();
        for (var i = 0; i < count; i++)
            transaction.Put(Table.Drafts, [(byte)i, 1], new CborRecord().Add(1, "draft " + (byte)i).ToBytes());
        await person.Client.Engine.CommitAsync(transaction);
    }

    private static Task<IReadOnlyList<(byte[] Key, CborMap Record)>> DraftsOfAsync(Person person) =>
        person.Client.Engine.Records.ReadRangeAsync(Table.Drafts);

    private static async Task<(int Sealed, int Opened)> OpenedByAsync(Vault vault, MemoryStore store)
    {
        var (count, opened) = (0, 0);
        foreach (var table in Enum.GetValues<Table>().Where(table => table != Table.Vault))
        {
            foreach (var record in await store.ReadRangeAsync(table, null, null, int.MaxValue, false))
            {
                count++;
                try
                {
                    vault.Open(table, record.Key, record.Value);
                    opened++;
                }
                catch (VaultException)
                {
                    // Sealed under another key.
                }
            }
        }
        return (count, opened);
    }
}
