using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.E2ee;
using Rubaru.Wire;
using Xunit;
using Accepted = Rubaru.Wire.Accepted;

namespace Rubaru.Client.Tests.Admission;

/// <summary>New capabilities for a contact (protocol section 7.2): asked for, or on suspicion; nothing is lost meanwhile.</summary>
public sealed class ReplacementTests
{
    [Fact]
    public async Task The_old_capability_holds_until_the_new_one_was_used_and_ends_then()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        var old = bob.Only.Contact.Route!;
        await bob.StopAsync();
        await asha.Only.ReplaceCapabilitiesAsync();
        await asha.Only.ReplaceCapabilitiesAsync();
        await town.UntilAsync(() => asha.IsReady, "the server knows the new ones");
        Assert.True(asha.Only.IsReplacing);
        Assert.Equal(4, asha.Client.Engine.Capabilities.All.Count(issued => issued.Peer == bob.Fingerprint));
        Assert.IsType<Accepted>(await DepositAsync(asha, old, bob.Fingerprint, asha));

        await bob.StartAsync();
        await bob.Only.SendAsync("by which way?");
        await town.UntilAsync(
            () => bob.AllDelivered && !asha.Only.IsReplacing && asha.IsReady,
            "Bob's device has used the new ones"
        );
        Assert.False(bob.Only.Contact.Route!.IsSame(old));
        var refused = Assert.IsType<DepositRefused>(await DepositAsync(asha, old, bob.Fingerprint, asha));
        Assert.Equal(Refusal.CapabilityRevoked, refused.Reason);
        await asha.Only.SendAsync("by the new one");
        await bob.Only.SendAsync("good");
        await town.UntilAsync(() => asha.AllDelivered && bob.AllDelivered, "they talk");
        Assert.Equal(["by which way?", "good"], asha.Heard);
        Assert.False(bob.Only.IsGone);

