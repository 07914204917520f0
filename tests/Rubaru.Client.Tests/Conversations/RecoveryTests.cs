using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Lost and rolled-back state ends in a working session and never in a lost message (protocol section 6).</summary>
public sealed class RecoveryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restored_old_image_of_one_side_recovers(bool oldSideWritesFirst)
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ChatAsync(town, ann, bob, "a");
        var image = bob.Store.Copy();
        await ChatAsync(town, ann, bob, "b");
        await ChatAsync(town, ann, bob, "c");

        await bob.StopAsync();
        bob.Store = image;
        await bob.StartAsync();
        var (first, second) = oldSideWritesFirst ? (bob, ann) : (ann, bob);
        for (var i = 0; i < 4; i++)
        {
            await first.Only.SendAsync($"first {i}");
            await town.UntilAsync(() => first.AllDelivered, $"message {i} is delivered", step: 0.25);
            await second.Only.SendAsync($"second {i}");
            await town.UntilAsync(() => second.AllDelivered, $"answer {i} is delivered", step: 0.25);
        }

        string[] expected = ["0", "1", "2", "3"];
        Assert.Equal(expected.Select(i => $"first {i}"), second.Heard.TakeLast(4));
        Assert.Equal(expected.Select(i => $"second {i}"), first.Heard.TakeLast(4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_side_without_its_sessions_recovers_and_says_so_in_the_chat(bool emptySideWritesFirst)
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ChatAsync(town, ann, bob, "a");

        await bob.KillAsync();
        bob.Store.Wipe(Table.Sessions);
        await bob.StartAsync();
        var (first, second) = emptySideWritesFirst ? (bob, ann) : (ann, bob);
        await first.Only.SendAsync("one");
        await town.UntilAsync(() => first.AllDelivered, "one is delivered", step: 0.25);
        await second.Only.SendAsync("two");
        await town.UntilAsync(() => second.AllDelivered && ann.Only.Outbox.Count == 0, "two is delivered", step: 0.25);
        await ChatAsync(town, ann, bob, "b");

        Assert.Equal("one", second.Heard[^(first == ann ? 2 : 2)]);
        Assert.Single(ann.Only.Messages, message => message.Text == "session-reset");
        Assert.Equal(ann.Only.Sessions.Current!.Id, bob.Only.Sessions.Current!.Id);
    }

    [Fact]
    public async Task Both_sides_without_sessions_recover()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.KillAsync();
        await bob.KillAsync();
        ann.Store.Wipe(Table.Sessions);
        bob.Store.Wipe(Table.Sessions);
        await ann.StartAsync();
        await bob.StartAsync();

        await ann.Only.SendAsync("from Ann");
        await bob.Only.SendAsync("from Bob");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "both are delivered", step: 0.25);

        Assert.Equal(["from Bob"], ann.Heard);
        Assert.Equal(["from Ann"], bob.Heard);
        await ChatAsync(town, ann, bob, "a");
        var lines = ann.Only.Messages.Count(message => message.Text == "session-reset");
        Assert.Equal(ann.Only.Sessions.Current!.Id, bob.Only.Sessions.Current!.Id);

        // R6: the one that lost goes after a day, on both sides and without a word; one that nobody ever used after a week.
        town.Time.Advance(TimeSpan.FromHours(25));
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are back", step: 0.25);
        foreach (var person in new[] { ann, bob })
        {
            await person.Client.Engine.Thread.RunAsync(person.Only.RetireSessionsAsync);
            Assert.All(
                person.Only.Sessions.All,
                alive =>
                    Assert.True(alive.Heard is null || alive.Session.Id == person.Only.Sessions.Current!.Id, $"{alive}")
            );
        }
        await ChatAsync(town, ann, bob, "b");
        Assert.Equal(ann.Only.Sessions.Current!.Id, bob.Only.Sessions.Current!.Id);
        Assert.Equal(lines, ann.Only.Messages.Count(message => message.Text == "session-reset"));
    }

    [Fact]
    public async Task Two_sessions_that_the_other_side_cannot_read_do_not_block_each_other()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        foreach (var person in new[] { ann, bob })
        {
            await person.KillAsync();
            person.Store.Wipe(Table.Sessions);
            await person.StartAsync();
            await town.UntilAsync(() => person.IsReady, "is back");
            // Made with prekeys that are gone, as after an old image of the other side.
            await person.Client.Engine.Thread.RunAsync(person.Only.Recovery.InitiateAsync);
        }
        foreach (var person in new[] { ann, bob })
        {
            var forgotten = ForgetPrekeysAsync(person);
            await town.UntilAsync(() => forgotten.IsCompleted, "the shelf is new");
            await forgotten;
        }
        town.Time.Advance(TimeSpan.FromMinutes(11));
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are back");

        await ann.Only.SendAsync("from Ann");
        await bob.Only.SendAsync("from Bob");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "both are delivered", step: 1);
        Assert.Equal(["from Bob"], ann.Heard);
        Assert.Equal(["from Ann"], bob.Heard);
    }

    /// <summary>The device is made anew: no prekey of before is left, and the shelf is full of new ones.</summary>
    private static async Task ForgetPrekeysAsync(Person person)
    {
        await person.KillAsync();
        person.Store.Wipe(Table.Prekeys);
        await person.StartAsync();
        var engine = person.Client.Engine;
        await engine.Thread.RunAsync(async () =>
        {
            var now = engine.Time.GetUtcNow();
            var transaction = engine.Begin();
            var profile = engine.Prekeys.CreateLasting(transaction, engine.Profile, now);
            (profile, var keys) = engine.Prekeys.CreateOneTime(transaction, profile, Limits.OneTimePrekeys, now);
            profile.Write(transaction);
            transaction.After(() => engine.Profile = profile);
            await engine.CommitAsync(transaction);
            while (!await engine.Mailbox.PutAsync(request => engine.Prekeys.Publish(request, keys)))
                await Task.Delay(Limits.RetryFirst, engine.Time);
        });
    }

    [Fact]
    public async Task Session_lost_is_said_at_most_once_in_ten_minutes()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        for (var i = 0; i < 3; i++)
        {
            await bob.KillAsync();
            bob.Store.Wipe(Table.Sessions);
            await bob.StartAsync();
            await ann.Only.SendAsync($"{i}");
            await town.PassAsync(TimeSpan.FromSeconds(20));
        }
        Assert.Single(bob.Only.Contact.SessionLostSent);

        await town.PassAsync(TimeSpan.FromMinutes(25), step: 5);
        await town.UntilAsync(() => ann.AllDelivered, "all arrived in the end", step: 0.5);
        Assert.Equal(["0", "1", "2"], bob.Heard);
    }

    [Fact]
    public async Task A_refused_bundle_is_asked_for_with_growing_pauses()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.KillAsync();
        bob.Store.Wipe(Table.Sessions);
        town.Server.Tap.ToServer = frame =>
            [frame is FetchBundle fetch ? fetch with { Capability = new byte[fetch.Capability.Length] } : frame];
        var before = town.Server.Tap.Of<FetchBundle>().Count();
        await bob.StartAsync();
        await bob.Only.SendAsync("hello");
        await town.PassAsync(TimeSpan.FromMinutes(10), step: 0.5);
        Assert.InRange(town.Server.Tap.Of<FetchBundle>().Count() - before, 3, 15);

        town.Server.Tap.ToServer = null;
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered", step: 0.5);
        Assert.Equal(["hello"], ann.Heard);
    }

    [Fact]
    public async Task A_route_that_comes_while_a_bundle_is_fetched_stays()
    {
        await using var town = await Town.FoundAsync();
        var (_, bob) = await town.FriendsAsync();
        var engine = bob.Client.Engine;
        var newer = bob.Only.Contact.Route! with { Stored = new byte[32] };
        var made = await engine.Thread.RunAsync(async () =>
        {
            var initiating = bob.Only.Recovery.InitiateAsync();
            using (await engine.Lock.EnterAsync())
            {
                var step = new Step(engine, bob.Only);
                step.Contact = step.Contact with { Route = newer };
                await step.CommitAsync();
            }
            Assert.False(initiating.IsCompleted);
            return await initiating;
        });

        Assert.True(made);
        Assert.Equal(newer, bob.Only.Contact.Route);
    }

    private static async Task ChatAsync(Town town, Person ann, Person bob, string text)
    {
        await ann.Only.SendAsync(text + "1");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        await bob.Only.SendAsync(text + "2");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
    }
}
