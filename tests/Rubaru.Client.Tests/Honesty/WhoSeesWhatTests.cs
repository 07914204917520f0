using Rubaru.Client.Conversations;
using Rubaru.Client.Honesty;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Honesty;

/// <summary>The panel is computed from the state of the chat; the rules are those of protocol section 7.3.</summary>
public sealed class WhoSeesWhatTests
{
    private static readonly ExposureFacts Direct = new()
    {
        Path = MessagePath.Direct,
        ServerReached = true,
        HasDialled = true,
    };

    private static Exposure Row(ExposureFacts facts, Observer observer) =>
        WhoSeesWhat.Of(facts).Single(row => row.Observer == observer);

    [Fact]
    public void Only_the_peer_ever_sees_content()
    {
        foreach (var path in Enum.GetValues<MessagePath>())
        foreach (var policy in Enum.GetValues<PathPolicy>())
            for (var bits = 0; bits < 512; bits++)
            {
                bool Bit(int number) => (bits & (1 << number)) != 0;
                var rows = WhoSeesWhat.Of(
                    new ExposureFacts
                    {
                        Path = path,
                        Policy = policy,
                        IsStrict = Bit(0),
                        HasDialled = Bit(1),
                        ServerReached = Bit(2),
                        ServerIsHere = Bit(3),
                        PushIsOn = Bit(4),
                        ServerHasNoPush = Bit(5),
                        HasTurn = Bit(6),
                        HasStun = Bit(7),
                        HasToldAddress = Bit(8),
                    }
                );
                Assert.Equal(Enum.GetValues<Observer>(), rows.Select(row => row.Observer));
                Assert.All(
                    rows,
                    row => Assert.Equal(row.Observer == Observer.Peer ? Sight.All : Sight.Nothing, row.Content)
                );
            }
    }

    [Fact]
    public void A_direct_message_is_not_timed_by_the_server_and_one_by_the_server_is()
    {
        Assert.Equal(Sight.Some, Row(Direct, Observer.Server).Timing);
        Assert.Equal(Sight.Nothing, Row(Direct, Observer.Server).Size);
        var relayed = Direct with { Path = MessagePath.Server };
        Assert.Equal(
            (Sight.All, Sight.Some),
            (Row(relayed, Observer.Server).Timing, Row(relayed, Observer.Server).Size)
        );
        // In strict mode nothing of a message ever goes there, whatever the path is.
        var strict = Direct with
        {
            IsStrict = true,
            Path = MessagePath.None,
        };
        Assert.Equal(ExposureReason.ServerStrict, Row(strict, Observer.Server).Reason);
    }

    [Theory]
    [InlineData(MessagePath.Direct, true, Sight.All)]
    [InlineData(MessagePath.TurnRelay, false, Sight.Nothing)]
    // A relay that merely happened hides nothing: the candidates told the address before.
    [InlineData(MessagePath.TurnRelay, true, Sight.All)]
    [InlineData(MessagePath.Server, true, Sight.Some)]
    [InlineData(MessagePath.Server, false, Sight.Nothing)]
    public void The_peer_sees_my_address_unless_only_a_relay_was_ever_offered(
        MessagePath path,
        bool told,
        Sight address
    ) => Assert.Equal(address, Row(Direct with { Path = path, HasToldAddress = told }, Observer.Peer).Address);

    [Theory]
    [InlineData(true, false, PathPolicy.Auto, true, ExposureReason.RelayAsked)]
    [InlineData(true, false, PathPolicy.DirectOnly, true, ExposureReason.RelayNotAsked)]
    [InlineData(true, true, PathPolicy.DirectOnly, true, ExposureReason.StunAsked)]
    [InlineData(false, true, PathPolicy.RelayOnly, true, ExposureReason.RelayNotAsked)]
    [InlineData(true, true, PathPolicy.Auto, false, ExposureReason.RelayNotAsked)]
    [InlineData(false, false, PathPolicy.Auto, true, ExposureReason.RelayNone)]
    public void A_relay_that_was_only_asked_knows_the_address_too(
        bool turn,
        bool stun,
        PathPolicy policy,
        bool dialled,
        ExposureReason reason
    ) =>
        Assert.Equal(
            reason,
            Row(
                Direct with
                {
                    HasTurn = turn,
                    HasStun = stun,
                    Policy = policy,
                    HasDialled = dialled,
                },
                Observer.Relay
            ).Reason
        );

    [Fact]
    public async Task It_follows_the_state_of_the_chat()
    {
        await using var town = await Town.FoundAsync(
            peers: true,
            settings: o => o with { Turn = Server.Turn.TurnOptions.Read(["stun:turn.example.org:3478"], [], null) }
        );
        var (ann, bob) = await town.LinkedAsync();
        Exposure Of(Observer observer) => ann.Client.ExposureOf(ann.Only).Single(row => row.Observer == observer);
        Assert.Equal(ExposureReason.ProviderDirect, Of(Observer.Provider).Reason);
        Assert.Equal(ExposureReason.PeerDirect, Of(Observer.Peer).Reason);
        Assert.Equal(ExposureReason.ServerConnects, Of(Observer.Server).Reason);
        Assert.Equal(ExposureReason.PushOff, Of(Observer.PushProvider).Reason);
        Assert.Equal(ExposureReason.StunAsked, Of(Observer.Relay).Reason);

        await bob.StopAsync();
        await town.UntilAsync(() => ann.Only.Path == MessagePath.Server, "Bob is away");
        // The server of this town is on this machine.
        Assert.Equal(ExposureReason.ProviderThisDevice, Of(Observer.Provider).Reason);
        Assert.Equal(ExposureReason.PeerTold, Of(Observer.Peer).Reason);
        Assert.Equal(ExposureReason.ServerCarries, Of(Observer.Server).Reason);

        await town.Server.StopAsync();
        await town.UntilAsync(() => ann.Only.Path == MessagePath.None, "the server is away");
        Assert.Equal(ExposureReason.ServerUnreached, Of(Observer.Server).Reason);
        Assert.Equal(ExposureReason.ProviderIdle, Of(Observer.Provider).Reason);
    }
}
