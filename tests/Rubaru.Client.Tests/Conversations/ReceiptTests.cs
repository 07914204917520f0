using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Delivered is the receiver's word, never the server's; read is opt-in and mutual.</summary>
public sealed class ReceiptTests
{
    /// <summary>The server says "on the receiver's device" before the receiver does: the bubble waits for the latter.</summary>
    [Fact]
    public async Task The_servers_word_alone_delivers_nothing_and_seals_nothing()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        SayDelivered(town, bob);
        await ann.Only.SendAsync("taken, it says");
        await town.UntilAsync(() => ann.Only.Outbox.Rows.Any(ann.Only.Outbox.IsHandedOver), "the server says so");
        Assert.Equal(MessageState.Waiting, ann.Said[^1].State);
        Assert.Null(ann.Said[^1].Expires);
        Assert.True(ann.Said[^1].CanWithdraw);

        town.Server.Tap.ToServer = null;
        await town.UntilAsync(() => ann.AllDelivered, "the receipt came");
        Assert.Equal(["taken, it says"], bob.Heard);
    }

    /// <summary>A new deposit each time, after 30 s, then 60 s, … up to half an hour; the receiver shows it once.</summary>
    [Fact]
    public async Task Without_a_receipt_it_is_deposited_again_less_and_less_often()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        SayDelivered(town, bob);
        await ann.Only.SendAsync("heard?");
        var times = new List<(DateTimeOffset Time, DepositId Id)>();
        var row = ann.Only.Outbox.Rows.Single(row => row.IsOfPerson);
        await town.UntilAsync(
            () =>
            {
                if (
                    ann.Only.Outbox.Rows.Single(row => row.IsOfPerson) is { } now
                    && times.All(known => known.Id != now.Deposit)
                )
                    times.Add((town.Time.GetUtcNow(), now.Deposit));
                return times.Count == 5;
            },
            "it was deposited five times",
            step: 0.5
        );
        var pauses = times.Zip(times.Skip(1), (a, b) => (b.Time - a.Time).TotalSeconds).ToArray();
        for (var i = 0; i < pauses.Length; i++)
            Assert.InRange(pauses[i], 29 * Math.Pow(2, i), (31 * Math.Pow(2, i)) + 10);
        Assert.Equal(row.MessageId, ann.Only.Outbox.Rows.Single(row => row.IsOfPerson).MessageId);

        town.Server.Tap.ToServer = null;
        town.Server.Tap.ToClient = null;
        await town.UntilAsync(() => ann.AllDelivered, "the receipt came", step: 0.5);
        Assert.Equal(["heard?"], bob.Heard);
        Assert.DoesNotContain(ann.Only.Outbox.Rows, row => row.IsOfPerson);
    }

    [Fact]
    public async Task Read_is_off_until_turned_on_and_nothing_is_told_before()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        Assert.False(ann.Client.ReadReceipts);
        await bob.Only.ShowAsync();
        await ann.Only.SendAsync("seen");
        await town.UntilAsync(() => ann.AllDelivered && bob.Heard.Count == 1, "it is delivered");
        await ann.Client.SetReadReceiptsAsync(true);
        await bob.Client.SetReadReceiptsAsync(true);
        await bob.Only.ShowAsync();
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(MessageState.Delivered, ann.Said[^1].State);

        await ann.Only.SendAsync("seen now");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Read, "it is read");
        Assert.Equal(MessageState.Delivered, ann.Said[^2].State);
        await ann.RestartAsync();
        Assert.True(ann.Client.ReadReceipts);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Where_only_one_of_two_turned_it_on_nothing_is_shown(bool annsChoice, bool bobsChoice)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.Client.SetReadReceiptsAsync(annsChoice);
        await bob.Client.SetReadReceiptsAsync(bobsChoice);
        await ann.Only.SendAsync("seen");
        await town.UntilAsync(() => ann.AllDelivered && bob.Heard.Count == 1, "it is delivered");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(MessageState.Delivered, ann.Said[^1].State);
        Assert.DoesNotContain(bob.Only.Outbox.Rows, row => row.IsOfPerson);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_is_told_when_the_chat_is_on_a_visible_screen(bool linked)
    {
        await using var town = await Town.FoundAsync(peers: linked);
        var (ann, bob) = linked ? await town.LinkedAsync() : await town.FriendsAsync();
        await ann.Client.SetReadReceiptsAsync(true);
        await bob.Client.SetReadReceiptsAsync(true);
        bob.Only.Hide();
        await ann.Only.SendAsync("one");
        await ann.Only.SendAsync("two");
        await town.UntilAsync(() => ann.AllDelivered, "both are delivered");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.All(ann.Said, message => Assert.Equal(MessageState.Delivered, message.State));

        // On the screen, but nobody sees the page.
        bob.Client.SetHidden(true);
        await bob.Only.ShowAsync();
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.All(ann.Said, message => Assert.Equal(MessageState.Delivered, message.State));

        var stored = Stored(town);
        bob.Client.SetHidden(false);
        await town.UntilAsync(() => ann.Said.All(m => m.State == MessageState.Read), "both are read");
        Assert.All(ann.Said, message => Assert.Equal(linked ? MessagePath.Direct : MessagePath.Server, message.Path));
        // Both in one message, by the link when there is one.
        Assert.Equal(linked ? stored : stored + 1, Stored(town));

        await ann.Only.SendAsync("three");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Read, "what arrives on the screen is read");
    }

    [Fact]
    public async Task What_is_to_be_seen_is_remembered_over_a_restart_and_forgotten_when_turned_off()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Client.SetReadReceiptsAsync(true);
        await bob.Client.SetReadReceiptsAsync(true);
        await ann.Only.SendAsync("first");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        await bob.RestartAsync();
        await ann.RestartAsync();
        await bob.Only.ShowAsync();
        await ann.Only.ShowAsync();
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Read, "it is read");

        bob.Only.Hide();
        await ann.Only.SendAsync("second");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Delivered, "it is delivered");
        await bob.Client.SetReadReceiptsAsync(false);
        await bob.Client.SetReadReceiptsAsync(true);
        await bob.RestartAsync();
        await bob.Only.ShowAsync();
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(MessageState.Delivered, ann.Said[^1].State);
    }

    /// <summary>Only what is loaded can have been seen: of a long backlog the older part is read when somebody scrolls up.</summary>
    [Fact]
    public async Task Of_a_long_backlog_only_the_loaded_part_is_read()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Client.SetReadReceiptsAsync(true);
        await bob.Client.SetReadReceiptsAsync(true);
        for (var i = 0; i < 70; i++)
            await ann.Only.SendAsync($"{i}");
        await town.UntilAsync(() => ann.AllDelivered, "all are delivered");
        await bob.RestartAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Read, "the last is read");
        await town.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(60, ann.Said.Count(message => message.State == MessageState.Read));
        Assert.Equal(MessageState.Delivered, ann.Said[0].State);

        await bob.Only.LoadOlderAsync();
        await town.UntilAsync(() => ann.Said.All(m => m.State == MessageState.Read), "all are read");
    }

    private static int Stored(Town town) =>
        town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);

    /// <summary>
    /// The server says of every deposit that the receiver took it, and nothing that this person deposits gets through.
    /// </summary>
    private static void SayDelivered(Town town, Person silent)
    {
        var mine = silent.Only.Contact.Route!.Stored;
        town.Server.Tap.ToServer = frame =>
            frame is Deposit deposit && deposit.Capability.AsSpan().SequenceEqual(mine) ? [] : [frame];
        town.Server.Tap.ToClient = frame =>
            frame is Accepted { Outcome: DepositOutcome.Stored } accepted
                ? [accepted with { Outcome = DepositOutcome.Delivered, ExpiresUnixSeconds = 0 }]
                : [frame];
    }
}
