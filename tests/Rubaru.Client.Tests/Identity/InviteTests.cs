using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

/// <summary>Every way a link can be good or bad, each with its own answer (protocol section 10.1).</summary>
public sealed class InviteTests
{
    [Fact]
    public async Task My_own_link_another_servers_and_a_contacts_are_told_apart_without_asking_anybody()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var own = await ann.InviteAsync();

        Assert.Equal(InviteProblem.Own, ann.Client.CheckInvite(InviteLinkCodec.Write(own)).Problem);
        Assert.Equal(InviteProblem.AlreadyContact, bob.Client.CheckInvite(InviteLinkCodec.Write(own)).Problem);
        var foreign = bob.Client.CheckInvite(InviteLinkCodec.Write(own with { Origin = "https://chat.example" }));
        Assert.Equal((InviteProblem.OtherServer, "chat.example"), (foreign.Problem, foreign.Host));
        var (problem, conversation) = await bob.OpenAsync(own);
        Assert.Equal(InviteProblem.AlreadyContact, problem);
        Assert.Same(bob.Only, conversation);
    }

    [Fact]
    public async Task A_link_that_somebody_used_says_so()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var cem = await town.SettleAsync("Cem");
        var link = await ann.InviteAsync();
        await bob.OpenAsync(link);
        await town.UntilAsync(() => bob.Knows(ann) && !ann.Client.Engine.Invites.All.Any(), "the slot is dropped");
        await town.UntilAsync(() => ann.IsReady, "the server knows");

        Assert.Equal(InviteProblem.Used, (await cem.OpenAsync(link)).Problem);
        Assert.Empty(cem.Client.Conversations);
    }

    [Fact]
    public async Task The_second_of_two_openers_is_told_that_the_link_was_used_and_becomes_no_contact()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var cem = await town.SettleAsync("Cem");
        var link = await ann.InviteAsync();
        await ann.StopAsync();
        Assert.Equal(InviteProblem.None, (await bob.OpenAsync(link)).Problem);
        await town.UntilAsync(
            () => bob.Only.Outbox.Rows.All(row => row.Expires is not null),
            "Bob's first message waits"
        );
        Assert.Equal(InviteProblem.None, (await cem.OpenAsync(link)).Problem);
        await cem.Only.SendAsync("hello?");
        Assert.True(cem.Only.AwaitingFirstReply);
        await town.UntilAsync(
            () => cem.Only.Outbox.Rows.All(row => row.Expires is not null),
            "Cem's first message waits"
        );

        await ann.StartAsync();
        await town.UntilAsync(() => bob.Knows(ann) && !cem.Only.AwaitingFirstReply, "both know");

        Assert.Equal("Bob", ann.Only.Name);
        Assert.Equal("invite-used", cem.Only.Last!.Text);
        Assert.Equal((MessageState.Failed, "used"), (cem.Said[^1].State, cem.Said[^1].FailureReason));
        Assert.Equal(cem.Fingerprint, Assert.Single(ann.Client.Requests).Peer);
    }

    [Fact]
    public async Task A_link_that_the_server_does_not_know_yet_can_be_tried_again()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        town.Server.Tap.ToServer = frame => frame is PutCapability ? [] : [frame];
        var invite = await ann.Client.CreateInviteAsync();
        var link = Assert.IsType<InviteLink>(ann.Client.CheckInvite(invite.Url).Link);
        Assert.Equal(InviteProblem.Unreachable, (await bob.OpenAsync(link)).Problem);
        Assert.Empty(bob.Client.Conversations);

        town.Server.Tap.ToServer = null;
        town.Server.Tap.Cut();
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "the invite is known to the server");
        Assert.Equal(InviteProblem.None, (await bob.OpenAsync(link)).Problem);
    }

    [Fact]
    public async Task A_revoked_link_says_so()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        await ann.Client.RevokeInviteAsync(ann.Client.OpenInvites.Single().Id);
        await town.UntilAsync(() => ann.IsReady, "the server knows");

        Assert.Equal(InviteProblem.Revoked, (await bob.OpenAsync(link)).Problem);
        Assert.Empty(ann.Client.OpenInvites);
    }

    [Fact]
    public async Task A_link_expires_after_a_day_by_the_servers_clock()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        await town.PassAsync(TimeSpan.FromHours(23), step: 600);
        Assert.Single(ann.Client.OpenInvites);
        Assert.Equal(InviteProblem.None, bob.Client.CheckInvite(InviteLinkCodec.Write(link)).Problem);
        await town.LeapAsync(TimeSpan.FromHours(1.1), 600, bob);

        Assert.Equal(InviteProblem.Expired, bob.Client.CheckInvite(InviteLinkCodec.Write(link)).Problem);
        Assert.Equal(InviteProblem.Expired, (await bob.OpenAsync(link)).Problem);
        Assert.Empty(ann.Client.OpenInvites);
    }

    [Fact]
    public async Task An_unreachable_server_is_not_the_links_fault()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        await town.Server.StopAsync();

        Assert.Equal(InviteProblem.Unreachable, (await bob.OpenAsync(link)).Problem);
        Assert.Empty(bob.Client.Conversations);
    }

    [Fact]
    public async Task A_server_that_hands_out_another_bundle_is_refused()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var mallory = await town.SettleAsync("Mallory");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        var other = await mallory.InviteAsync();
        var otherCapability = InviteSecrets.Derive(town.Sodium, other.Secret).Capability;
        town.Server.Tap.ToServer = frame =>
            [frame is FetchBundle fetch ? fetch with { Capability = otherCapability } : frame];

        Assert.Equal(InviteProblem.IdentityCheckFailed, (await bob.OpenAsync(link)).Problem);
        Assert.Empty(bob.Client.Conversations);
    }

    [Fact]
    public async Task Two_people_who_open_each_others_links_at_once_end_up_in_one_chat_each()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var (fromAnn, fromBob) = (await ann.InviteAsync(), await bob.InviteAsync());

        await Task.WhenAll(ann.OpenAsync(fromBob), bob.OpenAsync(fromAnn));
        await town.UntilAsync(() => ann.Knows(bob) && bob.Knows(ann), "both know each other");
        await ann.Only.SendAsync("one");
        await bob.Only.SendAsync("two");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "both are delivered");
        await ann.Only.SendAsync("three");
        await town.UntilAsync(
            () => ann.AllDelivered && ann.Only.Outbox.Count + bob.Only.Outbox.Count == 0,
            "all is quiet"
        );

        Assert.Equal(["one", "three"], bob.Heard);
        Assert.Equal(["two"], ann.Heard);
        Assert.Equal(ann.Only.Sessions.Current!.Id, bob.Only.Sessions.Current!.Id);
        Assert.DoesNotContain(ann.Only.Messages, message => message.Text == "session-reset");
    }

    [Fact]
    public async Task An_opener_may_write_before_the_first_reply_and_sends_no_signal()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        await ann.StopAsync();
        await bob.OpenAsync(link);
        await bob.Only.ShowAsync();
        await bob.Only.SendAsync("first");
        await town.PassAsync(TimeSpan.FromSeconds(10));
        Assert.True(bob.Only.AwaitingFirstReply);
        Assert.DoesNotContain(town.Server.Tap.Of<Deposit>(), deposit => deposit.Class == DepositClass.Transient);

        await ann.StartAsync();
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
        Assert.Equal(["first"], ann.Heard);
    }

    [Fact]
    public async Task A_deleted_contact_can_be_met_again_by_a_new_link()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        town.Server.Tap.ToServer = frame => frame is DropCapability ? [] : [frame];
        await bob.Only.DeleteAsync();
        await ann.Only.SendAsync("are you there?");
        town.Server.Tap.ToServer = null;
        town.Server.Tap.Cut();
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Failed, "Ann is told");
        Assert.Equal("gone", ann.Said[^1].FailureReason);

        await bob.OpenAsync(await ann.InviteAsync());
        await town.UntilAsync(() => bob.Knows(ann) && bob.Only.Outbox.Count == 0, "they are connected again");
        await ann.Only.RetryAsync(ann.Said[^1].Id);
        await bob.Only.SendAsync("yes");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "all is delivered");

        Assert.Equal(["are you there?"], bob.Heard);
        Assert.Equal(["yes"], ann.Heard);
    }
}
