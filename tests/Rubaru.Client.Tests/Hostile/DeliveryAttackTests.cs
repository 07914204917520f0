using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>The server delivers what it likes: again, elsewhere, in another order, invented, or nothing (C-replay).</summary>
public sealed class DeliveryAttackTests
{
    [Fact]
    public async Task Every_envelope_ten_times_in_any_order_and_to_everybody_is_shown_once_and_only_in_its_own_chat()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        Person[] people = [ann, bob, cem];
        var random = new Chance(23);
        for (var i = 0; i < 4; i++)
        {
            await ann.With(bob).SendAsync($"ann to bob {i}");
            await ann.With(cem).SendAsync($"ann to cem {i}");
            await bob.With(ann).SendAsync($"bob to ann {i}");
            await cem.With(ann).SendAsync($"cem to ann {i}");
        }
        await town.UntilAsync(() => people.All(Delivered), "all is delivered");
        var kept = people.SelectMany(person => server.To<Delivery>(person)).Distinct().ToArray();
        var slots = kept.Select(delivery => delivery.Slot).DistinctBy(Convert.ToHexString).ToArray();
        Assert.Contains(kept, delivery => delivery.Class == DepositClass.Transient);
        var connections = town.Network.Opened;
        var shown = people.Select(Shown).ToArray();

