using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Turns, unknown types and signals: what the session needs besides texts.</summary>
public sealed class RatchetDutyTests
{
    [Fact]
    public async Task A_one_way_chat_over_the_link_takes_a_turn_after_fifty_messages()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await bob.Only.SendAsync("go on");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
        for (var i = 0; i < 45; i++)
            await ann.Only.SendAsync($"{i}");
        await town.UntilAsync(() => ann.AllDelivered, "all are delivered");
        Assert.True(bob.Only.Sessions.Current!.TurnDue);

        for (var i = 0; i < 6; i++)
            await ann.Only.SendAsync("more");
        await town.UntilAsync(() => ann.AllDelivered && !bob.Only.Sessions.Current!.TurnDue, "Bob took his turn");
        await town.UntilAsync(() => ann.Only.Sessions.Current!.TurnDue, "and Ann heard it");
        Assert.Empty(ann.Heard.Skip(1));
    }

    [Fact]
    public async Task A_turn_that_is_due_for_ten_minutes_is_taken()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.Only.SendAsync("one");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.True(bob.Only.Sessions.Current!.TurnDue);

        await town.PassAsync(TimeSpan.FromMinutes(12), step: 0.5);
        await town.UntilAsync(() => !bob.Only.Sessions.Current!.TurnDue, "Bob took his turn");
    }

    [Fact]
    public async Task A_type_of_a_later_version_is_shown_as_such_and_acknowledged()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        using (await ann.Client.Engine.Lock.EnterAsync())
        {
            var step = new Step(ann.Client.Engine, ann.Only);
            step.Send((ContentType)14, [1, 2, 3]);
            await step.CommitAsync();
        }
        ann.Only.Courier.Wake();

        await town.UntilAsync(() => ann.Only.Outbox.Count == 0, "it is acknowledged");
        Assert.Equal(MessageKind.Unknown, bob.Only.Last!.Kind);
        Assert.Equal(1, bob.Only.Unread);
    }

    [Fact]
    public async Task Lost_signals_are_sent_again_and_hold_nothing_up()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.FriendsAsync();
        var walk = 7u;
        town.Server.Tap.ToServer = frame =>
            frame is Deposit { Class: DepositClass.Transient } && IsLost() ? [] : [frame];
        bool IsLost() => ((walk = unchecked((walk * 1_664_525) + 1_013_904_223)) >> 16) % 5 == 0;

        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await ann.Only.SendAsync("text");
        await town.UntilAsync(() => ann.AllDelivered, "the text is delivered");
        await town.UntilAsync(() => ann.Only.Path == MessagePath.Direct, "the link comes up all the same");
        Assert.Equal(["text"], bob.Heard);
    }

    [Fact]
    public async Task Signals_are_never_stored()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, _) = await town.LinkedAsync();

        var transient = town
            .Server.Tap.Of<Deposit>()
            .Where(deposit => deposit.Class == DepositClass.Transient)
            .ToArray();
        Assert.NotEmpty(transient);
        Assert.All(
            town.Server.Tap.Of<Accepted>().Where(accepted => transient.Any(deposit => deposit.Id == accepted.Id)),
            accepted => Assert.NotEqual(DepositOutcome.Stored, accepted.Outcome)
        );
    }
}
