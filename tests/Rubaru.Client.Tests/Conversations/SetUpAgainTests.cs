using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>"Set up encryption again" (protocol section 6): what a person does when keys may have been copied.</summary>
public sealed class SetUpAgainTests
{
    [Fact]
    public async Task Every_session_ends_on_both_sides_and_both_chats_say_so_once()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ChatAsync(town, ann, bob, "a");
        await ann.Only.SetCheckedAsync(true);
        var before = Ids(ann).Concat(Ids(bob)).ToHashSet();

        await bob.Only.SetUpAgainAsync();
        Assert.True(bob.Only.IsSettingUpAgain);
        Assert.Empty(Ids(bob).Intersect(before));
        await bob.Only.SetUpAgainAsync();
        await ChatAsync(town, ann, bob, "b");
        await ChatAsync(town, bob, ann, "c");

        Assert.False(bob.Only.IsSettingUpAgain);
        Assert.Empty(Ids(ann).Concat(Ids(bob)).Intersect(before));
        Assert.Equal(Ids(ann), Ids(bob));
        Assert.Single(Ids(ann));
        Assert.Single(ann.Only.Messages, message => message.Text == "session-reset");
        Assert.Single(bob.Only.Messages, message => message.Text == "session-reset");
        Assert.True(ann.Only.NeedsCheck);
        Assert.Equal(["a2", "b2", "c1"], ann.Heard);
        Assert.Equal(["a1", "b1", "c2"], bob.Heard);
    }

    [Fact]
    public async Task What_waits_on_either_side_arrives_once_in_the_new_session()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await town.Server.StopAsync();
        await ann.Only.SendAsync("from Ann");
        await bob.Only.SendAsync("from Bob");
        await bob.Only.SetUpAgainAsync();
        await bob.Only.SendAsync("later");
        await bob.RestartAsync();
        Assert.True(bob.Only.IsSettingUpAgain);
        await town.Server.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "all is delivered", step: 0.25);

        Assert.Equal(["from Bob", "later"], ann.Heard);
        Assert.Equal(["from Ann"], bob.Heard);
        Assert.All([ann, bob], person => Assert.True(person.Only.Sessions.Current!.Established));
    }

    [Fact]
    public async Task Both_may_do_it_at_once()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await Task.WhenAll(ann.Only.SetUpAgainAsync(), bob.Only.SetUpAgainAsync());
        for (var i = 0; i < 3; i++)
            await ChatAsync(town, ann, bob, $"{i}");

        Assert.Equal(ann.Only.Sessions.Current!.Id, bob.Only.Sessions.Current!.Id);
        Assert.Single(ann.Only.Messages, message => message.Text == "session-reset");
        Assert.Single(bob.Only.Messages, message => message.Text == "session-reset");
    }

    [Fact]
    public async Task A_thief_of_identity_keys_with_the_smallest_session_is_out_and_was_seen()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var thief = await StealAsync(ann, bob.Only.Sessions.Current!.Id);
        thief = await SayAsync(ann, thief, "I am Ann");
        await town.UntilAsync(() => bob.Heard.Contains("I am Ann"), "the thief is believed");
        Assert.Equal(thief.Id, bob.Only.Sessions.Current!.Id);
        Assert.Single(bob.Only.Messages, message => message.Text == "session-reset");

        await bob.Only.SetUpAgainAsync();
        await ChatAsync(town, bob, ann, "b");
        await SayAsync(ann, thief, "still me");
        await ChatAsync(town, ann, bob, "c");

        Assert.DoesNotContain(thief.Id, Ids(bob));
        Assert.DoesNotContain("still me", bob.Heard);
        Assert.Equal(["b1", "c2"], ann.Heard);
        Assert.Equal(ann.Only.Sessions.Current!.Id, bob.Only.Sessions.Current!.Id);
    }

    private static SessionId[] Ids(Person person) => [.. person.Only.Sessions.All.Select(alive => alive.Session.Id)];

    private static async Task ChatAsync(Town town, Person one, Person other, string text)
    {
        await one.Only.SendAsync(text + "1");
        await town.UntilAsync(() => one.AllDelivered, $"{text}1 is delivered", step: 0.25);
        await other.Only.SendAsync(text + "2");
        await town.UntilAsync(() => other.AllDelivered, $"{text}2 is delivered", step: 0.25);
    }

    /// <summary>Grinds handshakes with Ann's identity until one ranks before the session in use.</summary>
    private static async Task<Session> StealAsync(Person ann, SessionId current)
    {
        var engine = ann.Client.Engine;
        while (true)
        {
            var fetched = await engine.Thread.RunAsync(() =>
                engine.Deposits.FetchBundleAsync(ann.Only.Contact.Route!.Transient)
            );
            var bundle = PrekeyBundle.TryRead(Assert.IsType<Bundle>(fetched).Bytes)!;
            var session = Handshake.Initiate(engine.Sodium, engine.Identity, bundle, ann.Only.Peer, null);
            if (session.Id.Value < current.Value)
                return session;
        }
    }

    private static async Task<Session> SayAsync(Person ann, Session session, string text)
    {
        var engine = ann.Client.Engine;
        var now = engine.Time.GetUtcNow();
        var sequence = (ulong)now.ToUnixTimeMilliseconds();
        var content = new MessageContent(ContentType.Text, engine.RandomNumber(), sequence, now, TextBody.Write(text));
        var encrypted = session.Encrypt(engine.Sodium, content.ToBytes());
        var route = ann.Only.Contact.Route!;
        var envelope = SealedEnvelope.Seal(
            engine.Sodium,
            route.MailboxKey,
            route.Mailbox.ToBytes(),
            engine.Identity.Fingerprint,
            encrypted.Message
        );
        var id = new byte[DepositId.Size];
        engine.Sodium.Random(id);
        var deposit = new Deposit(DepositId.Read(id), route.Stored, DepositClass.Stored, 0, new byte[32], envelope);
        var answer = await engine.Thread.RunAsync(() => engine.Deposits.DepositAsync(deposit));
        Assert.IsType<Wire.Accepted>(answer);
        return encrypted.Next;
    }
}