        var replays = 0;
        for (var round = 0; round < 10; round++)
        {
            random.Shuffle(kept);
            foreach (var delivery in kept)
            {
                foreach (var person in people)
                {
                    // On its own slot, on a random one, and called by another class.
                    server.Say(person, HostileServer.Mailbox, delivery);
                    var slot = slots[random.Below(slots.Length)];
                    server.Say(
                        person,
                        HostileServer.Mailbox,
                        delivery with
                        {
                            Slot = slot,
                            Class = Other(delivery.Class),
                        }
                    );
                    replays += 2;
                }
            }
        }
        await ann.With(bob).SendAsync("after the replays");
        await ann.With(cem).SendAsync("after the replays");
        await town.UntilAsync(() => people.All(Delivered) && IsLast(bob) && IsLast(cem), "all goes on");

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{replays} replayed deliveries of {kept.Length} envelopes and signals"
        );
        Assert.Equal(
            shown[0],
            Shown(ann).Where(text => text != "Bob: after the replays" && text != "Cem: after the replays")
        );
        Assert.Equal([.. shown[1], "Ann: after the replays"], Shown(bob));
        Assert.Equal([.. shown[2], "Ann: after the replays"], Shown(cem));
        // No replayed signal dials, and no replay looks like a lost session.
        Assert.Equal(connections, town.Network.Opened);
        Assert.All(
            people.SelectMany(person => person.Client.Conversations),
            chat => Assert.Empty(chat.Contact.SessionLostSent)
        );
    }

    [Fact]
    public async Task What_a_person_sent_delivered_back_to_itself_is_nothing()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SendAsync("to Bob");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        var slots = server.To<Delivery>(ann).Select(delivery => delivery.Slot).ToArray();

        foreach (var deposit in server.From<Deposit>(ann))
        {
            foreach (var slot in slots)
                server.Say(ann, HostileServer.Mailbox, new Delivery(deposit.Id, slot, deposit.Class, deposit.Envelope));
        }
        await bob.Only.SendAsync("to Ann");
        await town.UntilAsync(() => ann.Heard.Count > 0, "the true one came");

        Assert.Equal(["to Ann"], ann.Heard);
        Assert.Equal(["to Bob"], bob.Heard);
    }

    [Fact]
    public async Task An_envelope_sealed_by_the_server_in_a_contacts_name_shows_nothing()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var stranger = await town.SettleAsync("Mallory");
        var slots = server
            .To<Delivery>(ann)
            .Select(delivery => delivery.Slot)
            .DistinctBy(Convert.ToHexString)
            .ToArray();
        var bobs = Forgery.FingerprintOf(town.Sodium, server, bob);
        Assert.Equal(bob.Fingerprint, bobs);
        var before = ann.Only.Messages.Count;

        // In Bob's name with a session of its own, in a stranger's name, in Ann's own, and a handshake of somebody else's.
        var handshake = server.To<Delivery>(ann)[0].Envelope;
        foreach (var slot in slots)
        {
            foreach (var claimed in (E2ee.Fingerprint[])[bobs, stranger.Fingerprint, ann.Fingerprint])
                Deliver(Forgery.Envelope(town.Sodium, server, ann, claimed, Forgery.Message(town.Sodium)), slot);
            Deliver(handshake, slot);
        }
        await bob.Only.SendAsync("the true Bob");
        await town.UntilAsync(() => ann.Heard.Count > 0 && bob.AllDelivered, "the true one came");

        Assert.Equal(["the true Bob"], ann.Heard);
        // A session that Ann does not have may make them start anew, and then the chat says so; the next test bounds that. So
        // does it when her way in was misused, which is replaced once a day.
        Assert.All(
            ann.Only.Messages.Skip(before),
            message =>
                Assert.Contains(message.Text, (string[])["the true Bob", "session-reset", "capability-suspected"])
        );
        Assert.InRange(ann.Only.Messages.Count(message => message.Text == "capability-suspected"), 0, 1);
        Assert.Single(ann.Client.Conversations);

        void Deliver(byte[] envelope, byte[] slot) =>
            server.Say(
                ann,
                HostileServer.Mailbox,
                new Delivery(Forgery.NewDeposit(town.Sodium), slot, DepositClass.Stored, envelope)
            );
    }

    [Fact]
    public async Task A_server_that_invents_lost_sessions_makes_at_most_one_new_one_in_ten_minutes()
    {
        // Whoever can seal to Ann can claim that Bob used a session that she does not have, and Bob is asked to start again
        // (rule R4). It is all that an invented envelope can do, so it is bounded, and no message is lost by it.
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var slot = server.To<Delivery>(ann).Select(delivery => delivery.Slot).Last();
        for (var minute = 0; minute < 9; minute++)
        {
            for (var i = 0; i < 5; i++)
            {
                var envelope = Forgery.Envelope(
                    town.Sodium,
                    server,
                    ann,
                    bob.Fingerprint,
                    Forgery.Message(town.Sodium)
                );
                var id = Forgery.NewDeposit(town.Sodium);
                server.Say(ann, HostileServer.Mailbox, new Delivery(id, slot, DepositClass.Stored, envelope));
            }
            await town.PassAsync(TimeSpan.FromMinutes(1), step: 1);
        }
        await ann.Only.SendAsync("still here");
        await bob.Only.SendAsync("me too");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "they go on");

        Assert.Single(ann.Only.Contact.SessionLostSent);
        Assert.Equal(["me too"], ann.Heard);
        Assert.Equal(["still here"], bob.Heard);
        Assert.InRange(bob.Only.Messages.Count(message => message.Text == "session-reset"), 0, 1);
    }

    [Fact]
    public async Task A_flood_of_invented_envelopes_fills_no_disk_and_holds_up_no_message()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var slot = server.To<Delivery>(ann).Select(delivery => delivery.Slot).Last();
        var rows = Enum.GetValues<Table>().ToDictionary(table => table, table => ann.Store.Count(table));
        var began = town.Time.GetUtcNow();
        const int flood = 600;
        for (var i = 0; i < flood; i++)
        {
            // A third is noise, a third is sealed in a stranger's name, a third in the contact's.
            var envelope = new byte[4096];
            town.Sodium.Random(envelope);
            var claimed = i % 3 == 1 ? E2ee.Fingerprint.Read(envelope.AsSpan(0, 32)) : bob.Fingerprint;
            if (i % 3 != 0)
                envelope = Forgery.Envelope(town.Sodium, server, ann, claimed, Forgery.Message(town.Sodium));
            var id = Forgery.NewDeposit(town.Sodium);
            server.Say(ann, HostileServer.Mailbox, new Delivery(id, slot, DepositClass.Stored, envelope));
        }
        await bob.Only.SendAsync("through the flood");
        await town.UntilAsync(() => ann.Heard.Count > 0 && bob.AllDelivered, "it comes through");
        await town.UntilAsync(() => server.From<Acknowledge>(ann).Count >= flood, "all of it is acknowledged");

        var more = rows.Select(row => (Table: row.Key, Rows: ann.Store.Count(row.Key) - row.Value)).ToArray();
        var grown = more.Sum(table => table.Rows);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{flood} invented envelopes left {grown} rows: {string.Join(", ", more.Where(table => table.Rows != 0))}"
        );
        Assert.Equal(["through the flood"], ann.Heard);
        // Each minute a few of them are looked at, and how many minutes pass here is the machine's affair.
        var minutes = 1 + (int)Math.Ceiling((town.Time.GetUtcNow() - began).TotalMinutes);
        Assert.InRange(grown, 0, (minutes * Client.Limits.FaultsPerMinute) + 20);
        Assert.True(grown < flood / 2);
    }

    [Fact]
    public async Task What_is_kept_back_is_neither_delivered_nor_lost()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        server.ToClient(bob, frame => frame is Delivery ? [] : [frame]);
        for (var i = 0; i < 5; i++)
            await ann.Only.SendAsync($"{i}");
        await town.PassAsync(TimeSpan.FromMinutes(5), step: 0.5);
        Assert.DoesNotContain(ann.Said, message => message.State is MessageState.Delivered or MessageState.Read);
        Assert.Empty(bob.Heard);

        server.Repent();
        // The honest server believes that it delivered them: they come when its copies have expired, and nobody has to act.
        await town.UntilAsync(() => ann.AllDelivered, "they came", step: 60);
        Assert.Equal(["0", "1", "2", "3", "4"], bob.Heard);
    }

    private static DepositClass Other(DepositClass one) =>
        one == DepositClass.Stored ? DepositClass.Transient : DepositClass.Stored;

    private static bool Delivered(Person person) =>
        person.Client.Conversations.All(chat =>
            chat.Messages.Where(message => message.Mine).All(message => message.State == MessageState.Delivered)
        );

    private static bool IsLast(Person person) => Shown(person)[^1] == "Ann: after the replays";

    /// <summary>Chat and text of everything on the screen, in its order.</summary>
    private static string[] Shown(Person person) =>
        [
            .. person
                .Client.Conversations.OrderBy(chat => chat.Name)
                .SelectMany(chat => chat.Messages.Select(message => $"{chat.Name}: {message.Text}")),
        ];
}
