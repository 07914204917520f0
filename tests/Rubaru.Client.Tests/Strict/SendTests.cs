using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Strict;

/// <summary>R15 and R16: only over a live, attested channel, else not at all; and what the bubble says of it.</summary>
public sealed class SendTests
{
    [Theory]
    [InlineData(DirectOnly)]
    [InlineData(DirectOrRelay)]
    public async Task With_an_open_gate_it_goes_directly_and_the_server_stores_nothing(DeliveryMode mode)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync(mode);
        var stored = town.StoredDeposits();

        for (var i = 0; i < 5; i++)
        {
            await ann.Only.SendAsync($"A{i}");
            await bob.Only.SendAsync($"B{i}");
        }
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "all is delivered");
        Assert.Equal(["A0", "A1", "A2", "A3", "A4"], bob.Heard);
        Assert.Equal(["B0", "B1", "B2", "B3", "B4"], ann.Heard);
        Assert.All(ann.Said, message => Assert.Equal(MessagePath.Direct, message.Path));
        Assert.Equal(stored, town.StoredDeposits());
    }

    [Fact]
    public async Task Not_connected_is_refused_and_the_draft_stays()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        await bob.StopAsync();
        await town.UntilAsync(() => ann.Only.Gate == StrictGate.NotConnected, "Bob is gone");
        await ann.Only.SaveDraftAsync("keep me");
        var (deposits, commits) = (town.StoredDeposits(), ann.Store.Commits);

        await ann.RefusedAsync("keep me");
        Assert.Equal(commits, ann.Store.Commits);
        Assert.Equal("keep me", ann.Only.Draft);
        Assert.DoesNotContain(ann.Only.Outbox.Rows, row => row.IsOfPerson);
        Assert.Equal(MessagePath.None, ann.Only.Path);
        await town.PassAsync(TimeSpan.FromSeconds(10));
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await town.GatesAsync(ann, bob);
        await town.PassAsync(TimeSpan.FromSeconds(5));

        // Never by itself later.
        Assert.Empty(bob.Heard);
        Assert.Equal(deposits, town.StoredDeposits());
        Assert.Equal("keep me", ann.Only.Draft);
    }

    [Fact]
    public async Task A_relay_at_one_end_shows_TurnRelay_at_both_and_refuses_both()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();

        // Bob's browser sees host or prflx: somebody stripped "typ relay" from what Ann sent.
        ann.Peers.Select("relay", "host");
        await town.UntilAsync(
            () => ann.Only.Gate == StrictGate.Relayed && bob.Only.Gate == StrictGate.Relayed,
            "both know"
        );
        Assert.Equal((MessagePath.TurnRelay, MessagePath.TurnRelay), (ann.Only.Path, bob.Only.Path));
        Assert.Equal("host", bob.Only.LinkPath!.LocalType);
        await ann.RefusedAsync("no");
        await bob.RefusedAsync("no");

        await ann.Only.SetModeAsync(DirectOrRelay);
        await town.GatesAsync(ann, bob);
        await bob.Only.SendAsync("by the relay");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
        Assert.Equal(MessagePath.TurnRelay, bob.Said[^1].Path);
    }

    [Fact]
    public async Task A_hidden_page_refuses()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        ann.Client.SetHidden(true);
        await town.UntilAsync(() => ann.Only.Gate == StrictGate.Hidden, "it is hidden");
        await ann.RefusedAsync("no");
        ann.Client.SetHidden(false);
        await town.GatesAsync(ann, bob);
    }

    [Fact]
    public async Task Lost_in_the_middle_is_not_confirmed_and_goes_again_only_when_the_person_says_so()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        var stored = town.StoredDeposits();
        town.Network.Cut();
        await ann.Only.SendAsync("into the void");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.NotConfirmed, "nobody knows");
        Assert.DoesNotContain(ann.Only.Outbox.Rows, row => row.IsOfPerson);
        Assert.Empty(bob.Heard);
        await ann.RefusedAsync("and this");
        await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.RetryAsync(ann.Said[^1].Id));

        town.Network.Heal();
        await town.GatesAsync(ann, bob);
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Empty(bob.Heard);
        Assert.Equal(MessageState.NotConfirmed, ann.Said[^1].State);

        await ann.Only.RetryAsync(ann.Said[^1].Id);
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["into the void"], bob.Heard);
        Assert.Equal(stored, town.StoredDeposits());
    }

    /// <summary>It did arrive; only the acknowledgement was lost. The second copy has the same message id.</summary>
    [Fact]
    public async Task Sent_again_it_is_shown_once()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        bob.Store.IsFull = true;
        await ann.Only.SendAsync("once");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.NotConfirmed, "no acknowledgement came");
        bob.Store.IsFull = false;
        await town.GatesAsync(ann, bob);
        await ann.Only.RetryAsync(ann.Said[^1].Id);
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        await ann.Only.SendAsync("twice");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["once", "twice"], bob.Heard);
    }

    [Fact]
    public async Task A_late_acknowledgement_turns_not_confirmed_into_delivered()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        town.Network.Cut();
        await ann.Only.SendAsync("late");
        var id = ann.Said[^1].Id;
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.NotConfirmed, "nobody knows");
        await ann.RestartAsync();
        Assert.Equal(MessageState.NotConfirmed, ann.Only.Last!.State);

        ILinkOwner owner = ann.Only;
        await owner.AcknowledgedAsync([id]);
        await ann.Only.ShowAsync();
        Assert.Equal((MessageState.Delivered, MessagePath.Direct), (ann.Said[^1].State, ann.Said[^1].Path));
        Assert.Empty(bob.Heard);
    }

    [Fact]
    public async Task After_a_restart_what_was_under_way_is_not_confirmed()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        var stored = town.StoredDeposits();
        bob.Store.IsFull = true;
        for (var i = 0; i < 3; i++)
            await ann.Only.SendAsync($"{i}");
        await ann.RestartAsync();
        await ann.Only.ShowAsync();
        await town.UntilAsync(
            () => ann.Said.All(message => message.State == MessageState.NotConfirmed),
            "all three are not confirmed"
        );
        Assert.DoesNotContain(ann.Only.Outbox.Rows, row => row.IsOfPerson);
        bob.Store.IsFull = false;
        await town.GatesAsync(ann, bob);
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.All(ann.Said, message => Assert.Equal(MessageState.NotConfirmed, message.State));
        foreach (var message in ann.Said)
            await ann.Only.RetryAsync(message.Id);
        await town.UntilAsync(() => ann.AllDelivered, "sent again they are delivered");
        Assert.Equal(["0", "1", "2"], bob.Heard);
        Assert.Equal(stored, town.StoredDeposits());
    }

    /// <summary>R19: typing, receipts and everything else that says something stays on the channel.</summary>
    [Fact]
    public async Task Receipts_and_typing_never_leave_the_channel()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        await ann.Client.SetReadReceiptsAsync(true);
        await bob.Client.SetReadReceiptsAsync(true);
        var deposits = town.Server.Tap.Of<Deposit>().Count();
        await ann.Only.TypingAsync();
        await town.UntilAsync(() => bob.Only.PeerIsTyping, "Bob sees it");
        await ann.Only.SendAsync("seen?");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Read, "Bob saw it");
        Assert.Equal(deposits, town.Server.Tap.Of<Deposit>().Count());

        ann.Peers.Select("relay", "host");
        await town.UntilAsync(() => bob.Only.Gate == StrictGate.Relayed, "the path is a relay");
        await town.UntilAsync(() => !bob.Only.PeerIsTyping, "the dots are gone");
        await town.PassAsync(TimeSpan.FromSeconds(4));
        await ann.Only.TypingAsync();
        await town.PassAsync(TimeSpan.FromSeconds(2));
        Assert.False(bob.Only.PeerIsTyping);
    }
}
