using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>A pending message is withdrawn until the receiver acknowledged it; what the bubble says is true at any time.</summary>
public sealed class WithdrawTests
{
    [Fact]
    public async Task What_waits_on_this_device_is_withdrawn_at_once_and_never_goes()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await town.Server.StopAsync();
        await town.UntilAsync(() => !ann.Client.Engine.Deposits.IsReady, "Ann sees the server is gone");
        await ann.Only.SendAsync("no");
        Assert.True(ann.Said[^1].CanWithdraw);

        await ann.Only.WithdrawAsync(ann.Said[^1].Id);
        Assert.Equal(MessageState.Withdrawn, ann.Said[^1].State);
        Assert.False(ann.Said[^1].CanWithdraw);
        Assert.DoesNotContain(ann.Only.Outbox.Rows, row => row.IsOfPerson);

        await town.Server.StartAsync();
        await bob.StartAsync();
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "all are back");
        await ann.Only.SendAsync("yes");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Delivered, "the next one is delivered");
        Assert.Equal(["yes"], bob.Heard);
        Assert.Equal(MessageState.Withdrawn, ann.Said[^2].State);
    }

    [Fact]
    public async Task What_is_sealed_on_the_server_is_withdrawn_there()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var (taken, stays) = await SealedAsync(town, ann, bob);

        await ann.Only.WithdrawAsync(taken);
        await town.UntilAsync(() => State(ann, taken) == MessageState.Withdrawn, "it is withdrawn");
        Assert.Equal([WithdrawOutcome.Withdrawn], town.Server.Tap.Of<WithdrawIs>().Select(answer => answer.Outcome));
        Assert.Equal(0, ann.Only.Withdrawals.Count);

        await bob.StartAsync();
        await town.UntilAsync(() => State(ann, stays) == MessageState.Delivered, "the other one is delivered");
        Assert.Equal(["stays"], bob.Heard);
        Assert.Equal(MessageState.Withdrawn, State(ann, taken));
    }

    [Fact]
    public async Task Without_the_server_the_withdrawal_waits_also_over_a_restart()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var (taken, stays) = await SealedAsync(town, ann, bob);
        await town.Server.StopAsync();
        await town.UntilAsync(() => !ann.Client.Engine.Deposits.IsReady, "Ann sees the server is gone");

        await ann.Only.WithdrawAsync(taken);
        Assert.Equal(MessageState.Sealed, State(ann, taken));
        Assert.True(Find(ann, taken).IsWithdrawing);
        Assert.False(Find(ann, taken).CanWithdraw);
        await ann.RestartAsync();
        await ann.Only.ShowAsync();
        Assert.True(Find(ann, taken).IsWithdrawing);

        await town.Server.StartAsync();
        await town.UntilAsync(() => State(ann, taken) == MessageState.Withdrawn, "it is withdrawn");
        Assert.False(Find(ann, taken).IsWithdrawing);
        await bob.StartAsync();
        await town.UntilAsync(() => State(ann, stays) == MessageState.Delivered, "the other one is delivered");
        Assert.Equal(["stays"], bob.Heard);
    }

    [Fact]
    public async Task A_copy_that_expired_while_the_server_was_away_needs_no_withdrawal()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var (taken, _) = await SealedAsync(town, ann, bob);
        await town.Server.StopAsync();
        await town.UntilAsync(() => !ann.Client.Engine.Deposits.IsReady, "Ann sees the server is gone");
        await ann.Only.WithdrawAsync(taken);
        await town.PassAsync(TimeSpan.FromHours(6.2), step: 60);
        await town.UntilAsync(() => State(ann, taken) == MessageState.Withdrawn, "nothing is left of it");
        Assert.Equal(0, ann.Only.Withdrawals.Count);
    }

    /// <summary>Bob has it, his receipt is still on its way: the bubble says no untruth in between.</summary>
    [Fact]
    public async Task A_receiver_who_was_faster_wins()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var receipts = HoldDepositsOf(town, bob);
        await ann.Only.SendAsync("too late");
        await town.UntilAsync(() => bob.Heard.Count == 1 && receipts.Held > 0, "Bob has it");
        var id = ann.Said[^1].Id;
        await town.UntilAsync(() => town.Server.Tap.Of<Acknowledge>().Any(), "the server may forget it");

        await ann.Only.WithdrawAsync(id);
        await town.UntilAsync(() => ann.Only.Withdrawals.Count == 0, "the server answered");
        Assert.NotEqual(MessageState.Withdrawn, State(ann, id));
        Assert.True(Find(ann, id).IsWithdrawing);
        receipts.Release();
        await town.UntilAsync(() => State(ann, id) == MessageState.Delivered, "the receipt came");
        Assert.False(Find(ann, id).IsWithdrawing);
        await town.PassAsync(TimeSpan.FromMinutes(2), step: 1);
        Assert.Equal(MessageState.Delivered, State(ann, id));
        Assert.Equal(["too late"], bob.Heard);
    }

    [Fact]
    public async Task Too_late_and_no_receipt_is_not_confirmed_until_one_comes()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var receipts = HoldDepositsOf(town, bob);
        await ann.Only.SendAsync("who knows");
        await town.UntilAsync(() => bob.Heard.Count == 1 && receipts.Held > 0, "Bob has it");
        var id = ann.Said[^1].Id;
        await town.UntilAsync(() => town.Server.Tap.Of<Acknowledge>().Any(), "the server may forget it");
        await ann.Only.WithdrawAsync(id);
        await town.UntilAsync(() => State(ann, id) == MessageState.NotConfirmed, "nobody knows", step: 0.5);
        Assert.True(Find(ann, id).CanRetry);
        await ann.RestartAsync();
        await ann.Only.ShowAsync();

        receipts.Release();
        await town.UntilAsync(() => State(ann, id) == MessageState.Delivered, "the receipt came", step: 0.5);
        Assert.Equal(["who knows"], bob.Heard);
    }

    /// <summary>No copy is at the server; but it was put on the link, and a link that went may have carried it.</summary>
    [Fact]
    public async Task What_was_put_on_a_link_is_not_said_to_be_withdrawn()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await town.Server.StopAsync();
        await town.UntilAsync(() => ann.Client.Server == ServerState.Unreachable, "Ann sees the server is gone");
        town.Network.Cut();
        await ann.Only.SendAsync("into the void");
        var id = ann.Said[^1].Id;
        await town.UntilAsync(() => ann.Only.Link?.IsFresh != true, "the link is lost");
        await ann.Only.WithdrawAsync(id);
        Assert.Equal(MessageState.NotConfirmed, State(ann, id));

        await town.Server.StartAsync();
        town.Network.Heal();
        await town.UntilAsync(() => ann.IsReady && ann.Only.Path == MessagePath.Direct, "the link is back");
        await town.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(bob.Heard);
        await ann.Only.RetryAsync(id);
        await town.UntilAsync(() => State(ann, id) == MessageState.Delivered, "sent again it arrives");
        Assert.Equal(["into the void"], bob.Heard);
    }

    [Fact]
    public async Task A_direct_message_that_arrived_is_delivered_whatever_was_asked_meanwhile()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.Only.SendAsync("fast");
        var id = ann.Said[^1].Id;
        await ann.Only.WithdrawAsync(id);
        await town.UntilAsync(() => State(ann, id) == MessageState.Delivered, "the acknowledgement came");
        Assert.Equal(["fast"], bob.Heard);
        Assert.Equal(MessagePath.Direct, Find(ann, id).Path);
    }

    /// <summary>Its row says so before the link gets it, and says it in the next run of the program too.</summary>
    [Fact]
    public async Task That_it_was_put_on_a_link_is_committed_first()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await town.UntilAsync(() => ann.Only.Link?.IsFresh != true, "the link is gone", step: 0.5);
        await ann.Only.SendAsync("written without a link");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        Assert.False(ann.Only.Outbox.Rows.Single(row => row.IsOfPerson).OnLink);

        var line = new HoldingLine(town, frame => frame is Delivery { Class: DepositClass.Stored });
        var known = new List<bool>();
        town.Network.Tap = frame =>
        {
            if (frame[0] == 0 && ann.Only.Outbox.Rows.Any(row => row.Order is not null))
                known.Add(ann.Only.Outbox.Rows.Where(row => row.Order is not null).All(row => row.OnLink));
        };
        await bob.StartAsync();
        await bob.Only.ShowAsync();
        await ann.Only.ShowAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it went by the link");
        town.Network.Tap = null;
        line.Release();
        Assert.NotEmpty(known);
        Assert.DoesNotContain(false, known);
        Assert.Equal(MessagePath.Direct, ann.Said[^1].Path);

        bob.Store.IsFull = true;
        await ann.Only.SendAsync("written on a link");
        await ann.RestartAsync();
        Assert.True(ann.Only.Outbox.Rows.Single(row => row.Order is not null).OnLink);
    }

    [Fact]
    public async Task A_withdrawn_message_can_be_sent_again_and_is_shown_once()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var (taken, stays) = await SealedAsync(town, ann, bob);
        await ann.Only.WithdrawAsync(taken);
        await town.UntilAsync(() => State(ann, taken) == MessageState.Withdrawn, "it is withdrawn");
        await ann.Only.RetryAsync(taken);
        Assert.Equal(MessageState.Waiting, State(ann, taken));
        await ann.Only.RetryAsync(taken);
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "both are delivered");
        Assert.Equal(["stays", "taken"], bob.Heard.Order());
        Assert.Equal(MessageState.Delivered, State(ann, stays));
    }

    /// <summary>Its key had to be fetched first: in between it was withdrawn, so it does not leave at all.</summary>
    [Fact]
    public async Task What_is_withdrawn_while_its_deposit_is_prepared_does_not_leave()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await town.PassAsync(TimeSpan.FromHours(25), step: 300);
        await town.UntilAsync(() => ann.IsReady, "Ann is connected");
        var deposits = new List<DepositId>();
        var fetched = 0;
        Task? withdrawing = null;
        town.Server.Tap.ToServer = frame =>
        {
            // The withdrawal stands in line before the answer can.
            if (frame is FetchMailboxKey && fetched++ == 0)
            {
                deposits.Add(ann.Only.Outbox.Rows.Single(row => row.IsOfPerson).Deposit);
                withdrawing = ann.Only.WithdrawAsync(ann.Said[^1].Id);
            }
            return [frame];
        };
        await ann.Only.SendAsync("prepared");
        await town.UntilAsync(() => withdrawing?.IsCompletedSuccessfully == true, "the key was asked for");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Withdrawn, "it is withdrawn", step: 0.5);
        await town.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Single(deposits);
        Assert.Contains(town.Server.Tap.Of<MailboxKey>(), _ => true);
        Assert.DoesNotContain(town.Server.Tap.Of<Deposit>(), sent => deposits.Contains(sent.Id));
    }

    private static async Task<(UInt128 Taken, UInt128 Stays)> SealedAsync(Town town, Person ann, Person bob)
    {
        await bob.StopAsync();
        await ann.Only.SendAsync("taken");
        await ann.Only.SendAsync("stays");
        await town.UntilAsync(() => ann.Said.All(m => m.State == MessageState.Sealed), "both are sealed");
        return (ann.Said[^2].Id, ann.Said[^1].Id);
    }

    /// <summary>Deposits of class stored by this person do not reach the server.</summary>
    private static Receipts HoldDepositsOf(Town town, Person person) => new(town, person);

    private static Message Find(Person person, UInt128 id) => person.Said.Single(message => message.Id == id);

    private static MessageState State(Person person, UInt128 id) => Find(person, id).State;

    /// <summary>Frames of the server that are held back until they are released.</summary>
    private sealed class HoldingLine
    {
        private readonly Town _town;

        public HoldingLine(Town town, Func<Frame, bool> holds)
        {
            _town = town;
            town.Server.Tap.ToClient = frame =>
            {
                if (!holds(frame))
                    return [frame];
                Held++;
                return [];
            };
        }

        public int Held { get; private set; }

        /// <summary>What was held is asked for again by whoever misses it.</summary>
        public void Release() => _town.Server.Tap.ToClient = null;
    }

    /// <summary>What one person deposits is recognised by the capabilities that the other one issued.</summary>
    private sealed class Receipts
    {
        private readonly Town _town;

        public Receipts(Town town, Person person)
        {
            _town = town;
            var mine = person.Only.Contact.Route!.Stored;
            town.Server.Tap.ToServer = frame =>
            {
                if (frame is not Deposit deposit || !deposit.Capability.AsSpan().SequenceEqual(mine))
                    return [frame];
                Held++;
                return [];
            };
        }

        public int Held { get; private set; }

        public void Release() => _town.Server.Tap.ToServer = null;
    }
}
