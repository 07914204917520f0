using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>When a first contact counts as failed, and what may be done with one that did.</summary>
public sealed class FirstContactTests
{
    /// <summary>The reply waits in the mailbox while the server says already that the link is over.</summary>
    [Fact]
    public async Task A_reply_that_waits_counts_more_than_a_link_that_expired_meanwhile()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        await town.LeapAsync(TimeSpan.FromHours(23.5), step: 300, ann, bob);
        await ann.StopAsync();
        Assert.Equal(InviteProblem.None, (await bob.OpenAsync(link)).Problem);
        await bob.Only.SendAsync("hello");
        await town.UntilAsync(() => bob.Only.Outbox.Rows.All(row => row.Expires is not null), "Bob's words wait");
        await bob.StopAsync();
        await ann.StartAsync();
        await town.UntilAsync(
            () => ann.Knows(bob) && ann.Only.Outbox.Rows.All(row => row.Expires is not null),
            "Ann's reply waits"
        );
        await town.PassAsync(TimeSpan.FromHours(1), step: 30);

        var refused = false;
        town.Server.Tap.ToClient = frame =>
        {
            refused |= frame is Refused { Reason: Refusal.CapabilityExpired };
            return frame is Delivery ? [] : [frame];
        };
        await bob.StartAsync();
        await town.UntilAsync(() => refused, "the server told that the link is over");
        await town.PassAsync(TimeSpan.FromSeconds(1), step: 0.1);
        town.Server.Tap.ToClient = null;
        town.Server.Tap.Cut("/v1/mailbox");
        await town.UntilAsync(() => bob.Knows(ann) && bob.AllDelivered, "they are connected");

        Assert.Equal(["hello"], ann.Heard);
        Assert.DoesNotContain(bob.Only.Messages, message => message.Text == "invite-expired");
    }

    [Fact]
    public async Task A_receipt_says_more_than_a_failure()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("given up");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        await ann.Client.Engine.Thread.RunAsync(async () =>
        {
            using var held = await ann.Client.Engine.Lock.EnterAsync();
            var step = new Step(ann.Client.Engine, ann.Only);
            await ann.Only.FailAllAsync(step, "used");
            await step.CommitAsync();
        });
        Assert.Equal(MessageState.Failed, ann.Said[^1].State);

        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "the receipt came");
        Assert.Null(ann.Said[^1].FailureReason);
        Assert.Equal(["given up"], bob.Heard);
    }

    [Fact]
    public async Task Nothing_is_sent_into_a_failed_first_contact_until_a_new_link_is_opened()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        town.Server.Tap.ToServer = frame => frame is Deposit ? [] : [frame];
        await bob.OpenAsync(link);
        await bob.Only.SendAsync("hello?");
        await bob.Client.Engine.Thread.RunAsync(async () =>
        {
            using var held = await bob.Client.Engine.Lock.EnterAsync();
            await bob.Only.FailFirstContactAsync("used");
        });
        await bob.Only.SaveDraftAsync("anybody?");

        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => bob.Only.SendAsync("anybody?"));
        await bob.Only.RetryAsync(bob.Said[^1].Id);

        Assert.Equal(SendRefusal.NeverConnected, refused.Reason);
        Assert.Equal("anybody?", bob.Only.Draft);
        Assert.Equal("hello?", Assert.Single(bob.Said).Text);
        Assert.Equal((MessageState.Failed, "used"), (bob.Said[^1].State, bob.Said[^1].FailureReason));
        Assert.Equal(0, bob.Only.Outbox.Count);
        town.Server.Tap.ToServer = null;
        Assert.Equal(InviteProblem.None, (await bob.OpenAsync(await ann.InviteAsync())).Problem);
        await bob.Only.SendAsync("anybody?");
        await town.UntilAsync(() => bob.Knows(ann) && bob.Said[^1].State == MessageState.Delivered, "they talk");
    }
}
