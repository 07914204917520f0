using Rubaru.Client.Conversations;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Xunit;
using static Rubaru.Client.Identity.DeliveryMode;

namespace Rubaru.Client.Tests.Strict;

/// <summary>The main switch, the override of a chat, and what the other person hears of it.</summary>
public sealed class ModeTests
{
    [Fact]
    public async Task A_fresh_profile_and_a_fresh_chat_are_relayed()
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        foreach (var person in new[] { ann, bob })
        {
            Assert.Equal(Relayed, person.Client.GlobalMode);
            Assert.Null(person.Only.OwnMode);
            Assert.Equal((Relayed, Relayed), (person.Only.PeerMode, person.Only.EffectiveMode));
            Assert.Empty(person.StrictLines());
        }
    }

    [Theory]
    [InlineData(Relayed, Relayed, Relayed)]
    [InlineData(Relayed, DirectOrRelay, DirectOrRelay)]
    [InlineData(DirectOrRelay, DirectOnly, DirectOnly)]
    [InlineData(DirectOnly, Relayed, DirectOnly)]
    public void The_stricter_of_two_counts(DeliveryMode a, DeliveryMode b, DeliveryMode stricter)
    {
        Assert.Equal(stricter, Strictness.Stricter(a, b));
        Assert.Equal(stricter, Strictness.Stricter(b, a));
    }

    [Fact]
    public void A_mode_of_a_later_version_reads_as_the_strictest() => Assert.Equal(DirectOnly, Strictness.Read(3));

    [Fact]
    public async Task A_change_is_a_line_in_both_chats_and_survives_restarts()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();

        await ann.Only.SetModeAsync(DirectOnly);
        await town.StrictOnAsync(ann, bob);
        Assert.Equal((DirectOnly, Relayed), (bob.Only.PeerMode, bob.Only.OwnMode ?? Relayed));
        await bob.Only.SetModeAsync(DirectOrRelay);
        await town.UntilAsync(() => ann.Only.PeerMode == DirectOrRelay, "Ann knows of Bob's");
        Assert.Equal(DirectOnly, bob.Only.EffectiveMode);

        await town.ConnectedAgainAsync(ann, bob);
        Assert.Equal((DirectOnly, DirectOrRelay), (ann.Only.OwnMode, ann.Only.PeerMode));
        Assert.Equal((DirectOrRelay, DirectOnly), (bob.Only.OwnMode, bob.Only.PeerMode));
        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await town.StrictOnAsync(ann, bob);

        await ann.Only.SetModeAsync(Relayed);
        await town.UntilAsync(() => bob.Only.PeerMode == Relayed, "Bob knows that Ann's is off");
        Assert.Equal((DirectOrRelay, DirectOrRelay), (ann.Only.EffectiveMode, bob.Only.EffectiveMode));
        await bob.Only.SetModeAsync(null);
        await town.UntilAsync(() => ann.Only.EffectiveMode == Relayed, "and Ann that Bob's is");

        Assert.Equal(
            ["strict-on-me", "strict-relay-peer", "strict-off-me", "strict-still-peer", "strict-off-peer"],
            ann.StrictLines()
        );
        Assert.Equal(["strict-on-peer", "strict-relay-me", "strict-off-peer", "strict-off-me"], bob.StrictLines());
    }

    [Fact]
    public async Task The_main_switch_counts_where_a_chat_has_no_own()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        var cem = await town.SettleAsync("Cem");
        await town.ConnectAsync(ann, cem);
        await ann.With(cem).SetModeAsync(Relayed);

        await ann.Client.SetGlobalModeAsync(DirectOrRelay);
        Assert.Equal((DirectOrRelay, Relayed), (ann.With(bob).EffectiveMode, ann.With(cem).EffectiveMode));
        await town.UntilAsync(() => bob.Only.PeerMode == DirectOrRelay, "Bob knows");
        await ann.RestartAsync();
        Assert.Equal(DirectOrRelay, ann.Client.GlobalMode);

        await ann.With(cem).SetModeAsync(null);
        await town.UntilAsync(() => cem.Only.PeerMode == DirectOrRelay, "Cem knows");
        await ann.Client.SetGlobalModeAsync(Relayed);
        await town.UntilAsync(
            () => bob.Only.EffectiveMode == Relayed && cem.Only.EffectiveMode == Relayed,
            "all are relayed again"
        );
        Assert.Equal(["strict-relay-peer", "strict-off-peer"], cem.StrictLines());
    }

    /// <summary>Between the commit of the switch and the chats following it this program may end.</summary>
    [Fact]
    public async Task A_crash_right_after_the_main_switch_is_made_good_at_the_next_start()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await town.PassAsync(TimeSpan.FromSeconds(2));
        ann.MayFault = true;
        ann.Store.Crash = CrashPoint.AfterCommit;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ann.Client.SetGlobalModeAsync(DirectOnly));

        await ann.RestartAsync();
        ann.MayFault = false;
        Assert.Equal(DirectOnly, ann.Client.GlobalMode);
        await ann.Only.ShowAsync();
        await town.StrictOnAsync(ann, bob);
        Assert.Equal(["strict-on-me"], ann.StrictLines());
        Assert.Equal(["strict-on-peer"], bob.StrictLines());
    }

    [Fact]
    public async Task A_contact_made_in_strict_mode_begins_strict_and_nothing_of_it_is_stored()
    {
        await using var town = await Town.FoundAsync();
        var ann = await town.SettleAsync("Ann");
        var bob = await town.SettleAsync("Bob");
        await ann.Client.SetGlobalModeAsync(DirectOnly);
        var link = await ann.InviteAsync();
        Assert.Equal(1, link.Flags);

        await bob.OpenAsync(link);
        await town.UntilAsync(() => bob.Knows(ann) && ann.Knows(bob), "they know each other");
        await town.StrictOnAsync(ann, bob);
        Assert.Equal(0, town.StoredDeposits());
        Assert.Equal(["strict-on-me"], ann.StrictLines());
        Assert.Equal(["strict-on-peer"], bob.StrictLines());
    }
}
