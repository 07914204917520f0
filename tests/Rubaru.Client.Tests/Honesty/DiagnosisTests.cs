using Rubaru.Client.Content;
using Rubaru.Client.Conversations;
using Rubaru.Client.Honesty;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Honesty;

/// <summary>What the doctor concludes from two looks, and what it takes from a browser.</summary>
public sealed class DiagnosisTests
{
    private static readonly NetworkReport Fine = new(
        true,
        NatKind.Easy,
        Reach.Reached,
        Reach.Unknown,
        Reach.Unknown,
        Reach.Unknown,
        PathPolicy.Auto
    );
    private static readonly NetworkReport NoUdp = Fine with { Nat = NatKind.Unknown, Stun = Reach.NotReached };
    private static readonly NetworkReport Hard = Fine with { Nat = NatKind.Hard };
    private static readonly NetworkReport Relayed = NoUdp with { TurnTls = Reach.Reached };
    private static readonly NetworkReport RelayFails = NoUdp with { TurnUdp = Reach.NotReached };
    private static readonly NetworkReport Nothing = Fine with { HasCandidates = false };
    private static readonly NetworkReport NoServers = Fine with { Nat = NatKind.Unknown, Stun = Reach.Unknown };

    public static TheoryData<NetworkReport, NetworkReport?, Finding, Advice> Pairs =>
        new()
        {
            { Fine, Fine, Finding.NothingFound, Advice.TryAgain },
            { NoUdp, Fine, Finding.OwnUdpBlocked, Advice.OperatorRelay },
            { Fine, NoUdp, Finding.PeerUdpBlocked, Advice.OperatorRelay },
            { RelayFails, Fine, Finding.OwnUdpBlocked, Advice.OperatorRelayTls },
            { RelayFails with { TurnTls = Reach.NotReached }, Fine, Finding.OwnUdpBlocked, Advice.OtherNetwork },
            // One end's relay serves both.
            { NoUdp, Relayed, Finding.NothingFound, Advice.TryAgain },
            { Relayed, NoUdp, Finding.NothingFound, Advice.TryAgain },
            { Relayed with { Policy = PathPolicy.DirectOnly }, NoUdp, Finding.OwnUdpBlocked, Advice.AllowRelay },
            { Hard, Hard, Finding.BothHard, Advice.OperatorRelay },
            { Hard, Fine, Finding.OwnHard, Advice.OperatorRelay },
            { Fine, Hard, Finding.PeerHard, Advice.OperatorRelay },
            { Nothing, Fine, Finding.OwnBlocked, Advice.AllowWebRtc },
            { Fine, Nothing, Finding.PeerBlocked, Advice.OtherNetwork },
            { Nothing with { Policy = PathPolicy.RelayOnly }, Fine, Finding.OwnRelayMissing, Advice.ChoosePath },
            { Fine, Nothing with { Policy = PathPolicy.RelayOnly }, Finding.PeerRelayMissing, Advice.OperatorRelay },
            { NoServers, NoServers, Finding.NoStun, Advice.OperatorStun },
            { Fine, null, Finding.PeerSilent, Advice.TryAgain },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Both_looks_give_one_sentence(NetworkReport own, NetworkReport? peer, Finding finding, Advice advice)
    {
        var answer = peer is null ? PeerAnswer.Silent : PeerAnswer.Answered;
        var found = Diagnosis.Of(own, peer, answer, MessagePath.None, serverReached: true, isStrict: false);
        Assert.Equal((finding, advice), (found.Finding, found.Advice));
    }

    [Theory]
    [InlineData(MessagePath.Direct, true, PeerAnswer.Answered, false, Finding.Direct, Advice.None)]
    // A direct chat goes on without the server, and the doctor does not frighten anybody with it.
    [InlineData(MessagePath.Direct, false, PeerAnswer.NotAsked, false, Finding.Direct, Advice.None)]
    [InlineData(MessagePath.TurnRelay, true, PeerAnswer.Answered, false, Finding.RelayNeeded, Advice.OtherNetwork)]
    [InlineData(MessagePath.None, false, PeerAnswer.NotAsked, false, Finding.ServerUnreached, Advice.CheckNetwork)]
    [InlineData(MessagePath.None, true, PeerAnswer.Away, false, Finding.PeerAway, Advice.Wait)]
    [InlineData(MessagePath.None, true, PeerAnswer.Away, true, Finding.PeerAway, Advice.Knock)]
    public void The_state_comes_before_the_networks(
        MessagePath path,
        bool server,
        PeerAnswer answer,
        bool strict,
        Finding finding,
        Advice advice
    )
    {
        var peer = answer == PeerAnswer.Answered ? Fine : null;
        var found = Diagnosis.Of(Fine, peer, answer, path, server, strict);
        Assert.Equal((finding, advice), (found.Finding, found.Advice));
    }

    [Fact]
    public void A_report_survives_the_way_and_a_later_versions_values_are_unknown()
    {
        foreach (
            var report in new[] { Fine, Hard, Relayed, RelayFails, Nothing with { Policy = PathPolicy.RelayOnly } }
        )
            Assert.Equal(report, DiagnosisBody.TryRead(new DiagnosisBody(7, report).ToBytes())!.Report);
        Assert.Equal(new DiagnosisBody(9, null), DiagnosisBody.TryRead(new DiagnosisBody(9, null).ToBytes()));
        var later = Fine with { Nat = (NatKind)9, Stun = (Reach)9, Policy = (PathPolicy)9 };
        Assert.Equal(
            Fine with
            {
                Nat = NatKind.Unknown,
                Stun = Reach.Unknown,
                Policy = PathPolicy.DirectOnly,
            },
            DiagnosisBody.TryRead(new DiagnosisBody(7, later).ToBytes())!.Report
        );
    }

    [Fact]
    public async Task The_look_names_what_answered_by_which_transport()
    {
        IceServer[] named =
        [
            new("stun:s.example:3478", "", ""),
            new("turn:t.example:3478?transport=udp", "u", "c"),
            new("turn:t.example:3478?transport=tcp", "u", "c"),
            new("turns:t.example:443?transport=tcp", "u", "c"),
        ];
        var browser = new Browser
        {
            Finds = (servers, relayOnly) =>
                servers.Any(server => server.Url.StartsWith("turns:", StringComparison.Ordinal)) && relayOnly
                    ? ["candidate:1 1 udp 1 192.0.2.9 50000 typ relay raddr 0.0.0.0 rport 0"]
                : relayOnly ? ["error 701"]
                : servers.Count == 1 ? ["candidate:1 1 udp 2 a.local 5000 typ host", "error 701"]
                : ["candidate:1 1 udp 2 a.local 5000 typ host"],
        };
        var report = await NetworkProbe.RunAsync(browser, named, PathPolicy.Auto);
        Assert.Equal(
            new NetworkReport(
                true,
                NatKind.Unknown,
                Reach.NotReached,
                Reach.NotReached,
                Reach.NotReached,
                Reach.Reached,
                PathPolicy.Auto
            ),
            report
        );
        Assert.True(report.IsUdpBlocked);

        browser.Looks.Clear();
        await NetworkProbe.RunAsync(browser, named, PathPolicy.RelayOnly);
        // Who hides an address asks no STUN server, and nothing but relays.
        Assert.All(browser.Looks, look => Assert.True(look.RelayOnly));
        Assert.DoesNotContain(
            browser.Looks,
            look => look.Servers.Any(s => s.Url.StartsWith("stun:", StringComparison.Ordinal))
        );
        browser.Looks.Clear();
        await NetworkProbe.RunAsync(browser, named, PathPolicy.DirectOnly);
        Assert.DoesNotContain(
            browser.Looks,
            look => look.Servers.Any(s => s.Url.StartsWith("turn", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("203.0.113.5 40000", "203.0.113.5 40001", NatKind.Hard)]
    [InlineData("203.0.113.5 40000", "203.0.113.5 40000", NatKind.Easy)]
    // Two outer addresses are two ways out, such as IPv4 and IPv6.
    [InlineData("203.0.113.5 40000", "2001:db8::5 40001", NatKind.Easy)]
    public async Task Two_ports_of_one_outer_address_are_a_hard_router(string one, string other, NatKind kind)
    {
        var browser = new Browser
        {
            Finds = (_, _) =>
                [
                    $"candidate:1 1 udp 1 {one} typ srflx raddr 0.0.0.0 rport 0",
                    $"candidate:2 1 udp 1 {other} typ srflx raddr 0.0.0.0 rport 0",
                ],
        };
        var report = await NetworkProbe.RunAsync(
            browser,
            [new("stun:s.example:3478", "", ""), new("stun:t.example:3478", "", "")],
            PathPolicy.Auto
        );
        Assert.Equal((kind, Reach.Reached), (report.Nat, report.Stun));
    }

    private sealed class Browser : IPeerConnections
    {
        public required Func<IReadOnlyList<IceServer>, bool, IReadOnlyList<string>> Finds { get; init; }
        public List<(IReadOnlyList<IceServer> Servers, bool RelayOnly)> Looks { get; } = [];

        public Task<IPeerConnection> OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events) =>
            throw new InvalidOperationException("A look connects to nobody.");

        public Task<IReadOnlyList<string>> GatherAsync(IReadOnlyList<IceServer> servers, bool relayOnly)
        {
            Looks.Add((servers, relayOnly));
            return Task.FromResult(Finds(servers, relayOnly));
        }
    }
}
