using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Admission;

/// <summary>Whoever is blocked cannot write, ring or come back by any way, and is not told so.</summary>
public sealed class BlockTests
{
    [Fact]
    public async Task Blocking_ends_both_directions_and_withdraws_what_was_not_received()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await asha.Only.SendAsync("still on its way");
        await town.UntilAsync(() => asha.Said[^1].State == MessageState.Sealed, "it waits at the server");
        await asha.Only.BlockAsync();
        await town.UntilAsync(() => asha.Said[^1].State == MessageState.Withdrawn && asha.IsReady, "it is withdrawn");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => asha.Only.SendAsync("never mind"));
        Assert.Equal(SendRefusal.Blocked, refused.Reason);

        await bob.StartAsync();
        await town.UntilAsync(() => bob.IsReady, "Bob is back");
        await bob.Only.SendAsync("hello?");
        await town.UntilAsync(() => bob.Said[^1].State == MessageState.Failed, "Bob's device is refused");
        Assert.Equal(KnockResult.NotReachable, await bob.Only.KnockAsync());
        await town.PassAsync(TimeSpan.FromMinutes(15), step: 1);
        Assert.Empty(bob.Heard);
        Assert.Empty(asha.Heard);
        Assert.Null(asha.Only.KnockedAt);
        Assert.Equal("blocked", asha.Only.Last!.Text);
        Assert.Equal("Bob", Assert.Single(asha.Client.Blocked).Name);
    }

    [Fact]
    public async Task What_waits_in_the_mailbox_of_somebody_blocked_is_not_read()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        // Asha blocks while no server is there, and it has the last word of Bob already.
        town.Server.Tap.ToClient = frame => frame is Delivery ? [] : [frame];
        await bob.Only.SendAsync("too late");
        await town.UntilAsync(() => bob.Said[^1].State == MessageState.Sealed, "it waits");
        await asha.Only.BlockAsync();
        town.Server.Tap.ToClient = null;
        town.Server.Tap.Cut();
        await town.UntilAsync(() => asha.Client.Engine.Drops.Blocked >= 1 && asha.IsReady, "it was dropped");

        Assert.Empty(asha.Heard);
        await town.PassAsync(TimeSpan.FromMinutes(2), step: 1);
        Assert.NotEqual(MessageState.Delivered, bob.Said[^1].State);
    }

    [Fact]
    public async Task The_link_to_somebody_blocked_ends_at_once()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (asha, bob) = await town.LinkedAsync();
        await asha.Only.BlockAsync();
        await town.UntilAsync(
            () => asha.Only.LinkState != Client.Transport.LinkState.Connected && bob.Only.Path != MessagePath.Direct,
            "the link is gone"
        );
        await asha.Only.ShowAsync();
        await town.PassAsync(TimeSpan.FromMinutes(1), step: 0.5);

        Assert.NotEqual(Client.Transport.LinkState.Connected, asha.Only.LinkState);
        Assert.NotEqual(MessagePath.Direct, bob.Only.Path);
    }

    [Fact]
    public async Task Unblocked_the_chat_goes_on_in_the_same_session()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await asha.Only.BlockAsync();
        await town.UntilAsync(() => asha.IsReady, "the server knows");
        await town.UntilAsync(() => bob.Only.IsGone, "Bob's device is refused");
        await bob.Only.SaveDraftAsync("angry?");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => bob.Only.SendAsync("angry?"));
        Assert.Equal((SendRefusal.Gone, "angry?"), (refused.Reason, bob.Only.Draft));
        Assert.Equal("contact-gone", bob.Only.Last!.Text);
        await asha.RestartAsync();
        await town.UntilAsync(() => asha.IsReady && asha.Only.IsBlocked, "Asha is back and remembers");

        await asha.Client.UnblockAsync(bob.Fingerprint);
        await town.UntilAsync(() => asha.IsReady && !bob.Only.IsGone, "Bob's device knows new ways");
        await asha.Only.SendAsync("not any more");
        await bob.Only.SendAsync("angry?");
        await town.UntilAsync(() => asha.AllDelivered && bob.AllDelivered, "they talk");
        Assert.Equal(["angry?"], asha.Heard);
        Assert.Equal(["not any more"], bob.Heard);
        Assert.DoesNotContain(asha.Only.Messages.Concat(bob.Only.Messages), line => line.Text == "session-reset");
        Assert.Empty(asha.Client.Blocked);
    }

    /// <summary>The block is about the fingerprint, not about the chat or the way.</summary>
    [Fact]
    public async Task Neither_a_new_link_nor_the_address_nor_a_deleted_chat_brings_somebody_blocked_back()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await asha.Only.BlockAsync();
        await asha.Only.DeleteAsync();
        await bob.Only.DeleteAsync();
        var once = await asha.InviteAsync();
        var address = await asha.Client.CreateAddressAsync(TimeSpan.FromDays(1));
        await town.UntilAsync(() => asha.IsReady && bob.IsReady, "the server knows both");
        foreach (var url in new[] { InviteLinkCodec.Write(once), address.Url })
        {
            var before = asha.Client.Engine.Drops.Blocked;
            Assert.Equal(InviteProblem.None, (await bob.OpenAsync(InviteLinkCodec.Read(url).Link!)).Problem);
            await bob.Only.SendAsync("me again");
            await town.UntilAsync(() => asha.Client.Engine.Drops.Blocked >= before + 2, "all of it is dropped");
            Assert.Empty(asha.Client.Conversations);
            Assert.Empty(asha.Client.Requests);
            await bob.Only.DeleteAsync();
        }

        await asha.Client.UnblockAsync(bob.Fingerprint);
        await town.UntilAsync(() => asha.IsReady && bob.IsReady, "both are connected");
        await town.ConnectAsync(asha, bob);
    }

    [Fact]
    public async Task A_request_can_be_blocked()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var address = await asha.Client.CreateAddressAsync(TimeSpan.FromDays(1));
        await town.UntilAsync(() => asha.IsReady, "the server knows the address");
        await bob.OpenAsync(InviteLinkCodec.Read(address.Url).Link!);
        await town.UntilAsync(() => asha.Client.Requests is [{ Name: "Bob" }], "Asha has a request");
        await asha.Client.Requests.Single().BlockAsync();
        await bob.Only.SendAsync("why?");
        await town.UntilAsync(() => asha.Client.Engine.Drops.Blocked == 1, "it is dropped");

        Assert.Empty(asha.Client.Requests);
        Assert.Equal("Bob", Assert.Single(asha.Client.Blocked).Name);
        Assert.True(bob.Only.AwaitingFirstReply);
    }
}
