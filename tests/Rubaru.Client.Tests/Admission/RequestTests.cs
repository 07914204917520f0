using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Admission;

/// <summary>Message requests (protocol section 10.1, step 3): nothing leaves before the person has said yes.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Whoever_opens_a_reusable_address_waits_for_a_yes_and_hears_nothing_before_it()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var link = await AddressAsync(town, asha);
        Assert.Equal(InviteProblem.None, (await bob.OpenAsync(link)).Problem);
        await bob.Only.ShowAsync();
        await bob.Only.SendAsync("it is me");
        await town.UntilAsync(
            () => asha.Client.Requests is [{ Unread: 1, Name: "Bob" }],
            "Asha has a request with a name and a text"
        );
        await town.PassAsync(TimeSpan.FromMinutes(12), step: 1);

        var request = asha.Client.Requests.Single();
        Assert.Equal((RequestOrigin.Address, 1), (request.Origin, asha.Client.Address!.People));
        Assert.Empty(asha.Client.Conversations);
        Assert.Equal(0, asha.Client.Conversations.Sum(chat => chat.Unread));
        AssertSilent(town, link);
        Assert.True(bob.Only.AwaitingFirstReply);
        Assert.NotEqual(MessageState.Delivered, bob.Said[^1].State);
        await Assert.ThrowsAsync<SendRefusedException>(() => request.SendAsync("who are you?"));
        Assert.Equal(KnockResult.NotReachable, await request.KnockAsync());
        Assert.DoesNotContain(asha.Client.Engine.Capabilities.All, issued => issued.Peer == bob.Fingerprint);

        await request.AcceptRequestAsync();
        await town.UntilAsync(() => bob.Knows(asha) && bob.AllDelivered, "Bob is answered");
        await asha.Only.SendAsync("welcome");
        await town.UntilAsync(() => asha.AllDelivered, "they talk");
        Assert.Equal(["it is me"], asha.Heard);
        Assert.Equal(["welcome"], bob.Heard);
        Assert.Empty(asha.Client.Requests);
        Assert.Contains(asha.Only.Messages, message => message.Text == "request-accepted");
    }

    [Fact]
    public async Task A_request_survives_a_restart_and_is_still_silent()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var link = await AddressAsync(town, asha);
        await bob.OpenAsync(link);
        await bob.Only.SendAsync("hello");
        await town.UntilAsync(() => asha.Client.Requests is [{ Unread: 1 }], "Asha has a request");
        await asha.RestartAsync();
        await town.UntilAsync(() => asha.IsReady, "Asha is back");
        await town.PassAsync(TimeSpan.FromMinutes(3), step: 1);

        AssertSilent(town, link);
        await asha.Client.Requests.Single().AcceptRequestAsync();
        await town.UntilAsync(() => bob.Knows(asha) && bob.AllDelivered, "Bob is answered");
        Assert.Equal(["hello"], asha.Heard);
    }

    [Fact]
    public async Task A_declined_request_is_gone_its_sender_is_not_told_and_cannot_ask_again_by_the_address()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var link = await AddressAsync(town, asha);
        await bob.OpenAsync(link);
        await bob.Only.SendAsync("please");
        await town.UntilAsync(() => asha.Client.Requests is [{ Unread: 1 }], "Asha has a request");
        await asha.Client.Requests.Single().DeclineRequestAsync();
        Assert.Empty(asha.Client.Requests);

        // Its messages go again by themselves, and it may delete everything and open the address anew.
        await bob.Only.DeleteAsync();
        await bob.OpenAsync(link);
        await bob.Only.SendAsync("please!");
        await town.UntilAsync(() => asha.Client.Engine.Drops.Blocked > 0, "it is dropped");
        await asha.RestartAsync();
        await town.UntilAsync(() => asha.IsReady, "Asha is back");
        await town.PassAsync(TimeSpan.FromHours(7), step: 60);
        AssertSilent(town, link);
        Assert.Empty(asha.Client.Requests);
        Assert.Empty(asha.Client.Conversations);
        Assert.Empty(asha.Client.Blocked);
        Assert.True(bob.Only.AwaitingFirstReply);

        // A one-time link is Asha's own yes.
        await bob.Only.DeleteAsync();
        await town.UntilAsync(() => asha.IsReady && bob.IsReady, "both are connected");
        await town.ConnectAsync(asha, bob);
        await bob.Only.SendAsync("thank you");
        await town.UntilAsync(() => bob.AllDelivered, "they talk");
        Assert.Equal(["thank you"], asha.Heard);
    }

    [Fact]
    public async Task The_second_person_on_a_one_time_link_is_a_request_that_says_so()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var cem = await town.SettleAsync("Cem");
        var link = await asha.InviteAsync();
        await asha.StopAsync();
        await bob.OpenAsync(link);
        await town.UntilAsync(() => bob.Only.Outbox.Rows.All(row => row.Expires is not null), "Bob's words wait");
        await cem.OpenAsync(link);
        await cem.Only.SendAsync("me too");
        await town.UntilAsync(() => cem.Only.Outbox.Rows.All(row => row.Expires is not null), "Cem's words wait");
        await asha.StartAsync();
        await town.UntilAsync(() => bob.Knows(asha) && asha.Client.Requests is [{ Unread: 1 }], "both came");

        Assert.Equal("Bob", asha.Only.Name);
        Assert.Equal(RequestOrigin.UsedInvite, asha.Client.Requests.Single().Origin);
        // Cem is told the truth about the link, and is answered all the same when Asha agrees.
        await town.UntilAsync(() => !cem.Only.AwaitingFirstReply, "Cem knows that the link was used");
        Assert.Equal("invite-used", cem.Only.Last!.Text);
        await asha.Client.Requests.Single().AcceptRequestAsync();
        await town.UntilAsync(() => cem.AllDelivered, "Cem's words are confirmed");
        await asha.With(cem).SendAsync("hello Cem");
        await town.UntilAsync(() => cem.Heard is ["hello Cem"], "they talk");
    }

    [Fact]
    public async Task A_request_holds_five_texts_and_the_rest_comes_after_the_yes()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        await bob.OpenAsync(await AddressAsync(town, asha));
        for (var i = 0; i < Limits.RequestMessages; i++)
            await bob.Only.SendAsync($"{i}");
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() => bob.Only.SendAsync("5"));
        Assert.Equal(SendRefusal.AwaitingReply, refused.Reason);
        // A program that does not keep to that.
        await SendAllTheSameAsync(bob, "5", "6");
        await town.UntilAsync(() => asha.Client.Engine.Drops.Requests >= 2, "two found no room");
        Assert.Equal(Limits.RequestMessages, asha.Client.Requests.Single().Unread);

        await asha.Client.Requests.Single().AcceptRequestAsync();
        await town.UntilAsync(() => asha.Heard.Count == 7 && bob.Only.Outbox.Count == 0, "all of it is there");
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], asha.Heard);
    }

    [Fact]
    public async Task An_address_ends_by_itself_after_so_many_people_and_says_that_it_was_used()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var cem = await town.SettleAsync("Cem");
        var link = await AddressAsync(town, asha);
        await CameBeforeAsync(asha, Limits.AddressPeople - 1);
        await bob.OpenAsync(link);
        await town.UntilAsync(() => asha.Client.Requests.Count == 1 && asha.IsReady, "the last one has come");

        Assert.Null(asha.Client.Address);
        Assert.Equal(InviteProblem.Used, (await cem.OpenAsync(link)).Problem);
        await asha.Client.Requests.Single().AcceptRequestAsync();
        await town.UntilAsync(() => bob.Knows(asha), "the last one is answered");
    }

    [Fact]
    public async Task An_address_lives_as_long_as_was_chosen_and_a_new_one_ends_the_old_one()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var week = await AddressAsync(town, asha, 7);
        await town.LeapAsync(TimeSpan.FromDays(6.9), 3600, asha, bob);
        Assert.Equal(InviteProblem.None, bob.Client.CheckInvite(InviteLinkCodec.Write(week)).Problem);
        var month = await AddressAsync(town, asha, 30);
        Assert.Equal(InviteProblem.Revoked, (await bob.OpenAsync(week)).Problem);
        Assert.Equal(month.Secret, InviteLinkCodec.Read(asha.Client.Address!.Url).Link!.Secret);
        await town.LeapAsync(TimeSpan.FromDays(30.1), 7200, asha, bob);
        Assert.Equal(InviteProblem.Expired, (await bob.OpenAsync(month)).Problem);
        Assert.Null(asha.Client.Address);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            asha.Client.CreateAddressAsync(TimeSpan.FromDays(365))
        );
    }

    [Fact]
    public async Task Opening_the_link_of_somebody_who_asks_or_was_blocked_is_a_yes()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        await bob.OpenAsync(await AddressAsync(town, asha));
        await bob.Only.SendAsync("hello");
        await town.UntilAsync(() => asha.Client.Requests is [{ Unread: 1 }], "Asha has a request");
        await town.ConnectAsync(bob, asha);
        await asha.Only.SendAsync("there you are");
        await town.UntilAsync(() => asha.AllDelivered && bob.AllDelivered, "they talk");
        Assert.Equal(["hello"], asha.Heard);
        Assert.Empty(asha.Client.Requests);

        await asha.Only.BlockAsync();
        await asha.Only.DeleteAsync();
        await bob.Only.DeleteAsync();
        await town.UntilAsync(() => asha.IsReady && bob.IsReady, "the server knows");
        await town.ConnectAsync(bob, asha);
        Assert.Empty(asha.Client.Blocked);
    }

    [Fact]
    public async Task Somebody_who_asks_under_the_name_of_a_contact_is_marked()
    {
        await using var town = await Town.FoundAsync();
        var (asha, _) = await town.FriendsAsync();
        var other = await town.SettleAsync(" BOB ");
        await other.OpenAsync(await AddressAsync(town, asha));
        await town.UntilAsync(() => asha.Client.Requests is [{ Name: "BOB" }], "somebody called Bob asks");

        Assert.True(asha.Client.Requests.Single().IsNameTaken);
        Assert.False(asha.Only.IsNameTaken);
    }

    [Fact]
    public async Task Strangers_beyond_the_bound_are_dropped_without_a_word()
    {
        await using var town = await Town.FoundAsync();
        var (asha, bob) = (await town.SettleAsync("Asha"), await town.SettleAsync("Bob"));
        var link = await AddressAsync(town, asha);
        for (var i = 0; i < Limits.Requests; i++)
            PretendRequest(asha, (byte)(i + 1));
        await bob.OpenAsync(link);
        await town.UntilAsync(() => asha.Client.Engine.Drops.Requests == 1, "Bob is dropped");

        Assert.DoesNotContain(asha.Client.Requests, request => request.Peer == bob.Fingerprint);
        AssertSilent(town, link);
    }

    private static async Task<InviteLink> AddressAsync(Town town, Person asha, int days = 1)
    {
        var address = await asha.Client.CreateAddressAsync(TimeSpan.FromDays(days));
        await town.UntilAsync(() => asha.IsReady, "the server knows the address");
        Assert.True(address.IsReusable);
        return Assert.IsType<InviteLink>(InviteLinkCodec.Read(address.Url).Link);
    }

    /// <summary>Whatever anybody sent went to the owner of the link; nothing was asked about anybody else.</summary>
    private static void AssertSilent(Town town, InviteLink link)
    {
        var capability = InviteSecrets.Derive(town.Sodium, link.Secret).Capability;
        Assert.All(town.Server.Tap.Of<Deposit>(), deposit => Assert.Equal(capability, deposit.Capability));
        Assert.All(town.Server.Tap.Of<FetchBundle>(), fetch => Assert.Equal(capability, fetch.Capability));
        Assert.All(town.Server.Tap.Of<Presence>(), watch => Assert.Equal(capability, watch.Capability));
        Assert.Empty(town.Server.Tap.Of<Knock>());
    }

    private static Task SendAllTheSameAsync(Person person, params string[] texts) =>
        person.Client.Engine.Thread.RunAsync(async () =>
        {
            using (await person.Client.Engine.Lock.EnterAsync())
            {
                foreach (var text in texts)
                {
                    var step = new Step(person.Client.Engine, person.Only);
                    step.Send(ContentType.Text, TextBody.Write(text));
                    await step.CommitAsync();
                }
            }
            person.Only.Courier.Wake();
        });

    private static Task CameBeforeAsync(Person person, int people) =>
        person.Client.Engine.Thread.RunAsync(async () =>
        {
            using var held = await person.Client.Engine.Lock.EnterAsync();
            var transaction = person.Client.Engine.Begin();
            var invite = person.Client.Engine.Invites.All.Single();
            person.Client.Engine.Invites.Put(transaction, invite with { People = people });
            await person.Client.Engine.CommitAsync(transaction);
        });

    private static void PretendRequest(Person person, byte number)
    {
        var peer = E2ee.Fingerprint.Read([.. Enumerable.Repeat(number, E2ee.Fingerprint.Size)]);
        var contact = new Contact(
            peer,
            "",
            null,
            person.Client.Engine.Identity.Public.Bytes,
            null,
            0,
            0,
            [],
            [],
            FirstContact.Requested,
            null,
            person.Clock.GetUtcNow(),
            false,
            false,
            false,
            []
        );
        person.Client.Engine.Conversations.Add(peer, Conversation.New(person.Client.Engine, contact));
    }
}
