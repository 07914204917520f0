using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

/// <summary>Safety number, codes, the mark and its question mark (protocol sections 6 and 10).</summary>
public sealed class CheckingTests
{
    [Fact]
    public async Task Both_see_the_same_number_and_each_others_code_marks_the_contact_as_checked()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        Assert.Equal(ann.Only.SafetyNumber, bob.Only.SafetyNumber);
        Assert.Matches("^[0-9]{60}$", ann.Only.SafetyNumber);
        Assert.Equal((VerificationLevel.Invited, false), (ann.Only.Level, ann.Only.NeedsCheck));

        Assert.Equal(CodeResult.Agrees, (await ann.Only.CheckCodeAsync(bob.Only.SafetyCode)).Result);
        Assert.Equal(CodeResult.Agrees, (await bob.Only.CheckCodeAsync(ann.Only.SafetyCode)).Result);

        Assert.All([ann, bob], person => Assert.Equal(VerificationLevel.Checked, person.Only.Level));
        Assert.Equal(town.Time.GetUtcNow().Date, ann.Only.CheckedAt?.Date);
        Assert.Single(Lines(ann), "checked");
    }

    [Fact]
    public async Task The_mark_survives_a_restart_and_only_the_person_takes_it_away()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SetCheckedAsync(true);
        await ann.Only.SetCheckedAsync(true);
        await ann.RestartAsync();
        Assert.Equal(VerificationLevel.Checked, ann.Only.Level);
        Assert.NotNull(ann.Only.CheckedAt);
        await ann.Only.ShowAsync();
        Assert.Single(Lines(ann), "checked");

        await ann.Only.SetCheckedAsync(false);
        await ann.RestartAsync();
        await ann.Only.ShowAsync();
        Assert.Equal(VerificationLevel.Invited, ann.Only.Level);
        Assert.Null(ann.Only.CheckedAt);
        Assert.Single(Lines(ann), "unchecked");
        Assert.Equal(VerificationLevel.Invited, bob.Only.Level);
    }

    [Fact]
    public async Task Recovery_words_are_offered_once_after_the_first_checked_contact()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        Assert.False(ann.Client.OffersWords);
        await ann.Only.SetCheckedAsync(true);
        Assert.True(ann.Client.OffersWords);
        await ann.RestartAsync();
        Assert.True(ann.Client.OffersWords);
        await ann.Client.AppLock.DismissWordsAsync();
        Assert.False(ann.Client.OffersWords);
        await ann.Client.AppLock.SetAsync(ann.Client.AppLock.Settings with { Blur = false });
        await ann.RestartAsync();
        Assert.False(ann.Client.OffersWords);

        // Who has made them already is not asked.
        await bob.Client.AppLock.MakeWordsAsync();
        await bob.Only.SetCheckedAsync(true);
        Assert.False(bob.Client.OffersWords);
    }

    [Fact]
    public async Task Every_wrong_code_has_its_own_answer_and_marks_nobody()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        var chat = ann.With(bob);

        Assert.Equal(CodeResult.NotACode, (await chat.CheckCodeAsync("https://example.org/i#abc"u8.ToArray())).Result);
        Assert.Equal(CodeResult.NotACode, (await chat.CheckCodeAsync([])).Result);
        byte[] later = [.. "RUBARU1"u8, 2, .. new byte[100]];
        Assert.Equal(CodeResult.OtherVersion, (await chat.CheckCodeAsync(later)).Result);
        Assert.Equal(CodeResult.Own, (await chat.CheckCodeAsync(chat.SafetyCode)).Result);
        Assert.Equal(CodeResult.Own, (await chat.CheckCodeAsync(ann.With(cem).SafetyCode)).Result);
        Assert.Equal(new CodeCheck(CodeResult.OtherContact, "Cem"), await chat.CheckCodeAsync(cem.Only.SafetyCode));

        Assert.Equal((VerificationLevel.Invited, false), (chat.Level, chat.NeedsCheck));
        Assert.DoesNotContain("code-disagrees", chat.Messages.Select(message => message.Text));
    }

    /// <summary>Mallory sits between: each device has hers instead of the other's fingerprint.</summary>
    [Fact]
    public async Task Somebody_in_the_middle_is_found_by_either_scan_and_leaves_a_line()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var mallory = await town.SettleAsync("Mallory");
        await town.ConnectAsync(mallory, ann);
        await town.ConnectAsync(mallory, bob);
        await ann.Only.SetCheckedAsync(true);

        Assert.NotEqual(ann.Only.SafetyNumber, bob.Only.SafetyNumber);
        Assert.Equal(CodeResult.Disagrees, (await ann.Only.CheckCodeAsync(bob.Only.SafetyCode)).Result);
        Assert.Equal(CodeResult.Disagrees, (await bob.Only.CheckCodeAsync(ann.Only.SafetyCode)).Result);

        Assert.Single(Lines(ann), "code-disagrees");
        Assert.True(ann.Only.NeedsCheck, "a mark that was set without care gets its question mark");
        Assert.Equal((VerificationLevel.Invited, false), (bob.Only.Level, bob.Only.NeedsCheck));
    }

    [Fact]
    public async Task One_wrong_half_is_a_disagreement()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var stranger = Fingerprint.Read([.. Enumerable.Repeat((byte)7, 32)]);

        foreach (
            var code in (SafetyCode[])
                [new(bob.Fingerprint, stranger), new(stranger, ann.Fingerprint), new(bob.Fingerprint, bob.Fingerprint)]
        )
            Assert.Equal(CodeResult.Disagrees, (await ann.Only.CheckCodeAsync(code.ToBytes())).Result);
        Assert.Equal(VerificationLevel.Invited, ann.Only.Level);
    }

    [Fact]
    public async Task Encryption_that_was_set_up_again_puts_a_question_mark_on_a_checked_contact_until_the_next_check()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SetCheckedAsync(true);

        await SetUpAgainAsync(town, ann, bob);
        await town.UntilAsync(() => Lines(ann).Contains("session-reset"), "Ann's chat says so", step: 0.25);
        Assert.Equal((VerificationLevel.Checked, true), (ann.Only.Level, ann.Only.NeedsCheck));
        Assert.True(ann.Only.AsksForCheck);
        ann.Only.CheckLater();
        await town.UntilAsync(() => !ann.Only.AsksForCheck, "later is later");
        await ann.RestartAsync();
        Assert.True(ann.Only.NeedsCheck && ann.Only.AsksForCheck, "the question comes again");

        Assert.Equal(CodeResult.Agrees, (await ann.Only.CheckCodeAsync(bob.Only.SafetyCode)).Result);
        Assert.Equal((VerificationLevel.Checked, false), (ann.Only.Level, ann.Only.NeedsCheck));
    }

    [Fact]
    public async Task Without_a_mark_there_is_no_question_mark()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();

        await SetUpAgainAsync(town, ann, bob);
        await town.UntilAsync(() => Lines(ann).Contains("session-reset"), "Ann's chat says so", step: 0.25);

        Assert.False(ann.Only.NeedsCheck);
    }

    [Fact]
    public async Task A_checked_contact_that_comes_by_a_new_invite_keeps_its_mark_with_a_question_mark()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SetCheckedAsync(true);
        await bob.Only.DeleteAsync();
        await town.PassAsync(TimeSpan.FromSeconds(5));

        await bob.OpenAsync(await ann.InviteAsync());
        await town.UntilAsync(() => bob.Knows(ann) && bob.Only.Outbox.Count == 0, "they are connected again");

        Assert.Equal((VerificationLevel.Checked, true), (ann.Only.Level, ann.Only.NeedsCheck));
        Assert.Equal(VerificationLevel.Invited, bob.Only.Level);
    }

    /// <summary>Section 6: other keys are another contact, whatever name they bear.</summary>
    [Fact]
    public async Task Another_identity_of_the_same_name_is_another_contact_and_changes_nothing_of_the_first()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SetCheckedAsync(true);
        var number = ann.Only.SafetyNumber;
        var otherBob = await town.SettleAsync("Bob");
        await town.ConnectAsync(ann, otherBob);

        Assert.Equal(2, ann.Client.Conversations.Count);
        Assert.Equal(
            (VerificationLevel.Checked, false, number),
            (ann.With(bob).Level, ann.With(bob).NeedsCheck, ann.With(bob).SafetyNumber)
        );
        Assert.Equal(VerificationLevel.Invited, ann.With(otherBob).Level);
        Assert.NotEqual(number, ann.With(otherBob).SafetyNumber);
        Assert.Contains("same-name", ann.With(otherBob).Messages.Select(message => message.Text));
        Assert.DoesNotContain("same-name", ann.With(bob).Messages.Select(message => message.Text));
        Assert.Equal(CodeResult.OtherContact, (await ann.With(bob).CheckCodeAsync(otherBob.Only.SafetyCode)).Result);
    }

    [Fact]
    public async Task A_contact_that_takes_the_name_of_another_is_told_on()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var mallory = await town.SettleAsync("Mallory");
        await town.ConnectAsync(ann, mallory);
        var chat = ann.With(mallory);
        Assert.DoesNotContain("same-name", chat.Messages.Select(message => message.Text));

        await mallory.Client.RenameAsync("b o\u200bB");
        await town.UntilAsync(() => chat.Name == "b o\u200bB", "Ann sees the new name");

        Assert.Single(chat.Messages, message => message.Text == "same-name");
        Assert.DoesNotContain("same-name", ann.With(bob).Messages.Select(message => message.Text));
    }

    private static IEnumerable<string> Lines(Person person) =>
        person.Only.Messages.Where(message => message.Kind == MessageKind.System).Select(message => message.Text);

    /// <summary>Bob's device lost its sessions and writes.</summary>
    private static async Task SetUpAgainAsync(Town town, Person ann, Person bob)
    {
        await ann.Only.SendAsync("before");
        await town.UntilAsync(() => ann.AllDelivered, "there is a confirmed session");
        await bob.KillAsync();
        bob.Store.Wipe(Table.Sessions);
        await bob.StartAsync();
        await bob.Only.SendAsync("one");
        await town.UntilAsync(() => bob.AllDelivered, "one is delivered", step: 0.25);
        await ann.Only.SendAsync("two");
        await town.UntilAsync(() => ann.AllDelivered, "two is delivered", step: 0.25);
    }
}
