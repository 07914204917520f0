using Rubaru.Client.Backups;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Locking;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Backups;

/// <summary>The same person on another device, and what everybody else sees of it (protocol section 11).</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_replaced_device_refuses_to_send_again_what_could_never_leave()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("taken back");
        var id = ann.Said[^1].Id;
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it waits at the server");
        await ann.Only.WithdrawAsync(id);
        await town.UntilAsync(() => ann.Said[^1].CanRetry, "it is taken back");
        var (file, _) = await BackupFile.OfAsync(ann);
        await BackupFile.RestoredAsync(town, file, "Ann's phone");
        await town.UntilAsync(() => ann.Client.Server == ServerState.Replaced, "the old device is told");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.RetryAsync(id));
        Assert.Equal(SendRefusal.Replaced, refused.Reason);
        Assert.Empty(ann.Only.Outbox.Rows);
        Assert.True(ann.Said[^1].CanRetry);
    }

    [Fact]
    public async Task Identity_contacts_settings_and_history_come_back_and_both_sides_read_that_encryption_was_set_up_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        for (var i = 0; i < 3; i++)
        {
            await ann.Only.SendAsync($"to Bob {i}");
            await bob.Only.SendAsync($"to Ann {i}");
        }
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "all is delivered");
        await ann.Client.SetReadReceiptsAsync(true);
        await ann.Only.RenameAsync("Bobby");
        await ann.Only.SaveDraftAsync("half a thou");
        await ann.Only.SetCheckedAsync(true);
        var (file, made) = await BackupFile.OfAsync(ann);
        Assert.Equal(("Ann", 1, 6L), (made.Name, made.Chats, made.Messages));
        Assert.Equal(new BackupCheck(BackupProblem.None, made), await ann.CheckAsync(file, BackupFile.Passphrase));

        var phone = await BackupFile.RestoredAsync(town, file, "Ann's phone");
        Assert.Equal((ann.Fingerprint, "Ann", true), (phone.Fingerprint, phone.Client.Name, phone.Client.ReadReceipts));
        Assert.Equal(
            ("Bobby", "half a thou", true),
            (phone.Only.Name, phone.Only.Draft, phone.Only.Level == VerificationLevel.Checked)
        );
        await phone.Only.ShowAsync();
        Assert.Equal(["to Ann 0", "to Ann 1", "to Ann 2"], phone.Heard);
        Assert.Equal(["to Bob 0", "to Bob 1", "to Bob 2"], phone.Said.Select(message => message.Text));
        Assert.All(phone.Said, message => Assert.Equal(MessageState.Delivered, message.State));

        await town.UntilAsync(() => ann.Client.Server == ServerState.Replaced, "the old device is told");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.SendAsync("from the old one"));
        Assert.Equal(SendRefusal.Replaced, refused.Reason);

        await town.UntilAsync(() => phone.IsReady, "the phone has the mailbox");
        await phone.Only.SendAsync("from the phone");
        await town.UntilAsync(() => bob.Heard.Contains("from the phone"), "Bob hears the phone");
        await bob.Only.SendAsync("welcome back");
        await town.UntilAsync(() => phone.Heard.Contains("welcome back"), "the phone hears Bob");
        await town.UntilAsync(() => phone.AllDelivered && bob.AllDelivered, "all is acknowledged");
        foreach (var person in (Person[])[phone, bob])
            Assert.Single(
                person.Only.Messages,
                message => message is { Kind: MessageKind.System, Text: "session-reset" }
            );
        Assert.True(phone.Only.NeedsCheck);
        Assert.DoesNotContain("welcome back", ann.Heard);
    }

    [Fact]
    public async Task Neither_passphrase_nor_words_come_along_and_it_is_said_until_one_is_set_or_the_person_has_read_it()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var words = string.Join(' ', await ann.Client.AppLock.MakeWordsAsync());
        await ann.Client.AppLock.SetPassphraseAsync("nine lanterns by the ferry");
        await ann.Client.AppLock.ConfirmAsync("nine lanterns by the ferry");
        await ann.Client.AppLock.SetAsync(ann.Client.AppLock.Settings with { After = TimeSpan.FromMinutes(1) });
        var (file, _) = await BackupFile.OfAsync(ann);
        Assert.False(ann.Client.SuggestsLock);

        // The words open the file, and nothing of the profile that comes out of it.
        var phone = await town.ArriveAsync("Ann's phone");
        Assert.Equal(BackupProblem.None, (await phone.RestoreAsync(file, words)).Problem);
        Assert.True(phone.Client is { HasProfile: true, SuggestsLock: true });
        Assert.True(phone.Client.AppLock is { HasPassphrase: false, HasWords: false, IsLocked: false });
        Assert.Empty(await phone.Client.AppLock.ShowWordsAsync());
        Assert.Equal(LockSettings.Usual with { Restored = true }, phone.Client.AppLock.Settings);
        await phone.RestartAsync();
        Assert.True(phone.Client.SuggestsLock);

        await phone.Client.AppLock.SetPassphraseAsync("seven kites over the lake");
        Assert.False(phone.Client.SuggestsLock);
        await phone.RestartAsync();
        Assert.Equal(UnlockResult.Wrong, await phone.Client.AppLock.UnlockByWordsAsync(words));
        Assert.Equal(UnlockResult.Opened, await phone.Client.AppLock.UnlockAsync("seven kites over the lake"));

        var tablet = await town.ArriveAsync("Ann's tablet");
        Assert.Equal(BackupProblem.None, (await tablet.RestoreAsync(file, BackupFile.Passphrase)).Problem);
        await tablet.Client.AppLock.DismissRestoredAsync();
        Assert.False(tablet.Client.SuggestsLock);
        await tablet.RestartAsync();
        Assert.False(tablet.Client.SuggestsLock);
    }

    [Fact]
    public async Task What_was_sent_to_the_lost_device_reaches_the_new_one()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var (file, _) = await BackupFile.OfAsync(ann);
        await ann.StopAsync();
        for (var i = 0; i < 5; i++)
            await bob.Only.SendAsync($"{i}");
        await town.UntilAsync(
            () => bob.Said.All(message => message.State == MessageState.Sealed),
            "they wait on the server"
        );

        var phone = await BackupFile.RestoredAsync(town, file, "Ann's phone");
        await phone.Only.ShowAsync();
        var restored = town.Time.GetUtcNow();
        await town.UntilAsync(() => phone.Heard.Count == 5, "all five arrive", step: 1);
        // Not only when the server's copies expire, after six hours.
        Assert.InRange(town.Time.GetUtcNow() - restored, TimeSpan.Zero, TimeSpan.FromMinutes(15));
        Assert.Equal(["0", "1", "2", "3", "4"], phone.Heard);
        await town.UntilAsync(() => bob.AllDelivered, "Bob sees that", step: 1);
    }

    [Fact]
    public async Task A_message_under_way_in_the_backup_is_not_confirmed_and_arrives_once_when_it_is_sent_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await town.Server.StopAsync();
        await ann.Only.SendAsync("once");
        var (file, _) = await BackupFile.OfAsync(ann);
        await town.Server.StartAsync();
        await town.UntilAsync(() => bob.Heard.Contains("once"), "it arrives after the backup was made");

        var phone = await BackupFile.RestoredAsync(town, file, "Ann's phone");
        await phone.Only.ShowAsync();
        var message = Assert.Single(phone.Said);
        Assert.Equal(MessageState.NotConfirmed, message.State);
        await town.UntilAsync(() => phone.IsReady, "the phone has the mailbox");
        await phone.Only.RetryAsync(message.Id);
        await town.UntilAsync(() => phone.AllDelivered, "Bob's device knows it already and says so");
        Assert.Single(bob.Heard, "once");
    }

    [Fact]
    public async Task Restored_without_a_server_it_takes_its_mailbox_when_there_is_one_also_after_a_crash()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var (file, _) = await BackupFile.OfAsync(ann);
        await ann.StopAsync();
        await town.Server.StopAsync();
        var phone = await BackupFile.RestoredAsync(town, file, "Ann's phone");
        await phone.RestartAsync();
        Assert.NotNull(phone.Client.Engine.Profile.FormerLogin);
        await town.Server.StartAsync();
        await town.UntilAsync(() => phone.IsReady, "the phone has the mailbox");
        Assert.Null(phone.Client.Engine.Profile.FormerLogin);
        await bob.Only.SendAsync("there you are");
        await town.UntilAsync(() => phone.Heard.Contains("there you are"), "Bob is heard", step: 1);
    }

    [Fact]
    public async Task A_second_restore_of_the_same_file_gets_a_mailbox_of_its_own_and_the_contacts_follow()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var (file, _) = await BackupFile.OfAsync(ann);
        var first = await BackupFile.RestoredAsync(town, file, "Ann's phone");
        await town.UntilAsync(() => first.IsReady && bob.Heard.Count == 0, "the phone has the mailbox");
        await first.StopAsync();

        var second = await BackupFile.RestoredAsync(town, file, "Ann's next phone");
        await town.UntilAsync(() => second.IsReady, "it has a mailbox");
        Assert.NotEqual(ann.Client.Engine.Profile.Mailbox, second.Client.Engine.Profile.Mailbox);
        await second.Only.SendAsync("here now");
        await town.UntilAsync(() => bob.Heard.Contains("here now"), "Bob hears it", step: 1);
        await bob.Only.SendAsync("found you");
        await town.UntilAsync(() => second.Heard.Contains("found you"), "and answers", step: 1);
    }

    [Fact]
    public async Task An_open_invite_goes_on_and_one_that_was_revoked_since_stays_revoked()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var open = await ann.InviteAsync();
        var kept = ann.Client.OpenInvites.Single().Id;
        await ann.InviteAsync();
        var (file, _) = await BackupFile.OfAsync(ann);
        var revoked = ann.Client.OpenInvites.Single(invite => invite.Id != kept);
        await ann.Client.RevokeInviteAsync(revoked.Id);
        await town.UntilAsync(() => ann.IsReady, "the server knows");

        var phone = await BackupFile.RestoredAsync(town, file, "Ann's phone");
        await town.UntilAsync(() => phone.IsReady && phone.Client.OpenInvites.Count == 1, "the phone is ready");
        var bob = await town.SettleAsync("Bob");
        await bob.OpenAsync(open);
        await town.UntilAsync(() => bob.Knows(phone) && phone.Knows(bob), "they are connected");
    }

    [Fact]
    public async Task A_crash_or_a_full_disk_at_any_commit_leaves_no_profile_and_the_next_try_works()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        for (var i = 0; i < 450; i++)
            await ann.Only.SendAsync($"{i}");
        var (file, made) = await BackupFile.OfAsync(ann);
        Assert.Equal(450, made.Messages);
        var stored = ann.Store.Count(Table.Messages);
        for (var commits = 0; commits < 3; commits++)
        {
            var phone = await town.ArriveAsync($"phone {commits}");
            phone.MayFault = true;
            (phone.Store.Crash, phone.Store.CommitsBeforeCrash) = (CrashPoint.AfterCommit, commits);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                phone.RestoreAsync(file, BackupFile.Passphrase)
            );
            await phone.RestartAsync();
            // The last commit is the one with the slot: after it, and only after it, this is Ann's device.
            Assert.Equal(commits == 2 ? 0 : 1, phone.Client.HasProfile ? 0 : 1);
            if (!phone.Client.HasProfile)
                Assert.Equal(BackupProblem.None, (await phone.RestoreAsync(file, BackupFile.Passphrase)).Problem);
            Assert.InRange(phone.Store.Count(Table.Messages), stored, stored + 1);
            await phone.StopAsync();
        }
        var full = await town.ArriveAsync("full");
        full.Store.IsFull = true;
        await Assert.ThrowsAsync<StorageFullException>(() => full.RestoreAsync(file, BackupFile.Passphrase));
        Assert.Empty(full.Store.Everything());
    }
}
