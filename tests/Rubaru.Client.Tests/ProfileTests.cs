using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests;

/// <summary>The profile, what survives a restart, and its standing with the server.</summary>
public sealed class ProfileTests
{
    [Fact]
    public async Task Everything_survives_a_restart()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        for (var i = 0; i < 70; i++)
            await ann.Only.SendAsync($"{i}");
        await town.UntilAsync(() => ann.AllDelivered, "all are delivered");
        await bob.Only.SaveDraftAsync("half a thou");
        await bob.Only.RenameAsync("Annie");
        var fingerprint = bob.Fingerprint;

        await bob.RestartAsync();

        Assert.True(bob.Client.HasProfile);
        Assert.Equal((fingerprint, "Bob"), (bob.Client.Fingerprint, bob.Client.Name));
        Assert.Equal(("Annie", "half a thou", 70), (bob.Only.Name, bob.Only.Draft, bob.Only.Unread));
        Assert.Equal("69", bob.Only.Last!.Text);
        await bob.Only.ShowAsync();
        Assert.Equal(60, bob.Only.Messages.Count);
        Assert.True(bob.Only.HasOlder);
        Assert.Equal(0, bob.Only.Unread);
        await bob.Only.LoadOlderAsync();
        Assert.Equal(Enumerable.Range(0, 70).Select(i => $"{i}"), bob.Heard);
        Assert.False(bob.Only.HasOlder);
    }

    [Fact]
    public async Task A_new_name_reaches_the_contacts_and_their_own_name_for_me_stays()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();

        await ann.Client.RenameAsync("  Anna\n ");
        await town.UntilAsync(() => bob.Only.Name == "Anna", "Bob sees the new name");
        await bob.Only.RenameAsync("Annie");
        await ann.Client.RenameAsync("Anne");
        await town.UntilAsync(() => bob.Only.Contact.GivenName == "Anne", "Bob got the newer name");

        Assert.Equal("Annie", bob.Only.Name);
        await bob.Only.RenameAsync("");
        Assert.Equal("Anne", bob.Only.Name);
    }

    [Fact]
    public async Task Deleting_a_contact_removes_every_trace_here_and_tells_nobody()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SendAsync("hello");
        await town.UntilAsync(() => ann.AllDelivered && bob.Only.Outbox.Count == 0, "it is delivered");
        await bob.Only.SaveDraftAsync("draft");
        // Signals of a dial that was under way do not count: they are Ann's.
        int Stored() => town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);
        var deposits = Stored();

        await town.Server.StopAsync();
        await bob.Only.DeleteAsync();
        Assert.Empty(bob.Client.Conversations);
        foreach (var table in new[] { Table.Contacts, Table.Sessions, Table.Messages, Table.Outbox, Table.Drafts })
            Assert.Equal(0, bob.Store.Count(table));
        await bob.RestartAsync();
        await town.Server.StartAsync();
        await town.UntilAsync(
            () => bob.IsReady && bob.Store.Count(Table.Capabilities) == 0,
            "the revocation was made up for"
        );
        Assert.Equal(deposits, Stored());

        // Ann is told by the server: before she writes, or because she does.
        try
        {
            await ann.Only.SendAsync("gone?");
            await town.UntilAsync(() => ann.Said[^1].State == MessageState.Failed, "Ann is told by the server");
        }
        catch (SendRefusedException refused)
        {
            Assert.Equal(SendRefusal.Gone, refused.Reason);
        }
        Assert.Empty(bob.Client.Conversations);
    }

    [Fact]
    public async Task A_server_that_forgot_the_mailbox_gets_everything_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await town.Server.StopAsync();
        town.Server.Forget();
        await town.Server.StartAsync();
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are registered again");

        await ann.Only.SendAsync("a new beginning");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["a new beginning"], bob.Heard);
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
    }

    [Fact]
    public async Task A_crash_while_registering_at_a_server_that_forgot_everything_leaves_nothing_unsaid()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.StopAsync();
        await town.Server.StopAsync();
        town.Server.Forget();
        var before = town.Server.Tap.Of<LoggedIn>().Count(login => login.Created);
        town.Server.Tap.ToClient = frame => frame is LoggedIn { Created: true } ? [] : [frame];
        await town.Server.StartAsync();
        await town.UntilAsync(
            () => town.Server.Tap.Of<LoggedIn>().Count(login => login.Created) > before,
            "the server has a new mailbox, and Bob does not know"
        );
        await bob.KillAsync();
        town.Server.Tap.ToClient = null;
        await ann.StartAsync();
        await bob.StartAsync();
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are ready");

        await ann.Only.SendAsync("are you back?");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["are you back?"], bob.Heard);
    }

    [Fact]
    public async Task The_shelf_of_prekeys_is_filled_when_it_runs_low_and_used_secrets_are_gone()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        Assert.Equal(53, ann.Store.Count(Table.Prekeys));
        await town.ConnectAsync(ann, bob);
        Assert.Equal(52, ann.Store.Count(Table.Prekeys));
        var capability = bob.Only.Contact.Route!.Transient;
        for (var i = 0; i < 15; i++)
        {
            Assert.IsType<Bundle>(await bob.Client.Engine.Deposits.FetchBundleAsync(capability));
            Assert.IsType<Bundle>(await bob.Client.Engine.Deposits.FetchBundleAsync(bob.Only.Contact.Route!.Stored));
        }

        town.Server.Tap.Cut();
        await town.UntilAsync(() => town.Server.Tap.Of<PutPrekeys>().Count() == 3, "Ann fills the shelf");
        Assert.Equal(31, town.Server.Tap.Of<PutPrekeys>().Last().OneTime.Count);
    }

    [Fact]
    public async Task Without_one_time_keys_a_last_resort_handshake_works_and_its_replay_is_refused()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        var link = await ann.InviteAsync();
        // One capability gets 20 one-time keys an hour, an invite five.
        var route = cem.Only.Contact.Route!;
        var other = InviteSecrets.Derive(town.Sodium, (await ann.InviteAsync()).Secret).Capability;
        var third = InviteSecrets.Derive(town.Sodium, (await ann.InviteAsync()).Secret).Capability;
        foreach (var (capability, count) in new[] { (route.Transient, 20), (route.Stored, 20), (other, 5), (third, 4) })
        {
            for (var i = 0; i < count; i++)
                Assert.IsType<Bundle>(await cem.Client.Engine.Deposits.FetchBundleAsync(capability));
        }
        await bob.OpenAsync(link);
        await town.UntilAsync(() => bob.Knows(ann) && bob.Only.Outbox.Count == 0, "they are connected");

        Assert.Contains(ann.Store.Everything(), record => record.Key.Length == 37 && record.Key[0] == 't');
        await bob.Only.SendAsync("after all");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
    }

    [Fact]
    public async Task Another_login_of_the_same_profile_ends_this_one()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var twin = town.Twin(ann);
        await twin.StartAsync();
        await town.UntilAsync(() => twin.Client.Server == ServerState.Connected, "the twin is in");
        await town.UntilAsync(() => ann.Client.Server == ServerState.Superseded, "the first is told");

        await town.PassAsync(TimeSpan.FromMinutes(2), step: 1);
        Assert.Equal(ServerState.Superseded, ann.Client.Server);
        Assert.Equal(ServerState.Connected, twin.Client.Server);
    }

    [Fact]
    public async Task Another_protocol_version_is_said_and_not_tried_again()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        town.Server.Tap.ToClient = frame => [frame is Challenge ? new Refused(0, Refusal.Version) : frame];
        town.Server.Tap.Cut();

        await town.UntilAsync(() => ann.Client.Server == ServerState.OtherVersion, "Ann is told");
        await town.PassAsync(TimeSpan.FromMinutes(2), step: 1);
        Assert.Equal(ServerState.OtherVersion, ann.Client.Server);
    }

    [Fact]
    public async Task A_silent_socket_is_replaced_and_what_was_lost_in_it_comes_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.Only.ShowAsync();
        town.Server.Tap.ToClient = _ => [];
        await ann.Only.SendAsync("into a dead socket");
        await town.PassAsync(TimeSpan.FromSeconds(7), step: 0.1);
        town.Server.Tap.ToClient = null;

        await town.UntilAsync(() => ann.AllDelivered, "it is delivered", step: 0.1);
        Assert.Equal(["into a dead socket"], bob.Heard);
    }

    [Fact]
    public async Task Erasing_leaves_an_empty_store_a_dead_key_and_no_capability()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();

        await bob.Client.EraseAsync();
        Assert.False(bob.Client.HasProfile);
        Assert.Empty(bob.Store.Everything());
        Assert.True(bob.DeviceKey.IsErased);
        await ann.Only.SendAsync("anybody?");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Failed, "Ann is told by the server");
    }

    [Fact]
    public async Task A_wrong_clock_of_a_day_changes_nothing()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann", clockError: TimeSpan.FromHours(24));
        var bob = await town.SettleAsync("Bob", clockError: TimeSpan.FromHours(-24));
        await town.ConnectAsync(ann, bob);
        await town.ConnectedAgainAsync(ann, bob);

        await ann.Only.SendAsync("tomorrow");
        await bob.Only.SendAsync("yesterday");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "both are delivered");
        Assert.Equal(["tomorrow"], bob.Heard);
        Assert.Equal(["yesterday"], ann.Heard);
    }
}
