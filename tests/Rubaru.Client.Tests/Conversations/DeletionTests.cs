using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>A deleted chat stays deleted, whoever still holds it; the other side learns of it.</summary>
public sealed class DeletionTests
{
    [Fact]
    public async Task Nothing_is_written_for_a_deleted_conversation_and_the_profile_opens()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        var chat = ann.Only;
        await chat.DeleteAsync();
        var commits = ann.Store.Commits;

        await chat.RenameAsync("Ghost");
        await chat.SaveDraftAsync("boo");
        await chat.RetryAsync(1);
        await chat.ShowAsync();
        await Assert.ThrowsAsync<SendRefusedException>(() => chat.SendAsync("boo"));
        var step = new Step(ann.Client.Engine, chat);
        step.Line("invite-accepted");
        await Assert.ThrowsAsync<OperationCanceledException>(step.CommitAsync);

        Assert.Equal(0, ann.Store.Count(Table.Contacts));
        Assert.Equal(0, ann.Store.Count(Table.Messages));
        Assert.InRange(ann.Store.Commits - commits, 0, 2);
        await ann.RestartAsync();
        Assert.Empty(ann.Client.Conversations);
    }

    /// <summary>As an earlier version could leave it.</summary>
    [Fact]
    public async Task A_contact_without_counters_does_not_keep_the_profile_from_opening()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var transaction = ann.Client.Engine.Begin();
        transaction.Delete(Table.Contacts, [.. ann.Only.Key, 1]);
        await ann.Client.Engine.CommitAsync(transaction);

        await ann.RestartAsync();
        await town.UntilAsync(() => ann.IsReady, "Ann is back");
        await bob.Only.SendAsync("still there?");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
        Assert.Equal(["still there?"], ann.Heard);
    }

    [Fact]
    public async Task A_contact_that_deleted_me_long_ago_is_noticed_and_can_be_met_again_by_its_new_link()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.StopAsync();
        await bob.Only.DeleteAsync();
        await town.UntilAsync(() => bob.IsReady, "the server knows");
        await town.PassAsync(TimeSpan.FromHours(25), step: 300);
        await ann.StartAsync();
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are connected");

        await ann.Only.SendAsync("are you there?");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Failed, "Ann is told");
        Assert.Equal("gone", ann.Said[^1].FailureReason);

        await ann.OpenAsync(await bob.InviteAsync());
        await town.UntilAsync(() => ann.Knows(bob) && ann.Only.Outbox.Count == 0, "they are connected again");
        await ann.Only.RetryAsync(ann.Said[^1].Id);
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["are you there?"], bob.Heard);
    }

    [Fact]
    public async Task Opening_the_chat_is_enough_to_notice_that_the_contact_deleted_me()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.StopAsync();
        await bob.Only.DeleteAsync();
        await town.UntilAsync(() => bob.IsReady, "the server knows");
        await ann.StartAsync();
        await town.UntilAsync(() => ann.IsReady, "Ann is back");

        await ann.Only.ShowAsync();
        await town.UntilAsync(() => ann.Only.Contact.Gone, "Ann's device knows");
        Assert.Equal(
            InviteProblem.None,
            ann.Client.CheckInvite(InviteLinkCodec.Write(await bob.InviteAsync())).Problem
        );
    }
}
