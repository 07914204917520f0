using Rubaru.Client.Conversations;
using Rubaru.Client.Honesty;
using Rubaru.Client.Identity;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Honesty;

/// <summary>Two engines over one server: the question and its answer inside the ratchet.</summary>
public sealed class ConnectionDoctorTests
{
    private static Func<Server.ServerOptions, Server.ServerOptions> Stun =>
        o => o with { Turn = Server.Turn.TurnOptions.Read(["stun:turn.example.org:3478"], [], null) };

    [Fact]
    public async Task Each_end_looks_and_one_sentence_comes_of_both()
    {
        await using var town = await Town.FoundAsync(settings: Stun);
        var (ann, bob) = await town.FriendsAsync();
        bob.Peers.Finds = (_, _) => ["candidate:1 1 udp 2 a.local 5000 typ host", "error 701"];
        var stored = Stored(town);
        var found = await AskAsync(town, ann);
        Assert.Equal(PeerAnswer.Answered, found.Answer);
        Assert.Equal(Reach.NotReached, found.Peer!.Stun);
        Assert.Equal(Finding.PeerUdpBlocked, found.Finding);
        // Nothing of it is a message: not stored, not shown, not waiting.
        Assert.Equal(stored, Stored(town));
        Assert.DoesNotContain(bob.Only.Messages, message => message.Kind != MessageKind.System);
        Assert.Empty(ann.Only.Outbox.Rows);
        Assert.Null(bob.Only.Doctor.Last);
        await ann.Only.SendAsync("and the chat goes on");
        await town.UntilAsync(() => ann.AllDelivered, "it arrives");
    }

    [Fact]
    public async Task A_contact_cannot_make_this_device_look_all_the_time()
    {
        await using var town = await Town.FoundAsync(settings: Stun);
        var (ann, bob) = await town.FriendsAsync();
        Assert.Equal(PeerAnswer.Answered, (await AskAsync(town, ann)).Answer);
        var looks = bob.Peers.Looks.Count;
        Assert.Equal(PeerAnswer.Silent, (await AskAsync(town, ann)).Answer);
        Assert.Equal(looks, bob.Peers.Looks.Count);
        await town.PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal(PeerAnswer.Answered, (await AskAsync(town, ann)).Answer);
    }

    [Fact]
    public async Task Somebody_who_is_away_or_blocked_me_is_not_waited_for_in_vain()
    {
        await using var town = await Town.FoundAsync(settings: Stun);
        var (ann, bob) = await town.FriendsAsync();
        await bob.Only.BlockAsync();
        var looks = bob.Peers.Looks.Count;
        Assert.Null((await AskAsync(town, ann)).Peer);
        Assert.Equal(looks, bob.Peers.Looks.Count);
        await bob.StopAsync();
        await town.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Null((await AskAsync(town, ann)).Peer);
    }

    [Fact]
    public async Task Whoever_is_away_is_said_to_be_away_and_in_a_strict_chat_one_can_knock()
    {
        await using var town = await Town.FoundAsync(settings: Stun);
        var (ann, bob) = await town.FriendsAsync();
        await bob.StopAsync();
        await town.PassAsync(TimeSpan.FromSeconds(5));
        var found = await AskAsync(town, ann);
        Assert.Equal((Finding.PeerAway, Advice.Wait), (found.Finding, found.Advice));
        await ann.Only.SetModeAsync(DeliveryMode.DirectOnly);
        found = await AskAsync(town, ann);
        Assert.Equal((Finding.PeerAway, Advice.Knock), (found.Finding, found.Advice));
        await town.Server.StopAsync();
        await town.UntilAsync(() => ann.Client.Server != ServerState.Connected, "the server is gone");
        Assert.Equal(Finding.ServerUnreached, (await AskAsync(town, ann)).Finding);
    }

    [Fact]
    public async Task A_linked_pair_is_well()
    {
        await using var town = await Town.FoundAsync(peers: true, settings: Stun);
        var (ann, _) = await town.LinkedAsync();
        var found = await AskAsync(town, ann);
        Assert.Equal((Finding.Direct, Advice.None), (found.Finding, found.Advice));
        Assert.NotNull(found.Peer);
    }

    private static int Stored(Town town) =>
        town.Server.Tap.Of<Deposit>().Count(deposit => deposit.Class == DepositClass.Stored);

    private static async Task<Diagnosis> AskAsync(Town town, Person person)
    {
        var running = person.Only.Doctor.RunAsync();
        await town.UntilAsync(() => running.IsCompleted, "the doctor is done");
        await running;
        return person.Only.Doctor.Last!;
    }
}
