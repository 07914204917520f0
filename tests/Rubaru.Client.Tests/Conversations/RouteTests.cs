using System.Globalization;
using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Conversations;

/// <summary>The default mode's route, requirement by requirement (R7, R8, R12); waiting for a dial is in LinkPathTests.</summary>
public sealed class RouteTests
{
    /// <summary>R7. Not only is nothing stored: no frame at all goes to the server for it.</summary>
    [Fact]
    public async Task While_the_heartbeat_is_fresh_no_frame_to_the_server_carries_a_message()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        await town.UntilAsync(() => ann.Only.Outbox.Count + bob.Only.Outbox.Count == 0, "nothing else is on its way");
        await town.PassAsync(TimeSpan.FromSeconds(5));
        var deposits = town.Server.Tap.Of<Deposit>().Count();
        for (var i = 0; i < 5; i++)
            await ann.Only.SendAsync($"{i}");
        await town.UntilAsync(() => ann.AllDelivered, "all is delivered");
        Assert.All(ann.Said, message => Assert.Equal(MessagePath.Direct, message.Path));
        Assert.Equal(deposits, town.Server.Tap.Of<Deposit>().Count());
    }

    /// <summary>R8. After a bye at once, after a crash (6 s there) within 4.5 s: the silence, a second for a new link, the way. The product's clock is the town's.</summary>
    [Theory]
    [InlineData(false, 1.0)]
    [InlineData(true, 4.5)]
    public async Task A_message_for_somebody_who_left_is_sealed_on_the_server_soon(bool crash, double seconds)
    {
        await using var town = await Town.FoundAsync(peers: true);
        var (ann, bob) = await town.LinkedAsync();
        if (crash)
        {
            // The process dies without a word: neither a bye nor the end of its channel is heard.
            town.Network.Cut();
        }
        else
        {
            bob.Client.Leave();
            await town.UntilAsync(() => ann.Only.LinkState == LinkState.Idle, "Ann heard the bye", step: 0.01);
        }
        await bob.KillAsync();
        var sent = town.Time.GetUtcNow();
        await ann.Only.SendAsync("for later");
        // Small steps, so that a busy machine does not turn its own slowness into time of this clock.
        var step = crash ? 0.01 : 0.001;
        await town.UntilAsync(() => ann.Said[^1].State == MessageState.Sealed, "it is sealed", step);
        var took = (town.Time.GetUtcNow() - sent).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{took:F2} s"));
        Assert.InRange(took, 0, seconds);

        town.Network.Heal();
        await bob.StartAsync();
        await town.UntilAsync(() => ann.AllDelivered, "Bob has it");
        Assert.Equal(["for later"], bob.Heard);
        Assert.Equal(MessagePath.Server, ann.Said[^1].Path);
    }

    /// <summary>R12. The same bytes by both ways, in both orders: shown once, and acknowledged whichever comes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_message_by_both_ways_is_shown_once(bool linkFirst)
    {
        await using var town = await Town.FoundAsync();
        var (ann, bob) = await town.FriendsAsync();
        var theirs = ann.Only.Contact.Route!.Stored;
        var held = 0;
        town.Server.Tap.ToServer = frame =>
        {
            if (frame is not Deposit deposit || !deposit.Capability.AsSpan().SequenceEqual(theirs))
                return [frame];
            held++;
            return [];
        };
        await ann.Only.SendAsync("once");
        await town.UntilAsync(() => held > 0, "it is on its way to the server");
        var bytes = ann.Only.Outbox.Rows.Single(row => row.IsOfPerson).Message!.ToArray();
        if (linkFirst)
            await ((ILinkOwner)bob.Only).MessageReceivedAsync(bytes);
        town.Server.Tap.ToServer = null;
        await town.UntilAsync(() => ann.AllDelivered, "the server's copy arrived");
        if (!linkFirst)
            await ((ILinkOwner)bob.Only).MessageReceivedAsync(bytes);
        await town.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(["once"], bob.Heard);
        Assert.Equal(1, bob.Only.Unread);
        var shown = bob.Only.Messages.Single(message => message.Kind == MessageKind.Text);
        Assert.Equal(linkFirst ? MessagePath.Direct : MessagePath.Server, shown.Path);
        Assert.True(bob.Client.Engine.Drops.Duplicates > 0);
    }
}
