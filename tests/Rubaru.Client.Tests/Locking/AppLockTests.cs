using Rubaru.Client.Conversations;
using Rubaru.Client.Locking;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Locking;

/// <summary>Locking and unlocking a profile with a passphrase.</summary>
public sealed class AppLockTests
{
    private const string Passphrase = "banyan tree at noon";

    [Fact]
    public async Task With_a_passphrase_the_profile_stays_locked_until_it_is_entered()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await asha.Only.SendAsync("before");
        await town.UntilAsync(() => asha.AllDelivered, "it is delivered");
        Assert.True(await bob.Client.AppLock.SetPassphraseAsync(Passphrase));

        await bob.RestartAsync();
        Assert.True(bob.Client.AppLock.IsLocked);
        Assert.False(bob.Client.HasProfile);
        Assert.Empty(bob.Client.Conversations);
        Assert.Equal("", bob.Client.Name);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bob.Client.CreateProfileAsync("Mallory"));
        Assert.Equal(UnlockResult.Wrong, await bob.Client.AppLock.UnlockAsync(Passphrase + " "));
        Assert.False(bob.Client.HasProfile);

        Assert.Equal(UnlockResult.Opened, await bob.Client.AppLock.UnlockAsync(Passphrase));
        Assert.False(bob.Client.AppLock.IsLocked);
        await bob.Only.ShowAsync();
        Assert.Equal(["before"], bob.Heard);
    }

    [Fact]
    public async Task What_is_sent_while_it_is_locked_waits_at_the_server_and_arrives_after_the_unlock()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await bob.Client.AppLock.SetPassphraseAsync(Passphrase);
        await bob.Client.AppLock.LockAsync();
        Assert.True(bob.Client.AppLock.IsLocked);

        await asha.Only.SendAsync("while you are away");
        await town.UntilAsync(() => asha.Said[^1].State == MessageState.Sealed, "the server keeps it");
        // The screen of a locked profile: the app was started, and nobody has entered the passphrase.
        await bob.RestartAsync();
        await town.PassAsync(TimeSpan.FromMinutes(2), step: 1);
        Assert.Equal(MessageState.Sealed, asha.Said[^1].State);

        await bob.Client.AppLock.UnlockAsync(Passphrase);
        await town.UntilAsync(() => asha.AllDelivered, "it is delivered");
        Assert.Equal(["while you are away"], bob.Heard);
    }

    [Fact]
    public async Task A_locked_client_is_done_and_holds_no_key()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        await bob.RestartAsync();
        await town.UntilAsync(() => bob.IsReady, "Bob is back");
        var master = bob.DeviceKey.HandedOut!;
        var engine = bob.Client.Engine;
        var (login, identity) = (engine.Profile.LoginSecret, engine.Profile.Identity);
        var prekey = engine.Prekeys.Find(E2ee.PrekeyType.Mailbox, SignedId(engine))!;
        var session = bob.Only.Sessions.Current!;
        Assert.All([master, login, identity, prekey.SecretKey], key => Assert.Contains(key, part => part != 0));
        await bob.Client.AppLock.SetPassphraseAsync(Passphrase);

        await bob.Client.AppLock.LockAsync();

        Assert.All([master, login, identity, prekey.SecretKey], key => Assert.All(key, part => Assert.Equal(0, part)));
        Assert.Throws<ObjectDisposedException>(() => session.Encrypt(town.Sodium, "x"u8));
        Assert.False(bob.Client.HasProfile);
        Assert.Empty(bob.Client.Conversations);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bob.Client.AppLock.UnlockAsync(Passphrase));
    }

    [Fact]
    public async Task A_profile_without_a_passphrase_cannot_be_locked()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        await asha.Client.AppLock.LockAsync();
        Assert.False(asha.Client.AppLock.IsLocked);
        Assert.True(asha.Client.HasProfile);
        await Assert.ThrowsAsync<InvalidOperationException>(() => asha.Client.AppLock.UnlockAsync(Passphrase));
    }

    [Fact]
    public async Task The_old_passphrase_opens_nothing_after_the_new_one_was_set()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        var @lock = asha.Client.AppLock;
        await @lock.SetPassphraseAsync(Passphrase);
        await Assert.ThrowsAsync<InvalidOperationException>(() => @lock.SetPassphraseAsync("another one of mine"));
        Assert.Equal(UnlockResult.Wrong, await @lock.ConfirmAsync("not it"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => @lock.SetPassphraseAsync("another one of mine"));
        Assert.Equal(UnlockResult.Opened, await @lock.ConfirmAsync(Passphrase));
        Assert.True(await @lock.SetPassphraseAsync("another one of mine"));

        await asha.RestartAsync();
        Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockAsync(Passphrase));
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync("another one of mine"));
    }

    [Fact]
    public async Task The_settings_of_the_lock_close_again_by_themselves()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        var @lock = asha.Client.AppLock;
        Assert.True(@lock.MayChange);
        await @lock.SetPassphraseAsync(Passphrase);
        Assert.False(@lock.MayChange);
        await @lock.ConfirmAsync(Passphrase);
        Assert.True(@lock.MayChange);
        await town.PassAsync(Limits.Confirmed, step: 60);
        Assert.False(@lock.MayChange);
        Func<Task>[] changes =
        [
            () => @lock.RemovePassphraseAsync(),
            () => @lock.AddPasskeyAsync(),
            () => @lock.RemovePasskeyAsync(),
            () => @lock.SetPanicAsync("panic"),
            () => @lock.RemovePanicAsync(),
            () => @lock.MakeWordsAsync(),
            () => @lock.ShowWordsAsync(),
        ];
        foreach (var change in changes)
            await Assert.ThrowsAsync<InvalidOperationException>(change);
    }

    [Fact]
    public async Task Without_the_passphrase_the_app_opens_by_itself_again_under_a_new_device_key()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        await asha.Client.AppLock.SetPassphraseAsync(Passphrase);
        await asha.Client.AppLock.ConfirmAsync(Passphrase);
        await asha.Client.AppLock.AddPasskeyAsync();
        await asha.Client.AppLock.SetPanicAsync("burn it all");
        await asha.Client.AppLock.RemovePassphraseAsync();

        await asha.RestartAsync();
        Assert.True(asha.Client.HasProfile);
        var @lock = asha.Client.AppLock;
        Assert.False(@lock.HasPassphrase || @lock.HasPasskey || @lock.HasPanic || @lock.IsLocked);
    }

    [Fact]
    public async Task A_passphrase_is_the_same_however_a_keyboard_composes_it()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        await asha.StopAsync();
        // The browser's normalize("NFKC") stands in for this table.
        asha.Normalize = text => text.Replace("e\u0301", "\u00e9", StringComparison.Ordinal);
        await asha.StartAsync();
        await asha.Client.AppLock.SetPassphraseAsync("cafe\u0301 at noon");
        await asha.RestartAsync();
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync("caf\u00e9 at noon"));
    }

    [Fact]
    public async Task A_device_without_the_memory_changes_nothing()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        await Assert.ThrowsAsync<ArgumentException>(() => asha.Client.AppLock.SetPassphraseAsync("seven77"));
        Assert.False(asha.Client.AppLock.HasPassphrase);
        asha.Store.IsFull = true;
        await Assert.ThrowsAsync<StorageFullException>(() => asha.Client.AppLock.SetPassphraseAsync(Passphrase));
        Assert.False(asha.Client.AppLock.HasPassphrase);
        Assert.False(asha.DeviceKey.IsErased);
        asha.Store.IsFull = false;
        await asha.RestartAsync();
        Assert.True(asha.Client.HasProfile);
    }

    private static uint SignedId(Engine engine) =>
        E2ee.SignedPrekey.TryRead(E2ee.PrekeyType.Mailbox, engine.Prekeys.MailboxKey)!.Id;
}
