using System.Text;
using Rubaru.Client.Honesty;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Honesty;

/// <summary>The self-test against the real server, and against one that lies.</summary>
public sealed class PrivacySelfTestTests
{
    [Fact]
    public async Task A_probe_goes_both_ways_and_leaves_nothing()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var store = await ContentsAsync(ann);
        var test = ann.Client.SelfTest;
        Assert.Null(test.HasPassed);
        await RunAsync(town, ann);
        Assert.All(test.Steps, step => Assert.Equal(SelfTestResult.Passed, step.Result));
        Assert.Equal(Enum.GetValues<SelfTestStage>(), test.Steps.Select(step => step.Stage));
        Assert.True(test.HasPassed);
        Assert.Equal(
            town.Time.GetUtcNow().AddHours(6),
            test.Steps[(int)SelfTestStage.Stored].Expires!.Value,
            TimeSpan.FromSeconds(20)
        );

        var tap = town.Server.Tap;
        // What is shown is what travelled: to the server, and back from its database.
        var stored = Assert.Single(tap.Of<Wire.Accepted>(), accepted => accepted.Outcome == DepositOutcome.Stored);
        var sent = tap.Of<Deposit>().First(deposit => deposit.Id == stored.Id);
        var back = Assert.Single(tap.Of<Delivery>(), delivery => delivery.Deposit == stored.Id);
        Assert.Equal(sent.Envelope, back.Envelope);
        Assert.Equal(sent.Envelope[..24], test.Steps[(int)SelfTestStage.Returned].Excerpt!);
        Assert.Equal(sent.Envelope.Length, test.Steps[(int)SelfTestStage.Returned].Bytes);
        Assert.StartsWith("rubaru probe ", test.Text, StringComparison.Ordinal);
        Assert.All(tap.Frames, frame => Assert.True(frame.AsSpan().IndexOf(Encoding.UTF8.GetBytes(test.Text)) < 0));
        Assert.Contains(tap.Of<DepositRefused>(), refused => refused.Reason == Refusal.CapabilityWithdrawn);
        Assert.Contains(tap.Of<DropCapability>(), drop => drop.State == Refusal.CapabilityRevoked);
        // No prekey was taken, nothing was kept here, and no chat came of it.
        Assert.Empty(tap.Of<FetchBundle>());
        Assert.Equal(store, await ContentsAsync(ann));
        Assert.Empty(ann.Client.Conversations);
        Assert.Equal(new Drops(), ann.Client.Engine.Drops);
    }

    [Fact]
    public async Task It_can_run_again_and_while_messages_come()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await RunAsync(town, ann);
        var running = ann.Client.SelfTest.RunAsync();
        for (var i = 0; i < 5; i++)
            await bob.Only.SendAsync($"during {i}");
        await town.UntilAsync(() => running.IsCompleted, "the test is over");
        Assert.True(ann.Client.SelfTest.HasPassed);
        await town.UntilAsync(() => bob.AllDelivered, "the messages came as ever");
        Assert.Equal(5, ann.Heard.Count);
    }

    [Theory]
    // It gives back something else than it was given.
    [InlineData("other", SelfTestStage.Returned)]
    // It keeps a copy and says so.
    [InlineData("copy", SelfTestStage.Deleted)]
    // It would keep it for a week.
    [InlineData("long", SelfTestStage.Stored)]
    // It stores for a strict contact.
    [InlineData("strict", SelfTestStage.Refused)]
    public async Task A_server_that_does_otherwise_is_found(string lie, SelfTestStage stage)
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        town.Server.Tap.ToClient = frame =>
            (lie, frame) switch
            {
                ("other", Delivery delivery) =>
                [
                    delivery with
                    {
                        Envelope = [.. delivery.Envelope[..^1], (byte)~delivery.Envelope[^1]],
                    },
                ],
                ("copy", WithdrawIs withdrawn) => [withdrawn with { Outcome = WithdrawOutcome.Withdrawn }],
                ("long", Wire.Accepted { Outcome: DepositOutcome.Stored } stored) =>
                [
                    stored with
                    {
                        ExpiresUnixSeconds = stored.ExpiresUnixSeconds + (7 * 86_400),
                    },
                ],
                ("strict", DepositRefused refused) =>
                [
                    new Wire.Accepted(
                        refused.Id,
                        DepositOutcome.Stored,
                        town.Time.GetUtcNow().ToUnixTimeSeconds() + 60
                    ),
                ],
                _ => [frame],
            };
        await RunAsync(town, ann);
        Assert.False(ann.Client.SelfTest.HasPassed);
        Assert.Equal(SelfTestResult.Failed, ann.Client.SelfTest.Steps[(int)stage].Result);
        Assert.All(
            ann.Client.SelfTest.Steps.Take((int)stage),
            step => Assert.Equal(SelfTestResult.Passed, step.Result)
        );
    }

    [Fact]
    public async Task Without_a_server_nothing_is_claimed()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        await town.Server.StopAsync();
        await RunAsync(town, ann);
        Assert.All(ann.Client.SelfTest.Steps, step => Assert.Equal(SelfTestResult.Failed, step.Result));
    }

    private static async Task RunAsync(Town town, Person person)
    {
        var running = person.Client.SelfTest.RunAsync();
        await town.UntilAsync(() => running.IsCompleted, "the self-test is over");
        await running;
    }

    private static async Task<int> ContentsAsync(Person person)
    {
        var count = 0;
        foreach (var table in Enum.GetValues<Table>())
            count += (await person.Store.ReadRangeAsync(table, null, null, int.MaxValue, false)).Count;
        return count;
    }
}