        // The record of the old ones goes when nothing of them can be delivered any more.
        await town.PassAsync(TimeSpan.FromHours(6.5), step: 60);
        await town.UntilAsync(() => asha.IsReady && bob.IsReady, "both are connected");
        Assert.Equal(2, asha.Client.Engine.Capabilities.All.Count());
    }

    [Fact]
    public async Task What_was_deposited_by_the_old_one_arrives_although_the_new_one_was_used_before()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        var slot = Slot(town, bob.Only.Contact.Route!.Stored);
        DepositId? held = null;
        // One delivery by the old capability stays away, until the next connection.
        town.Server.Tap.ToClient = frame =>
            frame is Delivery delivery
            && delivery.Slot.AsSpan().SequenceEqual(slot)
            && (held ??= delivery.Deposit) == delivery.Deposit
                ? []
                : [frame];
        await bob.Only.SendAsync("overtaken");
        await town.UntilAsync(() => bob.Said[^1].State == MessageState.Sealed, "it waits");
        await asha.Only.ReplaceCapabilitiesAsync();
        await town.UntilAsync(() => !asha.Only.IsReplacing && asha.IsReady, "the new ones are used");
        Assert.Empty(asha.Heard);
        await asha.RestartAsync();
        town.Server.Tap.ToClient = null;
        town.Server.Tap.Cut();
        await town.UntilAsync(() => bob.AllDelivered, "it came");

        Assert.Equal(["overtaken"], asha.Heard);
        Assert.Equal(0, asha.Client.Engine.Drops.WrongSlot);
    }

    [Fact]
    public async Task Another_sender_on_a_contacts_capability_has_it_replaced_once_a_day()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        var leaked = bob.Only.Contact.Route!;
        Assert.IsType<Accepted>(await DepositAsync(cem, leaked, cem.Fingerprint, asha));
        await town.UntilAsync(
            () => asha.IsReady && !bob.Only.Contact.Route!.IsSame(leaked) && !asha.Only.IsReplacing,
            "Bob has new capabilities"
        );
        Assert.Contains(asha.Only.Messages, line => line.Text == "capability-suspected");
        Assert.Empty(asha.Client.Requests);
        var refused = Assert.IsType<DepositRefused>(await DepositAsync(cem, leaked, cem.Fingerprint, asha));
        Assert.Equal(Refusal.CapabilityRevoked, refused.Reason);

        // It leaks again on the same day: no second line, no second update.
        var second = bob.Only.Contact.Route!;
        Assert.IsType<Accepted>(await DepositAsync(cem, second, cem.Fingerprint, asha));
        await town.UntilAsync(() => asha.Client.Engine.Drops.WrongSlot == 2, "it is dropped");
        await town.PassAsync(TimeSpan.FromSeconds(20));
        Assert.True(bob.Only.Contact.Route!.IsSame(second));
        Assert.Single(asha.Only.Messages, line => line.Text == "capability-suspected");
    }

    [Fact]
    public async Task A_flood_by_one_capability_is_throttled_and_what_is_true_of_it_arrives_later()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(asha, cem);
        var leaked = bob.Only.Contact.Route!;
        for (var i = 0; i < Limits.FaultsPerMinute + 5; i++)
            await DepositAsync(cem, leaked, bob.Fingerprint, asha, new byte[2923]);
        await town.UntilAsync(
            () => asha.Client.Engine.Drops is { Throttled: > 0 } drops && drops.Malformed == Limits.FaultsPerMinute,
            "it is throttled"
        );
        // Others are not.
        await cem.Only.SendAsync("through");
        await town.UntilAsync(() => cem.AllDelivered, "Cem's words come at once");
        await bob.Only.SendAsync("true");
        await town.UntilAsync(() => bob.AllDelivered, "Bob's words come", step: 0.25);
        Assert.Contains(asha.With(bob).Messages, message => message.Text == "true");
        Assert.Contains(asha.With(bob).Messages, line => line.Text == "capability-suspected");
    }

    [Fact]
    public async Task The_end_of_the_old_capability_is_not_taken_for_the_end_of_the_new_one()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await bob.Only.ShowAsync();
        var old = bob.Only.Contact.Route!;
        await town.UntilAsync(() => Watches(old.Transient).Any(), "Bob watches by the old one");
        await asha.Only.ReplaceCapabilitiesAsync();
        await town.UntilAsync(
            () => !bob.Only.Contact.Route!.IsSame(old) && !asha.Only.IsReplacing && asha.IsReady,
            "the new ones are used"
        );
        var number = Number(old.Transient);
        await town.UntilAsync(() => Watches(bob.Only.Contact.Route!.Transient).Any(), "Bob watches by the new one");

        // What the server says of the old watch comes late; and then of a number that nobody uses.
        foreach (var request in new[] { number, number + 100 })
            town.Server.Tap.Say(
                "Bob",
                "/v1/deposit",
                FrameCodec.Encode(new Refused(request, Refusal.CapabilityRevoked))
            );
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(bob.Only.IsGone);
        Assert.NotEqual(number, Number(bob.Only.Contact.Route!.Transient));
        await bob.Only.SendAsync("still yours");
        await town.UntilAsync(() => bob.AllDelivered, "it is delivered");

        // Of the watch that is, it is believed.
        town.Server.Tap.Say(
            "Bob",
            "/v1/deposit",
            FrameCodec.Encode(new Refused(Number(bob.Only.Contact.Route!.Transient), Refusal.CapabilityRevoked))
        );
        await town.UntilAsync(() => bob.Only.IsGone, "the contact is gone");

        IEnumerable<Presence> Watches(byte[] capability) =>
            town.Server.Tap.Of<Presence>().Where(watch => watch.Capability.AsSpan().SequenceEqual(capability));
        uint Number(byte[] capability) => Watches(capability).Last().Request;
    }

    [Fact]
    public async Task Capabilities_that_the_mailbox_has_no_room_for_hold_up_no_other()
    {
        await using var town = await Town.FoundAsync();
        var asha = await town.SettleAsync("Asha");
        // The first two are refused for as long as the mailbox is full.
        HashSet<string> refused = [];
        var full = true;
        town.Server.Tap.ToServer = frame =>
        {
            if (!full || frame is not PutCapability put)
                return [frame];
            var name = Convert.ToHexString(put.CapabilityHash);
            if (refused.Count >= 2 && !refused.Contains(name))
                return [frame];
            refused.Add(name);
            town.Server.Tap.Say(
                "Asha",
                "/v1/mailbox",
                FrameCodec.Encode(new Refused(put.Request, Refusal.QuotaExceeded))
            );
            return [];
        };
        for (var i = 0; i < 4; i++)
            await asha.Client.CreateInviteAsync();
        await town.UntilAsync(() => asha.Client.Engine.Capabilities.Unsynced.Count == 2, "two are known");
        Assert.Equal(2, refused.Count);
        await town.PassAsync(TimeSpan.FromSeconds(30));
        await asha.Client.CreateInviteAsync();
        await town.UntilAsync(() => asha.Client.Engine.Capabilities.Unsynced.Count == 2, "a later one is, too");

        full = false;
        await town.UntilAsync(() => asha.Client.Engine.Capabilities.Unsynced.Count == 0, "all are", step: 1);
    }

    [Fact]
    public async Task In_strict_mode_the_new_capability_takes_no_stored_deposits_either()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = await town.FriendsAsync();
        await asha.Only.SetModeAsync(DeliveryMode.DirectOnly);
        await town.UntilAsync(
            () => !asha.Only.IsTurningOn && bob.Only.EffectiveMode == DeliveryMode.DirectOnly && bob.IsReady,
            "both are strict"
        );
        var before = bob.Only.Contact.Route!;
        await asha.Only.ReplaceCapabilitiesAsync();
        await town.UntilAsync(
            () =>
                !asha.Only.IsReplacing
                && !asha.Only.IsTurningOn
                && asha.IsReady
                && !bob.Only.Contact.Route!.IsSame(before),
            "they are replaced"
        );
        var route = bob.Only.Contact.Route!;
        var refused = Assert.IsType<DepositRefused>(await DepositAsync(asha, route, bob.Fingerprint, asha));
        // It never was open: for the server that is the same as none.
        Assert.Equal(Refusal.UnknownCapability, refused.Reason);
        await asha.Only.SetModeAsync(DeliveryMode.Relayed);
        await town.UntilAsync(() => bob.Only.EffectiveMode == DeliveryMode.Relayed && asha.IsReady, "both relax");
        await bob.Only.SendAsync("may wait again");
        await town.UntilAsync(() => bob.AllDelivered, "it is taken");
    }

    [Fact]
    public async Task Who_knows_a_mailbox_and_a_fingerprint_but_no_capability_can_neither_write_nor_ring_nor_look()
    {
        await using var town = await Town.FoundAsync();
        var (asha, _) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        var guessed = new byte[Wire.Limits.CapabilitySize];
        town.Sodium.Random(guessed);
        var route = new Route(
            asha.Client.Engine.Profile.Mailbox,
            guessed,
            guessed,
            SignedPrekey.TryRead(PrekeyType.Mailbox, asha.Client.Engine.Prekeys.MailboxKey)!,
            town.Time.GetUtcNow()
        );
        var deposits = cem.Client.Engine.Deposits;

        var answers = new[]
        {
            await DepositAsync(cem, route, cem.Fingerprint, asha),
            await deposits.KnockAsync(guessed),
            await deposits.FetchBundleAsync(guessed),
            await deposits.FetchMailboxKeyAsync(guessed),
        };
        Assert.All(
            answers,
            answer =>
                Assert.Equal(
                    Refusal.UnknownCapability,
                    answer is DepositRefused refused ? refused.Reason : Assert.IsType<Refused>(answer).Reason
                )
        );
    }

    /// <summary>A stored deposit for somebody by this route, in the name of <paramref name="sender"/>.</summary>
    private static Task<Frame?> DepositAsync(
        Person from,
        Route route,
        Fingerprint sender,
        Person to,
        byte[]? message = null
    ) =>
        from.Client.Engine.Thread.RunAsync(() =>
        {
            var sodium = from.Client.Engine.Sodium;
            var random = new byte[DepositId.Size + Wire.Limits.HashSize];
            sodium.Random(random);
            var mailboxKey = SignedPrekey.TryRead(PrekeyType.Mailbox, to.Client.Engine.Prekeys.MailboxKey)!;
            var envelope = SealedEnvelope.Seal(
                sodium,
                mailboxKey,
                route.Mailbox.ToBytes(),
                sender,
                message ?? new byte[2923]
            );
            return from.Client.Engine.Deposits.DepositAsync(
                new Deposit(
                    DepositId.Read(random),
                    route.Stored,
                    DepositClass.Stored,
                    3600,
                    random[DepositId.Size..],
                    envelope
                )
            );
        });

    private static byte[] Slot(Town town, byte[] capability)
    {
        var hash = new byte[Wire.Limits.HashSize];
        town.Sodium.Sha256(capability, hash);
        return hash[..Wire.Limits.SlotSize];
    }
}
