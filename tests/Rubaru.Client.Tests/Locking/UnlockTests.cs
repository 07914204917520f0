using Rubaru.Client.Locking;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Locking;

/// <summary>Wrong passphrases, the panic passphrase, the recovery words and the passkey.</summary>
public sealed class UnlockTests
{
    private const string Passphrase = "banyan tree at noon";

    [Fact]
    public void The_wait_grows_from_nothing_to_a_quarter_of_an_hour()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        double[] waits = [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900];
        Assert.Equal(waits, waits.Select((_, failed) => new UnlockAttempts((uint)failed, now).Wait.TotalSeconds));
        Assert.Equal(900, new UnlockAttempts(uint.MaxValue, now).Wait.TotalSeconds);
        Assert.Equal(uint.MaxValue, new UnlockAttempts(uint.MaxValue, now).Next(now).Failed);
        // A clock that was set back by a year: the whole wait from now, not a year.
        Assert.Equal(now.AddSeconds(5), new UnlockAttempts(3, now.AddYears(1)).At(now).NextTry);
    }

    [Fact]
    public async Task Wrong_passphrases_cost_a_growing_wait_that_a_restart_does_not_end()
    {
        await using var town = await Town.FoundAsync();
        var asha = await LockedAsync(town);
        for (var i = 0; i < 3; i++)
            Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockAsync("wrong"));
        Assert.Equal(UnlockResult.TooSoon, await asha.Client.AppLock.UnlockAsync(Passphrase));
        await asha.RestartAsync();
        Assert.Equal(UnlockResult.TooSoon, await asha.Client.AppLock.UnlockAsync(Passphrase));
        Assert.Equal(town.Time.GetUtcNow().AddSeconds(5), asha.Client.AppLock.NextTry, TimeSpan.FromSeconds(1));

        await town.PassAsync(TimeSpan.FromSeconds(5), step: 1);
        Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockAsync("wrong"));
        await town.PassAsync(TimeSpan.FromSeconds(9), step: 1);
        Assert.Equal(UnlockResult.TooSoon, await asha.Client.AppLock.UnlockAsync(Passphrase));
        await town.PassAsync(TimeSpan.FromSeconds(1), step: 1);
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));

        // Forgiven: the next slip is free again.
        await asha.RestartAsync();
        Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockAsync("wrong"));
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_clock_that_was_set_back_costs_the_wait_and_not_the_year_that_it_was_wrong(bool restart)
    {
        await using var town = await Town.FoundAsync();
        var asha = await LockedAsync(town);
        var wrong = new UnlockAttempts(4, town.Time.GetUtcNow().AddYears(1));
        await asha.Store.CommitAsync([wrong.ToChange()]);
        await asha.RestartAsync();
        Assert.Equal(UnlockResult.TooSoon, await asha.Client.AppLock.UnlockAsync(Passphrase));
        await town.PassAsync(TimeSpan.FromSeconds(6), step: 1);
        Assert.Equal(UnlockResult.TooSoon, await asha.Client.AppLock.UnlockAsync(Passphrase));
        if (restart)
            await asha.RestartAsync();
        await town.PassAsync(TimeSpan.FromSeconds(4), step: 1);
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_at_the_lock_screen_costs_the_wait_once()
    {
        await using var town = await Town.FoundAsync();
        var asha = await LockedAsync(town);
        var clock = Assert.IsType<WrongClock>(asha.Clock);
        clock.Error = TimeSpan.FromDays(365);
        for (var i = 0; i < 3; i++)
            Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockAsync("wrong"));
        clock.Error = TimeSpan.Zero;
        Assert.Equal(town.Time.GetUtcNow().AddSeconds(5), asha.Client.AppLock.NextTry);
        await town.PassAsync(TimeSpan.FromSeconds(5), step: 1);
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
    }

    [Fact]
    public async Task An_attempt_counts_before_it_is_tried()
    {
        await using var town = await Town.FoundAsync();
        var asha = await LockedAsync(town);
        for (var i = 0; i < 3; i++)
        {
            asha.Store.CommitsBeforeCrash = 0;
            asha.Store.Crash = CrashPoint.AfterCommit;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asha.Client.AppLock.UnlockAsync("wrong"));
            await asha.RestartAsync();
        }
        Assert.Equal(UnlockResult.TooSoon, await asha.Client.AppLock.UnlockAsync("wrong"));
    }

    [Fact]
    public async Task The_panic_passphrase_leaves_nothing()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        var @lock = bob.Client.AppLock;
        Assert.False(await @lock.SetPanicAsync("burn it all"));
        await @lock.SetPassphraseAsync(Passphrase);
        await @lock.ConfirmAsync(Passphrase);
        Assert.False(await @lock.SetPanicAsync(Passphrase));
        Assert.True(await @lock.SetPanicAsync("burn it all"));
        Assert.False(await @lock.SetPassphraseAsync("burn it all"));
        // In the settings it is a wrong passphrase: an open profile is erased on purpose only.
        Assert.Equal(UnlockResult.Wrong, await @lock.ConfirmAsync("burn it all"));

        await bob.RestartAsync();
        Assert.False(bob.DeviceKey.IsSwept);
        Assert.Equal(UnlockResult.Erased, await bob.Client.AppLock.UnlockAsync("burn it all"));
        Assert.Empty(bob.Store.Everything());
        // There was no device key any more, and the browser's files are cleaned all the same.
        Assert.True(bob.DeviceKey.IsSwept);
        Assert.False(bob.Client.AppLock.IsLocked);
        await bob.RestartAsync();
        Assert.False(bob.Client.HasProfile || bob.Client.AppLock.IsLocked);
    }

    [Fact]
    public async Task A_locked_profile_can_be_erased_without_opening_it()
    {
        await using var town = await Town.FoundAsync();
        var asha = await LockedAsync(town);
        await asha.Client.EraseAsync();
        Assert.Empty(asha.Store.Everything());
        await asha.RestartAsync();
        Assert.False(asha.Client.AppLock.IsLocked);
    }

    [Fact]
    public async Task The_recovery_words_open_and_let_a_new_passphrase_be_set()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        var first = await asha.Client.AppLock.MakeWordsAsync();
        var words = await asha.Client.AppLock.MakeWordsAsync();
        Assert.NotEqual(first, words);
        Assert.Equal(words, await asha.Client.AppLock.ShowWordsAsync());
        await asha.Client.AppLock.SetPassphraseAsync(Passphrase);
        await asha.RestartAsync();
        var @lock = asha.Client.AppLock;
        Assert.True(@lock.HasWords);
        Assert.Equal(UnlockResult.Wrong, await @lock.UnlockByWordsAsync(string.Join(' ', first)));
        Assert.Equal(UnlockResult.Wrong, await @lock.UnlockByWordsAsync("banyan"));

        Assert.Equal(UnlockResult.Opened, await @lock.UnlockByWordsAsync(string.Join(' ', words)));
        Assert.True(@lock.WantsNewPassphrase);
        Assert.True(await @lock.SetPassphraseAsync("a newer one, then"));
        Assert.False(@lock.WantsNewPassphrase || @lock.MayChange);
        await asha.RestartAsync();
        Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockAsync(Passphrase));
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync("a newer one, then"));
    }

    [Fact]
    public async Task The_words_open_also_a_profile_whose_device_key_the_browser_lost()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        var words = await asha.Client.AppLock.MakeWordsAsync();
        await asha.StopAsync();
        await asha.DeviceKey.EraseAsync();
        await asha.StartAsync();
        Assert.True(asha.Client.AppLock.IsLocked);
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockByWordsAsync(string.Join('\n', words)));
        await asha.RestartAsync();
        Assert.True(asha.Client.HasProfile);
    }

    [Fact]
    public async Task A_passkey_opens_beside_the_passphrase()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        Assert.False(await asha.Client.AppLock.AddPasskeyAsync());
        await asha.Client.AppLock.SetPassphraseAsync(Passphrase);
        await asha.Client.AppLock.ConfirmAsync(Passphrase);
        asha.Passkeys.IsCancelled = true;
        Assert.False(await asha.Client.AppLock.AddPasskeyAsync());
        asha.Passkeys.IsCancelled = false;
        Assert.True(await asha.Client.AppLock.AddPasskeyAsync());
        Assert.All(asha.Passkeys.Output!, part => Assert.Equal(0, part));

        await asha.RestartAsync();
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockByPasskeyAsync());
        Assert.All(asha.Passkeys.Output!, part => Assert.Equal(0, part));
        await asha.RestartAsync();
        asha.Passkeys.IsCancelled = true;
        Assert.Equal(UnlockResult.Cancelled, await asha.Client.AppLock.UnlockByPasskeyAsync());
        asha.Passkeys.IsCancelled = false;
        asha.Passkeys.Replace();
        Assert.Equal(UnlockResult.Wrong, await asha.Client.AppLock.UnlockByPasskeyAsync());
        Assert.Equal(UnlockResult.Opened, await asha.Client.AppLock.UnlockAsync(Passphrase));
    }

    [Fact]
    public async Task What_locks_the_app_is_kept_with_the_profile()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        Assert.Equal(LockSettings.Usual, asha.Client.AppLock.Settings);
        foreach (
            var settings in new[] { new LockSettings(TimeSpan.FromMinutes(1), false), new LockSettings(null, true) }
        )
        {
            await asha.Client.AppLock.SetAsync(settings);
            await asha.RestartAsync();
            Assert.Equal(settings, asha.Client.AppLock.Settings);
        }
    }

    private static async Task<Person> LockedAsync(Town town)
    {
        var asha = await town.SettleAsync("Asha");
        await asha.Client.AppLock.SetPassphraseAsync(Passphrase);
        await asha.RestartAsync();
        Assert.True(asha.Client.AppLock.IsLocked);
        return asha;
    }
}
