using Rubaru.Client.Backups;
using Rubaru.Client.Locking;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.Backups;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Storage;

/// <summary>A profile and a backup that an earlier version wrote still open: what is on a person's disk outlives every update.</summary>
public sealed class VaultGoldenTests
{
    private const string Said = "The golden banyan";
    private const string Panic = "burn it all down";

    [Fact]
    public async Task The_profile_of_the_published_file_opens_with_its_passphrase()
    {
        await using var town = await Town.FoundAsync();
        var asha = await LockedAsync(town, out var golden);
        Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockAsync(golden.Passphrase + "x"));
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(golden.Passphrase));
        await IsAshaAsync(asha);
        Assert.Equal("half a thou", asha.Only.Draft);
        Assert.True(asha.Client.AppLock is { HasPasskey: true, HasPanic: true, HasWords: true });
        await asha.Client.AppLock.ConfirmAsync(golden.Passphrase);
        Assert.Equal(golden.Words, string.Join(' ', await asha.Client.AppLock.ShowWordsAsync()));
    }

    [Fact]
    public async Task It_opens_with_its_words_and_its_passkey_and_is_erased_by_its_panic_passphrase()
    {
        await using var town = await Town.FoundAsync();
        var asha = await LockedAsync(town, out var golden);
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockByWordsAsync(golden.Words));
        await IsAshaAsync(asha);

        var slots = await VaultSlots.ReadAsync(asha.Store);
        var key = PasskeySlot.TryOpen(town.Sodium, golden.PasskeyOutput, slots[SlotType.Passkey]);
        using var vault = Vault.Of(town.Sodium, key)!;
        await vault.LoadAsync(asha.Store);
        Assert.NotEmpty(await new Records(vault, asha.Store).ReadRangeAsync(Table.Contacts));

        var other = await LockedAsync(town, out _);
        Assert.Equal(UnlockResult.Erased, await other.Client.AppLock.UnlockAsync(golden.Panic));
    }

    [Fact]
    public async Task The_backup_of_the_published_file_restores_with_its_passphrase_and_with_the_words()
    {
        await using var town = await Town.FoundAsync();
        var golden = Published();
        var asha = await town.ArriveAsync("Asha");
        var check = await asha.CheckAsync(golden.Backup, golden.Words);
        Assert.Equal(BackupProblem.None, check.Problem);
        Assert.Equal("Asha", check.Summary!.Name);
        check = await asha.RestoreAsync(golden.Backup, golden.BackupPassphrase);
        Assert.Equal(BackupProblem.None, check.Problem);
        await IsAshaAsync(asha);
    }

    private static async Task IsAshaAsync(Person asha)
    {
        Assert.Equal("Asha", asha.Client.Name);
        await asha.Only.ShowAsync();
        Assert.Equal("Bob", asha.Only.Name);
        Assert.Equal([Said], asha.Heard);
    }

    /// <summary>The app of somebody with this profile on the disk, just started.</summary>
    private static Task<Person> LockedAsync(Town town, out VaultGolden golden)
    {
        golden = Published();
        var rows = golden.Rows;
        return StartAsync();

        async Task<Person> StartAsync()
        {
            var person = await town.ArriveAsync("Asha");
            await person.StopAsync();
            person.Store = new MemoryStore();
            await person.Store.CommitAsync([.. rows.Select(row => new Change((Table)row.Table, row.Key, row.Value))]);
            await person.StartAsync();
            Assert.True(person.Client.AppLock.IsLocked);
            return person;
        }
    }

    private static VaultGolden Published()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Rubaru.slnx")))
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        var path = Path.Combine(root.FullName, "docs", "vectors", "rubaru-1-vault.json");
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, [.. MakeAsync().GetAwaiter().GetResult().Write(), (byte)'\n']);
            Assert.Fail($"There was no {path}; now there is one. Look at it and commit it.");
        }
        return VaultGolden.Read(File.ReadAllBytes(path));
    }

    private static async Task<VaultGolden> MakeAsync()
    {
        const string passphrase = "nine lanterns by the ferry";
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        var bob = await town.SettleAsync("Bob");
        await town.ConnectAsync(asha, bob);
        await bob.Only.SendAsync(Said);
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
        await asha.Only.SaveDraftAsync("half a thou");
        var words = string.Join(' ', await asha.Client.AppLock.MakeWordsAsync());
        var (backup, _) = await BackupFile.OfAsync(asha);
        await asha.Client.AppLock.SetPassphraseAsync(passphrase);
        await asha.Client.AppLock.ConfirmAsync(passphrase);
        await asha.Client.AppLock.AddPasskeyAsync();
        await asha.Client.AppLock.SetPanicAsync(Panic);
        await asha.Client.AppLock.LockAsync();
        var rows = new List<VaultGolden.Row>();
        foreach (var table in Enum.GetValues<Table>())
        {
            var stored = await asha.Store.ReadRangeAsync(table, null, null, int.MaxValue, false);
            rows.AddRange(stored.Select(row => new VaultGolden.Row((int)table, row.Key, row.Value)));
        }
        var slot = PasskeySlot.TryRead((await VaultSlots.ReadAsync(asha.Store))[SlotType.Passkey])!.Value;
        var output = (await asha.Passkeys.ReadAsync(slot.Credential, slot.Salt))!;
        return new VaultGolden(passphrase, words, output, Panic, BackupFile.Passphrase, backup, rows);
    }
}
