using System.Text;
using Rubaru.Client.Conversations;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>Delivery rules of the server path: waiting, expiry, repetition, receipts, limits.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_message_for_somebody_away_is_sealed_with_its_expiry_and_delivered_on_return()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();

        for (var i = 0; i < 5; i++)
            await ann.Only.SendAsync($"{i}");
        await town.UntilAsync(() => ann.Said.All(m => m.State == MessageState.Sealed), "all are sealed");
        Assert.All(
            ann.Said,
            m =>
                Assert.InRange(m.Expires!.Value - town.Time.GetUtcNow(), TimeSpan.FromHours(5.9), TimeSpan.FromHours(6))
        );
        Assert.Equal(TimeSpan.FromHours(6), ann.Client.Retention);

        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "all are delivered");
        Assert.Equal(["0", "1", "2", "3", "4"], bob.Heard);
        Assert.Equal(5, bob.Only.Unread);
        Assert.All(ann.Said, m => Assert.Null(m.Expires));
    }

    [Fact]
    public async Task A_servers_copy_that_expired_is_deposited_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("long wait");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        var first = ann.Said[^1].Expires!.Value;

        await town.PassAsync(TimeSpan.FromHours(13), step: 60);
        await town.UntilAsync(() => ann.Said[^1].Expires > first + TimeSpan.FromHours(6), "it is sealed anew");
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");

        Assert.Equal(["long wait"], bob.Heard);
    }

    [Fact]
    public async Task A_copy_that_expires_while_the_server_is_away_is_shown_as_expired_and_goes_again()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("long wait");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        await town.Server.StopAsync();
        await town.PassAsync(TimeSpan.FromHours(6.1), step: 60);
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Expired, "Ann is told");

        await town.Server.StartAsync();
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed again", step: 0.5);
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["long wait"], bob.Heard);
    }

    [Fact]
    public async Task A_copy_that_expires_while_this_device_is_off_goes_again_by_itself_when_it_is_back()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("long wait");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        await town.Server.StopAsync();
        await ann.KillAsync();
        await town.PassAsync(TimeSpan.FromHours(7), step: 300);

        await ann.StartAsync();
        await ann.Only.ShowAsync();
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Expired, "Ann is told");
        Assert.Null(ann.Said[^1].Expires);
        await town.Server.StartAsync();
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed again", step: 0.5);
        Assert.InRange(
            ann.Said[^1].Expires!.Value - town.Time.GetUtcNow(),
            TimeSpan.FromHours(5.9),
            TimeSpan.FromHours(6)
        );
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["long wait"], bob.Heard);
    }

    /// <summary>
    /// Expiries are the server's: while it is connected, setting our clock neither hastens nor delays them; and in no case
    /// does it make the outbox deposit again and again.
    /// </summary>
    [Theory]
    [InlineData(-24)]
    [InlineData(24)]
    public async Task Setting_the_clock_of_the_device_changes_no_expiry(int hours)
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("long wait");
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed");
        ((WrongClock)ann.Clock).Error = TimeSpan.FromHours(hours);
        Assert.InRange((ann.Client.Engine.ServerNow - town.Time.GetUtcNow()).TotalSeconds, -2, 2);
        var first = ann.Said[^1].Expires;
        // Asking again for an answer that did not come in time is the same deposit.
        int Deposits() =>
            town
                .Server.Tap.Of<Deposit>()
                .Where(deposit => deposit.Class == DepositClass.Stored)
                .DistinctBy(deposit => deposit.Id)
                .Count();
        var before = Deposits();
        var rounds = ann.Only.Courier.Rounds;
        // A receipt for something that Bob said last may wait beside it.
        var rows = ann.Only.Outbox.Count;

        // Bytes that look a day old are encrypted again, once; and a moment without the server has only our clock to go by.
        await town.PassAsync(TimeSpan.FromHours(5.5), step: 60);
        await town.UntilAsync(() => ann.IsReady, "Ann is connected");
        Assert.InRange(Deposits() - before, 0, hours > 0 ? 2 * rows : 0);
        await town.PassAsync(TimeSpan.FromHours(1.5), step: 60);
        await town.UntilAsync(
            () => ann.Said[^1].State == MessageState.Sealed && ann.Said[^1].Expires > first,
            "it is sealed anew",
            step: 0.5
        );
        Assert.InRange(Deposits() - before, 1, (hours > 0 ? 3 : 1) * rows);
        Assert.InRange(ann.Only.Courier.Rounds - rounds, 1, 1000);
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["long wait"], bob.Heard);
    }

    [Fact]
    public async Task Bytes_older_than_a_day_are_encrypted_again_with_the_same_message_id()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await town.Server.StopAsync();
        await bob.StopAsync();
        await ann.Only.SendAsync("yesterday");
        var before = ann.Only.Outbox.Rows.Single(row => row.IsOfPerson);

        await town.PassAsync(TimeSpan.FromHours(25), step: 300);
        await town.Server.StartAsync();
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered", step: 0.5);

        Assert.Equal(["yesterday"], bob.Heard);
        Assert.Equal(before.MessageId, ann.Said[^1].Id);
        Assert.NotNull(before.Position);
    }

    [Fact]
    public async Task A_mailbox_key_older_than_a_day_is_fetched_before_the_next_deposit()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await town.PassAsync(TimeSpan.FromHours(23), step: 300);
        Assert.Empty(town.Server.Tap.Of<FetchMailboxKey>());

        // Long steps make links look dead: a signal of the dial that follows may fetch the key before the text does.
        await town.PassAsync(TimeSpan.FromHours(2), step: 300);
        await town.UntilAsync(() => ann.IsReady && bob.IsReady, "both are connected");
        await ann.Only.SendAsync("good morning");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.NotEmpty(town.Server.Tap.Of<FetchMailboxKey>());
    }

    [Fact]
    public async Task Every_delivery_ten_times_is_shown_once()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var old = town.Server.Tap.Of<Delivery>().ToArray();
        town.Server.Tap.ToClient = frame =>
            frame is Delivery delivery ? [.. Enumerable.Repeat(delivery, 10), .. old] : [frame];

        for (var i = 0; i < 5; i++)
        {
            await ann.Only.SendAsync($"a{i}");
            await bob.Only.SendAsync($"b{i}");
        }
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "all are delivered");

        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], bob.Heard);
        Assert.Equal(["b0", "b1", "b2", "b3", "b4"], ann.Heard);
        Assert.True(bob.Client.Engine.Drops.Replayed > 40);
        Assert.Empty(ann.Only.Contact.SessionLostSent);
        Assert.Empty(bob.Only.Contact.SessionLostSent);
    }

    [Fact]
    public async Task An_envelope_on_somebody_elses_slot_or_changed_on_the_way_is_dropped_and_acknowledged()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        var slots = ann.Client.Engine.Capabilities.All.Where(issued => issued.Peer == cem.Fingerprint).ToArray();
        var slot = ann.Client.Engine.Capabilities.Hash(slots[0])[..8];
        town.Server.Tap.ToClient = frame =>
            frame is Delivery delivery
                ? [delivery with { Slot = slot }, delivery with { Envelope = Flipped(delivery.Envelope) }]
                : [frame];
        await bob.Only.SendAsync("wrong way");
        await town.UntilAsync(() => ann.Client.Engine.Drops.WrongSlot > 0, "it is dropped");
        await town.UntilAsync(() => ann.Client.Engine.Drops.Unopenable > 0, "the changed one too");
        town.Server.Tap.ToClient = null;

        Assert.DoesNotContain(ann.Client.Conversations, c => c.Messages.Any(m => m.Text == "wrong way"));
        await town.UntilAsync(() => town.Server.Tap.Of<Acknowledge>().Any(), "the server may forget it");
        // The chat whose slot was misused says so, once a day; the other one has nothing to say.
        await town.UntilAsync(() => ann.With(cem).Messages.Any(IsSuspicion), "Cem's chat says it");
        Assert.Single(ann.With(cem).Messages, message => IsSuspicion(message));
        Assert.DoesNotContain(ann.With(bob).Messages, IsSuspicion);

        static bool IsSuspicion(Message message) => message.Text == "capability-suspected";
    }

    [Fact]
    public async Task Late_messages_stand_where_their_sender_wrote_them()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await bob.Only.SendAsync("mine");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");
        var held = new List<Frame>();
        town.Server.Tap.ToClient = frame =>
        {
            if (frame is not Delivery { Class: DepositClass.Stored } || held.Count >= 4)
                return [frame];
            held.Add(frame);
            return [];
        };
        for (var i = 0; i < 4; i++)
        {
            await ann.Only.SendAsync($"{i}");
            await town.UntilAsync(() => held.Count >= i + 1, "it is held");
        }
        string? first = null;
        bob.Only.Changed += () => first ??= bob.Heard.Count > 0 ? bob.Heard[0] : null;
        town.Server.Tap.ToClient = null;
        await ann.Only.SendAsync("4");
        await town.UntilAsync(() => bob.Heard.Contains("4"), "the last came");
        town.Server.Tap.Cut("/v1/mailbox");
        await town.UntilAsync(() => bob.Heard.Count == 5, "the others came");

        Assert.Equal("4", first);
        Assert.Equal(["0", "1", "2", "3", "4"], bob.Heard);
        await bob.RestartAsync();
        await bob.Only.ShowAsync();
        Assert.Equal(["0", "1", "2", "3", "4"], bob.Heard);
    }

    [Fact]
    public async Task Too_long_empty_and_too_many_are_refused_before_anything_is_stored()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var tooLong = await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.SendAsync(new string('अ', 10_667)));
        Assert.Equal(SendRefusal.TooLong, tooLong.Reason);
        var empty = await Assert.ThrowsAsync<SendRefusedException>(() => ann.Only.SendAsync(""));
        Assert.Equal(SendRefusal.Empty, empty.Reason);
        Assert.Empty(ann.Said);
        Assert.DoesNotContain(ann.Only.Outbox.Rows, row => row.IsOfPerson);

        var longest = new string('अ', 10_666);
        await ann.Only.SendAsync(longest);
        await town.UntilAsync(() => ann.AllDelivered, "the longest is delivered");
        Assert.Equal([longest], bob.Heard);
    }

    [Fact]
    public async Task With_no_room_left_nothing_leaves_and_the_draft_stays()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.SaveDraftAsync("keep me");
        ann.Store.IsFull = true;
        // Signals of a dial under way, committed before, may still be repeated.
        int Stored() => town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);
        var deposits = Stored();

        await Assert.ThrowsAsync<StorageFullException>(() => ann.Only.SendAsync("keep me"));
        Assert.True(ann.Client.StorageFull);
        Assert.Equal("keep me", ann.Only.Draft);
        Assert.Empty(ann.Said);
        Assert.Equal(deposits, Stored());

        ann.Store.IsFull = false;
        await ann.Only.SendAsync("keep me");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.False(ann.Client.StorageFull);
        Assert.Equal("", ann.Only.Draft);
        Assert.Equal(["keep me"], bob.Heard);
    }

    [Fact]
    public async Task A_receiver_without_room_leaves_the_message_on_the_server_until_it_has_some()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        bob.Store.IsFull = true;
        await ann.Only.SendAsync("wait");
        await town.UntilAsync(() => bob.Client.StorageFull, "Bob has no room");
        await town.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(bob.Heard);
        Assert.Equal(MessageState.Sealed, ann.Said[^1].State);

        bob.Store.IsFull = false;
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        Assert.Equal(["wait"], bob.Heard);
    }

    [Fact]
    public async Task No_frame_and_no_record_shows_a_text_or_a_name()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await ann.Client.RenameAsync("Annapurna");
        await bob.Client.RenameAsync("Bobolink");
        await town.UntilAsync(
            () => ann.Only.Name == "Bobolink" && bob.Only.Name == "Annapurna",
            "the names went round"
        );
        await ann.Only.SendAsync("zebra direct");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");
        town.Network.Cut();
        await ann.Only.SendAsync("zebra sealed");
        await ann.Only.SaveDraftAsync("zebra draft");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered");

        byte[][] secrets =
        [
            .. new[] { "zebra", "Annapurna", "Bobolink", "fingerprint:sha", "candidate:", "v=0" }.Select(
                Encoding.UTF8.GetBytes
            ),
        ];
        var records = ann.Store.Everything().Concat(bob.Store.Everything()).SelectMany(r => new[] { r.Key, r.Value });
        var seen = town.Server.Tap.Frames.Concat(records).ToArray();
        Assert.True(seen.Length > 100);
        Assert.All(seen, bytes => Assert.DoesNotContain(secrets, secret => bytes.AsSpan().IndexOf(secret) >= 0));
        byte[][] names = [ann.Fingerprint.ToBytes(), bob.Fingerprint.ToBytes()];
        Assert.All(seen, bytes => Assert.DoesNotContain(names, name => bytes.AsSpan().IndexOf(name) >= 0));
    }

    private static byte[] Flipped(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }
}
