using System.Text;
using Rubaru.Client.Locking;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Locking;

/// <summary>What stands in the store of a locked profile: everything sealed, and nothing that opens it by itself.</summary>
public sealed class LockedDiskTests
{
    private const string Passphrase = "banyan tree at noon";

    [Fact]
    public async Task The_store_of_a_locked_profile_holds_no_plaintext_and_no_usable_key()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await asha.Only.SendAsync("meet me at the old banyan");
        await town.UntilAsync(() => asha.AllDelivered, "it is delivered");
        await bob.Only.RenameAsync("Ashalata");
        await bob.Only.SaveDraftAsync("half a thou");
        await bob.RestartAsync();
        await bob.Client.AppLock.MakeWordsAsync();
        var engine = bob.Client.Engine;
        byte[][] secrets =
        [
            "banyan"u8.ToArray(),
            "Ashalata"u8.ToArray(),
            "half a thou"u8.ToArray(),
            Encoding.UTF8.GetBytes(Passphrase),
            bob.DeviceKey.HandedOut![..],
            engine.Profile.LoginSecret[..32],
            engine.Profile.Identity[..32],
            (await bob.Client.AppLock.RecoveryKeyAsync())!,
            asha.Fingerprint.ToBytes(),
            bob.Fingerprint.ToBytes(),
        ];
        await bob.Client.AppLock.SetPassphraseAsync(Passphrase);
        await bob.Client.AppLock.LockAsync();

        var disk = bob.Store.Everything();
        Assert.True(disk.Count > 60, $"Only {disk.Count} records.");
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(disk, record => Holds(record.Value, secret) || Holds(record.Key, secret));
        }
        // The search finds what is there: the slot's own first bytes.
        Assert.Contains(disk, record => Holds(record.Value, disk[3].Value));

        Assert.True(bob.DeviceKey.IsErased);
        Assert.Null(await Vault.TryOpenAsync(town.Sodium, bob.Store, bob.DeviceKey));
        Assert.Null((await VaultSlots.ReadAsync(bob.Store))[SlotType.Device]);
    }

    [Fact]
    public async Task A_program_that_ends_before_the_device_key_is_erased_erases_it_at_the_next_start()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        asha.MayFault = true;
        asha.Store.CommitsBeforeCrash = 0;
        asha.Store.Crash = CrashPoint.AfterCommit;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            asha.Client.AppLock.SetPassphraseAsync(Passphrase)
        );
        Assert.False(asha.DeviceKey.IsErased);

        await asha.RestartAsync();
        Assert.True(asha.Client.AppLock.IsLocked);
        Assert.True(asha.DeviceKey.IsErased);
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
    }

    [Fact]
    public async Task A_crash_before_the_commit_leaves_the_profile_as_it_was()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        asha.MayFault = true;
        asha.Store.CommitsBeforeCrash = 0;
        asha.Store.Crash = CrashPoint.BeforeCommit;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            asha.Client.AppLock.SetPassphraseAsync(Passphrase)
        );
        await asha.RestartAsync();
        Assert.True(asha.Client.HasProfile);
        Assert.False(asha.Client.AppLock.HasPassphrase);
    }

    private static bool Holds(byte[] bytes, byte[] secret) => bytes.AsSpan().IndexOf(secret) >= 0;
}
