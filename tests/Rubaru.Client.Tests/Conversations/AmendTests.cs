using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.Strict;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Replies, reactions, edits and deletions between two people, over both ways.</summary>
public sealed class AmendTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reply_reaction_edit_and_deletion_arrive_and_are_the_same_on_both_sides(bool linked)
    {
        await using var town = await Town.FoundAsync(peers: linked);
        var (ann, bob) = linked ? await town.LinkedAsync() : await town.FriendsAsync();
        await bob.Only.ShowAsync();
        await ann.Only.SendAsync("shall we?");
        await town.UntilAsync(() => bob.Heard.Count == 1 && ann.AllDelivered, "it is there");

        await bob.Only.SendAsync("yes", bob.Only.Messages[^1]);
        await bob.Only.ReactAsync(bob.Only.Messages.Single(m => m.Text == "shall we?"), "👍🏽");
        await town.UntilAsync(
            () => Of(ann, "yes") is not null && Of(ann, "shall we?")?.PeerReaction == "👍🏽",
            "both came"
        );
        Assert.Equal((true, "shall we?"), (Of(ann, "yes")!.Quote!.Mine, Of(ann, "yes")!.Quote!.Text));
        Assert.Equal((false, "shall we?"), (Of(bob, "yes")!.Quote!.Mine, Of(bob, "yes")!.Quote!.Text));

        await ann.Only.EditAsync(Of(ann, "shall we?")!.Id, "shall we go?");
        await town.UntilAsync(() => Of(bob, "shall we go?") is { Edited: not null }, "the edit came");
        await town.UntilAsync(() => Of(ann, "shall we go?")!.Underway == Amendment.None, "and is confirmed");
        foreach (var person in (Person[])[ann, bob])
        {
            Assert.Equal(["shall we?"], Of(person, "shall we go?")!.Earlier.Select(version => version.Text));
            Assert.Equal("shall we go?", Of(person, "yes")!.Quote!.Text);
        }
        await bob.Only.ReactAsync(Of(bob, "shall we go?")!, null);
        await town.UntilAsync(() => Of(ann, "shall we go?")!.PeerReaction is null, "the reaction is taken back");

        await ann.Only.DeleteForBothAsync(Of(ann, "shall we go?")!.Id);
        await town.UntilAsync(
            () => Deleted(bob) is not null && Deleted(ann) is { Underway: Amendment.None },
            "it is deleted on both"
        );
        await town.ConnectedAgainAsync(ann, bob);
        foreach (var person in (Person[])[ann, bob])
        {
            await person.Only.ShowAsync();
            Assert.Equal(("", 0), (Deleted(person)!.Text, Deleted(person)!.Earlier.Count));
            Assert.Null(Of(person, "yes")!.Quote!.Text);
            Assert.DoesNotContain(person.Only.Outbox.Rows, row => row.IsOfPerson);
        }
    }

    /// <summary>The two go different ways, so what changes a message may come before it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_overtakes_its_message_waits_for_it_also_over_a_restart(bool deletes)
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        // Everything at first, then this one deposit.
        var (all, held) = (true, default(DepositId));
        town.Server.Tap.ToServer = frame => frame is Deposit deposit && (all || held == deposit.Id) ? [] : [frame];
        await ann.Only.SendAsync("frist");
        held = ann.Only.Outbox.Rows.Single(row => row.Order is not null).Deposit;
        all = false;
        var id = ann.Said[^1].Id;
        await ann.Only.EditAsync(id, "first");
        await town.UntilAsync(() => bob.Only.Early.Count == 1, "the edit is there");
        Assert.Empty(bob.Heard);
        if (deletes)
        {
            await ForgeAsync(ann, ContentType.Deletion, DeletionBody.Write(id));
            await town.UntilAsync(() => bob.Only.Early.Count == 2, "the deletion too");
        }
        await bob.RestartAsync();
        town.Server.Tap.ToServer = null;
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => bob.Only.Early.Count == 0, "the message came", step: 0.25);
        Assert.Equal(deletes ? [] : ["first"], bob.Heard);
        Assert.Equal(deletes, Deleted(bob) is not null);
        await bob.RestartAsync();
        Assert.Equal(0, bob.Only.Early.Count);
    }

    [Fact]
    public async Task Only_the_author_changes_a_message_and_only_for_a_while()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.ShowAsync();
        await ann.Only.SendAsync("mine");
        await town.UntilAsync(() => bob.Heard.Count == 1 && ann.AllDelivered, "it is there");
        var id = ann.Said[^1].Id;
        await ForgeAsync(bob, ContentType.Edit, new EditBody(id, "forged").ToBytes());
        await ForgeAsync(bob, ContentType.Deletion, DeletionBody.Write(id));
        await bob.Only.SendAsync("after");
        await town.UntilAsync(() => ann.Heard.Contains("after"), "what came after it is there");
        Assert.Equal("mine", ann.Said[^1].Text);

        await town.LeapAsync(TimeSpan.FromHours(24.5), 600, ann, bob);
        var late = await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.EditAsync(id, "changed"));
        Assert.Equal(SendRefusal.TooLate, late.Reason);
        await ForgeAsync(ann, ContentType.Edit, new EditBody(id, "too late").ToBytes());
        await ann.Only.SendAsync("later");
        await town.UntilAsync(() => bob.Heard.Contains("later"), "what came after it is there");
        Assert.Equal(["mine", "later"], bob.Heard);
    }

    /// <summary>Same order on both sides is not needed: the sender's number decides.</summary>
    [Fact]
    public async Task An_older_edit_or_reaction_that_comes_late_changes_nothing()
    {
        var message = new Message(
            7,
            1,
            MessageKind.Text,
            false,
            "one",
            default,
            null,
            MessageState.Received,
            MessagePath.Direct,
            null,
            null,
            0
        );
        var stored = new StoredMessage(message, 10);
        var second = Amended.ByPeer(stored, Content(ContentType.Edit, 12, new EditBody(7, "three").ToBytes()))!;
        Assert.Null(Amended.ByPeer(second, Content(ContentType.Edit, 11, new EditBody(7, "two").ToBytes())));
        var reacted = Amended.ByPeer(
            second,
            Content(ContentType.Reaction, 14, new ReactionBody(7, false, "❤️").ToBytes())
        )!;
        Assert.Null(
            Amended.ByPeer(reacted, Content(ContentType.Reaction, 13, new ReactionBody(7, false, "👎").ToBytes()))
        );
        Assert.Equal(("three", "❤️"), (reacted.Message.Text, reacted.Message.PeerReaction));
        // Nobody edits a message of mine, and nothing brings a deleted one back.
        Assert.Null(
            Amended.ByPeer(
                stored with
                {
                    Message = message with { Mine = true },
                },
                Content(ContentType.Edit, 12, new EditBody(7, "x").ToBytes())
            )
        );
        var gone = Amended.ByPeer(reacted, Content(ContentType.Deletion, 15, DeletionBody.Write(7)))!;
        Assert.Null(Amended.ByPeer(gone, Content(ContentType.Edit, 16, new EditBody(7, "back").ToBytes())));
        await Task.CompletedTask;

        static MessageContent Content(ContentType type, ulong sequence, byte[] body) =>
            new(type, sequence, sequence, default, body);
    }

    [Fact]
    public async Task A_message_that_is_edited_for_ever_keeps_its_last_versions_and_fits_a_record()
    {
        var message = new Message(
            7,
            1,
            MessageKind.Text,
            true,
            "0",
            default,
            null,
            MessageState.Delivered,
            MessagePath.Direct,
            null,
            null,
            0
        );
        for (var i = 1; i <= 100; i++)
            message = Amended.Edit(message, $"{i}", default);
        Assert.Equal((Limits.Versions, "99", "100"), (message.Earlier.Count, message.Earlier[^1].Text, message.Text));
        for (var i = 0; i < 30; i++)
            message = Amended.Edit(message, new string('x', ChatClient.MaxTextBytes), default);
        var bytes = new StoredMessage(message, 1).ToBytes();
        Assert.InRange(bytes.Length, 100_000, Limits.BackupRecordBytes - 1000);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Behind_strict_modes_closed_gate_nothing_changes_and_what_was_under_way_is_unconfirmed()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.StrictAsync();
        await ann.Only.SendAsync("direct");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        var stored = town.StoredDeposits();
        var id = ann.Said[^1].Id;

        // The edit is put on the link, which dies before anything is acknowledged.
        bob.Store.IsFull = true;
        bob.MayFault = true;
        await ann.Only.EditAsync(id, "edited");
        await town.UntilAsync(() => ann.Said[^1].Unconfirmed == Amendment.Edit, "nobody knows");
        Assert.Equal((MessageState.Delivered, "edited"), (ann.Said[^1].State, ann.Said[^1].Text));
        Assert.DoesNotContain(ann.Only.Outbox.Rows, row => row.IsOfPerson);

        await bob.StopAsync();
        await town.UntilAsync(() => ann.Only.Gate == StrictGate.NotConnected, "Bob is gone");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.ReactAsync(ann.Said[^1], "👍"));
        Assert.Equal(SendRefusal.Strict, refused.Reason);
        Assert.Null(ann.Said[^1].MyReaction);

        bob.Store.IsFull = false;
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await town.GatesAsync(ann, bob);
        Assert.Equal(["direct"], bob.Heard);
        await ann.Only.AmendAgainAsync(ann.Said[^1]);
        await town.UntilAsync(
            () => bob.Heard is ["edited"] && ann.Said[^1].Unconfirmed == Amendment.None,
            "now it is known"
        );
        Assert.Equal(stored, town.StoredDeposits());
    }

    [Fact]
    public async Task Withdrawing_a_message_takes_its_edit_back_too()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("one");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        await ann.Only.EditAsync(ann.Said[^1].Id, "two");
        await town.UntilAsync(() => ann.Only.Outbox.Rows.All(row => row.Expires is not null), "the edit too");
        await ann.Only.WithdrawAsync(ann.Said[^1].Id);
        await town.UntilAsync(
            () => ann.Said[^1].State == MessageState.Withdrawn && ann.Only.Withdrawals.Count == 0,
            "gone"
        );
        await bob.StartAsync();
        await town.UntilAsync(() => bob.IsReady, "Bob is back");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Empty(bob.Heard);
        Assert.Equal(0, bob.Only.Early.Count);

        await ann.Only.RetryAsync(ann.Said[^1].Id);
        await town.UntilAsync(() => bob.Heard is ["two"], "sent again it says what it says now");
    }

    [Fact]
    public async Task Deleted_for_me_is_gone_from_this_device_only_and_comes_back_by_undo()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SendAsync("one");
        await ann.Only.SendAsync("two");
        await town.UntilAsync(() => bob.Heard.Count == 2 && ann.AllDelivered, "both are there");
        await bob.Only.DeleteForMeAsync(Of(bob, "two")!);
        Assert.Equal(["one"], bob.Heard);
        Assert.Equal("one", bob.Only.Last!.Text);
        await bob.Only.UndoDeleteAsync();
        Assert.Equal(["one", "two"], bob.Heard);
        await bob.Only.DeleteForMeAsync(Of(bob, "two")!);
        // What is said about it later does not bring it back, nor wait for it.
        await ann.Only.EditAsync(ann.Said[^1].Id, "three");
        await town.UntilAsync(() => ann.Said[^1].Underway == Amendment.None, "the edit arrived");
        await bob.RestartAsync();
        await bob.Only.ShowAsync();
        await bob.Only.UndoDeleteAsync();
        Assert.Equal(["one"], bob.Heard);
        Assert.Equal(0, bob.Only.Early.Count);
        Assert.Equal(["one", "three"], ann.Said.Select(message => message.Text));
    }

    [Fact]
    public async Task The_original_of_an_old_quote_is_found_and_loaded()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        for (var i = 0; i < 150; i++)
            await ann.Only.SendAsync($"{i}");
        await town.UntilAsync(() => ann.AllDelivered, "all are delivered");
        await bob.Only.ShowAsync();
        while (bob.Only.HasOlder)
            await bob.Only.LoadOlderAsync();
        await bob.Only.SendAsync("about that", Of(bob, "3"));
        await town.UntilAsync(() => bob.AllDelivered, "delivered");
        await town.ConnectedAgainAsync(ann, bob);
        foreach (var person in (Person[])[ann, bob])
        {
            await person.Only.ShowAsync();
            Assert.Null(Of(person, "3"));
            var quote = Of(person, "about that")!.Quote!;
            Assert.Equal("3", quote.Text);
            Assert.Null(await person.Only.PlaceOfAsync(quote with { Id = 12345 }));
            var place = await person.Only.PlaceOfAsync(quote);
            await person.Only.LoadBackToAsync(Assert.NotNull(place));
            Assert.Equal(place, Of(person, "3")!.Order);
        }
    }

    [Fact]
    public async Task A_forwarded_text_says_so_on_both_sides_and_leaves_the_draft_alone()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SaveDraftAsync("half");
        await ann.Only.ForwardAsync("from elsewhere");
        await town.UntilAsync(() => bob.Heard.Count == 1, "it is there");
        Assert.True(Of(bob, "from elsewhere")!.IsForwarded);
        Assert.True(Of(ann, "from elsewhere")!.IsForwarded);
        Assert.Equal("half", ann.Only.Draft);
    }

    private static Message? Of(Person person, string text) => person.Only.Messages.LastOrDefault(m => m.Text == text);

    private static Message? Deleted(Person person) =>
        person.Only.Messages.SingleOrDefault(m => m.Kind == MessageKind.Deleted);

    /// <summary>What a changed app could send.</summary>
    internal static Task ForgeAsync(Person person, ContentType type, byte[] body) =>
        person.Client.Engine.Thread.RunAsync(async () =>
        {
            using (await person.Client.Engine.Lock.EnterAsync())
            {
                var step = new Step(person.Client.Engine, person.Only);
                step.Send(type, body);
                await step.CommitAsync();
            }
            person.Only.Courier.Wake();
        });
}
