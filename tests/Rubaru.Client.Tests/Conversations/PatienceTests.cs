using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>What cannot go on now is tried again after a pause: no spinning, no flood, nothing left behind.</summary>
public sealed class PatienceTests
{
    /// <summary>Bob's link answers pings, but his engine is busy: the message goes to the server, and nobody spins.</summary>
    [Fact]
    public async Task A_fresh_link_that_acknowledges_nothing_costs_no_busy_loop()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        using (await bob.Client.Engine.Lock.EnterAsync())
        {
            await ann.Only.SendAsync("patience");
            await town.PassAsync(TimeSpan.FromSeconds(15), step: 0.1);
            Assert.Equal(MessageState.Sealed, ann.Said[^1].State);
            var rounds = ann.Only.Courier.Rounds;
            await town.PassAsync(TimeSpan.FromSeconds(15), step: 0.1);
            Assert.InRange(ann.Only.Courier.Rounds - rounds, 0, 10);
        }
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["patience"], bob.Heard);
    }

    [Fact]
    public async Task An_answer_that_finds_no_room_is_not_asked_for_again_at_once()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await town.PassAsync(TimeSpan.FromSeconds(2));
        int Stored() => town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);
        var before = Stored();
        town.Server.Tap.ToServer = frame =>
        {
            ann.Store.IsFull |= frame is Deposit;
            return [frame];
        };

        await ann.Only.SendAsync("no room for the answer");
        await town.PassAsync(TimeSpan.FromSeconds(30), step: 0.1);
        Assert.InRange(Stored() - before, 2, 10);

        town.Server.Tap.ToServer = null;
        ann.Store.IsFull = false;
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed", step: 0.25);
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["no room for the answer"], bob.Heard);
    }

    [Fact]
    public async Task A_deposit_that_is_answered_after_the_receipt_leaves_nothing_behind()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        town.Server.Tap.ToClient = frame => frame is Accepted ? [] : [frame];

        await ann.Only.SendAsync("quick");
        await town.UntilAsync(() => ann.AllDelivered && ann.Only.Outbox.Count == 0, "it is delivered");
        await town.PassAsync(TimeSpan.FromSeconds(15));

        Assert.Equal(["quick"], bob.Heard);
        Assert.Equal(ann.Only.Outbox.Count, ann.Only.Outbox.Attempts);
    }
}
