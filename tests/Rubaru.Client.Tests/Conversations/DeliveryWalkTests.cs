using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>
/// A person writes, withdraws and sends again while everything around fails. In the end every bubble says what is true on
/// the other device, nothing is lost, nothing is there twice, and no bubble ever went back from what the receiver said.
/// </summary>
public sealed class DeliveryWalkTests
{
    [Theory]
    [InlineData(11, true)]
    [InlineData(12, true)]
    [InlineData(13, false)]
    [InlineData(14, false)]
    public async Task After_any_walk_every_bubble_tells_the_truth(uint seed, bool peers)
    {
        await using var town = await Town.FoundAsync(peers);
        var (ann, bob) = await town.FriendsAsync();
        await ann.Client.SetReadReceiptsAsync(true);
        await bob.Client.SetReadReceiptsAsync(true);
        var withdrawn = new HashSet<UInt128>();
        var confirmed = new HashSet<UInt128>();
        var steps = Steps(seed, 70);
        foreach (var step in steps)
        {
            await PlayAsync(town, ann, bob, withdrawn, step);
            await town.PassAsync(TimeSpan.FromSeconds(0.4), step: 0.1);
            Remember(ann, confirmed);
        }
        if (!town.Server.IsRunning)
            await town.Server.StartAsync();
        town.Network.Heal();
        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(
            () => ann.Said.All(IsSettled) && Agree(ann, bob),
            $"all is settled after {string.Join(",", steps)}",
            step: 0.25
        );
        Remember(ann, confirmed);

        Assert.Equal(bob.Heard.Distinct().Order(), bob.Heard.Order());
        Assert.All(
            ann.Said.Where(message => !withdrawn.Contains(message.Id)),
            message => Assert.True(message.State is MessageState.Delivered or MessageState.Read, message.ToString())
        );
        Assert.Equal(0, ann.Only.Withdrawals.Count);
        Assert.All(ann.Only.Outbox.Rows, row => Assert.Null(row.Order));
        var states = ann.Said.GroupBy(message => message.State).Select(group => $"{group.Key} {group.Count()}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{ann.Said.Count} messages: {string.Join(", ", states)}");
    }

    private static bool IsSettled(Message message) =>
        !message.IsWithdrawing
        && message.State is not (MessageState.Waiting or MessageState.Sealed or MessageState.Expired);

    /// <summary>Delivered or read here and shown there are the same messages.</summary>
    private static bool Agree(Person ann, Person bob) =>
        ann
            .Said.Where(message => message.State is MessageState.Delivered or MessageState.Read)
            .Select(message => message.Text)
            .Order()
            .SequenceEqual(bob.Heard.Order());

    private static void Remember(Person ann, HashSet<UInt128> confirmed)
    {
        foreach (var message in ann.Said)
        {
            if (message.State is MessageState.Delivered or MessageState.Read)
                confirmed.Add(message.Id);
            else
                Assert.DoesNotContain(message.Id, confirmed);
        }
    }

    /// <summary>A linear congruential generator: the same walk on every machine.</summary>
    private static int[] Steps(uint seed, int count)
    {
        var steps = new int[count];
        for (var i = 0; i < count; i++)
        {
            seed = unchecked((seed * 1_664_525) + 1_013_904_223);
            steps[i] = (int)((seed >> 16) % 16);
        }
        return steps;
    }

    private static async Task PlayAsync(Town town, Person ann, Person bob, HashSet<UInt128> withdrawn, int step)
    {
        switch (step)
        {
            case 0 or 1 or 2 or 3:
                await ann.Only.SendAsync($"{ann.Said.Count}");
                break;
            case 4 or 5:
                // At once, so that it meets every stage of the way.
                await ann.Only.SendAsync($"{ann.Said.Count}");
                withdrawn.Add(ann.Said[^1].Id);
                if (step == 5)
                    await town.PassAsync(TimeSpan.FromSeconds(0.2), step: 0.05);
                await ann.Only.WithdrawAsync(ann.Said[^1].Id);
                break;
            case 6 when ann.Said.LastOrDefault(message => message.CanWithdraw) is { } pending:
                withdrawn.Add(pending.Id);
                await ann.Only.WithdrawAsync(pending.Id);
                break;
            case 7 when ann.Said.LastOrDefault(message => message.CanRetry) is { } stopped:
                await ann.Only.RetryAsync(stopped.Id);
                break;
            case 8:
                await ann.RestartAsync();
                await ann.Only.ShowAsync();
                break;
            case 9:
                await bob.RestartAsync();
                await bob.Only.ShowAsync();
                break;
            case 10:
                await town.Server.StopAsync();
                break;
            case 11 or 12 when !town.Server.IsRunning:
                await town.Server.StartAsync();
                break;
            case 13:
                town.Network.Cut();
                break;
            case 14:
                town.Network.Heal();
                break;
            case 15:
                town.Server.Tap.Cut("/v1/deposit");
                await ann.Only.ShowAsync();
                break;
            default:
                break;
        }
    }
}
