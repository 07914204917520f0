using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Storage;
using Rubaru.Client.Tests.World;
using Xunit;

namespace Rubaru.Client.Tests.Identity;

/// <summary>The same link from two people, or a second time (experience: "two people sent you the same link").</summary>
public sealed class SameLinkTests
{
    [Fact]
    public async Task The_same_link_from_two_contacts_is_warned_of_once_in_the_second_chat()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob, cem) = await ThreeAsync(town);
        var link = InviteLinkCodec.Write(await (await town.SettleAsync("Dora")).InviteAsync());

        await SayAsync(town, bob, ann, "Meet Dora: " + link);
        await SayAsync(town, bob, ann, "again " + link);
        Assert.DoesNotContain(ann.With(bob).Messages, IsWarning);
        await SayAsync(town, cem, ann, "first\n" + link + "\nlast");
        await SayAsync(town, cem, ann, link);

        Assert.Equal("same-link:Bob", Assert.Single(ann.With(cem).Messages, IsWarning).Text);
        Assert.DoesNotContain(ann.With(bob).Messages, IsWarning);
    }

    [Fact]
    public async Task It_is_still_known_after_a_restart_and_behind_a_decoy_and_with_another_name()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob, cem) = await ThreeAsync(town);
        var dora = await town.SettleAsync("Dora");
        var (decoy, link) = (await dora.InviteAsync(), await dora.InviteAsync());
        await SayAsync(town, bob, ann, InviteLinkCodec.Write(link));
        await ann.RestartAsync();
        await town.UntilAsync(() => ann.IsReady, "Ann is back");

        await SayAsync(
            town,
            cem,
            ann,
            InviteLinkCodec.Write(decoy) + " " + InviteLinkCodec.Write(link with { Name = "Eve" })
        );

        Assert.Equal("same-link:Bob", Assert.Single(ann.With(cem).Messages, IsWarning).Text);
    }

    [Fact]
    public async Task Who_is_deleted_is_forgotten_as_a_sender_of_links_too()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob, cem) = await ThreeAsync(town);
        var dora = await town.SettleAsync("Dora");
        var (one, both) = (await dora.InviteAsync(), await dora.InviteAsync());
        await SayAsync(town, bob, ann, InviteLinkCodec.Write(one));
        await SayAsync(town, bob, ann, InviteLinkCodec.Write(both));
        await SayAsync(town, cem, ann, InviteLinkCodec.Write(both));
        Assert.Equal(2, await CountAsync());

        await ann.With(bob).DeleteAsync();
        Assert.Equal(1, await CountAsync());
        await ann.With(cem).DeleteAsync();
        Assert.Equal(0, await CountAsync());

        async Task<int> CountAsync()
        {
            var length = Seen.Link(ann.Client.Engine.Records, 0).Length;
            var rows = await ann.Client.Engine.Records.ReadRangeAsync(Table.Seen, Seen.Links, [(byte)'m']);
            return rows.Count(row => row.Key.Length == length);
        }
    }

    [Fact]
    public async Task Different_links_an_address_for_many_and_other_texts_are_no_reason_to_warn()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob, cem) = await ThreeAsync(town);
        var dora = await town.SettleAsync("Dora");

        var address = (await dora.InviteAsync()) with { Flags = InviteLinkCodec.MultiUseFlag };
        await SayAsync(town, bob, ann, InviteLinkCodec.Write(await dora.InviteAsync()));
        await SayAsync(town, bob, ann, InviteLinkCodec.Write(address));
        await SayAsync(town, cem, ann, InviteLinkCodec.Write(address));
        await SayAsync(town, bob, ann, "https://example.org/i#abc");
        await SayAsync(town, cem, ann, InviteLinkCodec.Write(await dora.InviteAsync()));
        await SayAsync(town, cem, ann, "https://example.org/i#abc");

        Assert.DoesNotContain(ann.With(cem).Messages, IsWarning);
    }

    [Fact]
    public async Task A_link_opened_before_says_so_and_sends_nothing()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        var link = await ann.InviteAsync();
        Assert.False(bob.Client.CheckInvite(InviteLinkCodec.Write(link)).OpenedBefore);
        await bob.OpenAsync(link);
        await town.UntilAsync(() => bob.Knows(ann) && bob.Only.Outbox.Count == 0, "they are connected");
        await bob.RestartAsync();
        await town.UntilAsync(() => bob.IsReady, "Bob is back");

        var again = bob.Client.CheckInvite(InviteLinkCodec.Write(link));
        Assert.Equal((InviteProblem.AlreadyContact, true), (again.Problem, again.OpenedBefore));
        var other = bob.Client.CheckInvite(InviteLinkCodec.Write(await ann.InviteAsync()));
        Assert.Equal((InviteProblem.AlreadyContact, false), (other.Problem, other.OpenedBefore));

        var before = town.Server.Tap.Of<Wire.FetchBundle>().Count();
        Assert.Same(bob.Only, (await bob.OpenAsync(link)).Conversation);
        Assert.Equal(before, town.Server.Tap.Of<Wire.FetchBundle>().Count());
        Assert.Equal(0, bob.Only.Outbox.Count);
    }

    [Fact]
    public async Task A_link_with_a_contacts_name_and_other_keys_says_so_before_it_is_used()
    {
        await using var town = await Town.FoundAsync();
        var (ann, _) = await town.FriendsAsync();
        var link = await (await town.SettleAsync("Bob")).InviteAsync();

        Assert.True(ann.Client.CheckInvite(InviteLinkCodec.Write(link)).IsSameName);
        Assert.False(ann.Client.CheckInvite(InviteLinkCodec.Write(link with { Name = "Cem" })).IsSameName);
    }

    private static bool IsWarning(Message message) => message.Text.StartsWith("same-link", StringComparison.Ordinal);

    /// <summary>Bob and Cem are contacts of Ann.</summary>
    private static async Task<(Person Ann, Person Bob, Person Cem)> ThreeAsync(Town town)
    {
        var (ann, bob) = await town.FriendsAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        return (ann, bob, cem);
    }

    private static async Task SayAsync(Town town, Person from, Person to, string text)
    {
        await from.With(to).SendAsync(text);
        await town.UntilAsync(
            () => to.With(from).Messages.Any(m => m.Text == text) && from.With(to).Outbox.Count == 0,
            "it arrived"
        );
    }
}
