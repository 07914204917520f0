using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class PathFilterTests
{
    /// <summary>As Chromium writes it with the microphone permission, with every kind of candidate.</summary>
    private const string Sdp = """
        v=0
        o=- 4611731400430051336 2 IN IP4 192.168.7.20
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=extmap-allow-mixed
        a=msid-semantic: WMS
        m=application 51472 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 203.0.113.9
        a=rtcp:51473 IN IP4 203.0.113.9
        a=candidate:2795255774 1 udp 2122260223 192.168.7.20 51472 typ host generation 0 network-id 1 network-cost 10
        a=candidate:3 1 udp 2122197247 fd00:7::20 51473 typ host generation 0 network-id 2
        a=candidate:4 1 tcp 1518280447 192.168.7.20 9 typ host tcptype active generation 0 network-id 1
        a=candidate:5 1 udp 2122260223 f3a1c7b2-0c7e-4ad2-b6f2-9a64b3b3a0aa.local 51475 typ host generation 0
        a=candidate:842163049 1 udp 1686052607 203.0.113.9 51472 typ srflx raddr 192.168.7.20 rport 51472 generation 0
        a=candidate:6 1 udp 41885439 198.51.100.7 60001 typ relay raddr 203.0.113.9 rport 51472 generation 0 network-cost 10 x-via 192.168.7.20
        a=candidate:7 1 udp 41885439 not-a-candidate
        a=remote-candidates:1 192.168.7.20 51472
        a=ice-ufrag:EsAw
        a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
        a=ice-options:trickle
        a=fingerprint:sha-256 49:66:12:17:0D:1C:91:AE:57:4C:C6:36:DD:D5:97:D2:7D:62:C9:9A:7F:B9:A3:F4:70:03:E7:43:91:73:23:5E
        a=setup:actpass
        a=mid:0
        a=sctp-port:5000
        a=max-message-size:262144
        """;

    private static readonly string[] OwnAddresses = ["192.168.7.", "203.0.113.", "fd00:7::", ".local"];

    [Fact]
    public void A_description_of_a_device_that_hides_names_no_address_but_the_relays()
    {
        var sdp = PathFilter.LocalDescription(PathPolicy.RelayOnly, Sdp);

        Assert.All(OwnAddresses, address => Assert.DoesNotContain(address, sdp, StringComparison.Ordinal));
        Assert.Equal(
            [
                "a=candidate:6 1 udp 41885439 198.51.100.7 60001 typ relay raddr 0.0.0.0 rport 9 generation 0 network-cost 10",
            ],
            sdp.Split("\r\n").Where(line => line.Contains("candidate", StringComparison.Ordinal))
        );
        Assert.Contains(
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n",
            sdp,
            StringComparison.Ordinal
        );
        Assert.Equal(SdpFingerprint.TryRead(Sdp), SdpFingerprint.TryRead(sdp));
        Assert.DoesNotContain("5147", sdp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PathPolicy.Auto, new[] { "host", "host", "host", "host", "srflx", "relay" })]
    [InlineData(PathPolicy.DirectOnly, new[] { "host", "host", "host", "host", "srflx" })]
    [InlineData(PathPolicy.RelayOnly, new[] { "relay" })]
    public void Only_the_candidates_of_the_policy_leave_and_none_with_what_is_behind_it(
        PathPolicy policy,
        string[] types
    )
    {
        var lines = string.Join('\n', Candidates(Sdp));

        var passed = PathFilter.LocalCandidates(policy, lines);

        Assert.Equal(types, passed.Split('\n').Select(line => IceCandidate.TryRead(line)?.Type));
        Assert.Equal(passed.Split('\n'), Candidates(PathFilter.LocalDescription(policy, Sdp)));
        Assert.All(
            passed.Split('\n').Where(line => line.Contains("raddr", StringComparison.Ordinal)),
            line => Assert.Contains("raddr 0.0.0.0 rport 9", line, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(PathPolicy.Auto)]
    [InlineData(PathPolicy.DirectOnly)]
    [InlineData(PathPolicy.RelayOnly)]
    public void Everything_that_is_no_address_passes_unchanged(PathPolicy policy)
    {
        static string[] Others(string sdp) =>
            [
                .. sdp.ReplaceLineEndings("\n")
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line =>
                        line is not ['o' or 'm' or 'c', ..] && !line.Contains("candidate", StringComparison.Ordinal)
                    )
                    .Where(line => !line.StartsWith("a=rtcp:", StringComparison.Ordinal)),
            ];

        Assert.Equal(Others(Sdp), Others(PathFilter.LocalDescription(policy, Sdp)));
        Assert.Equal(Others(Sdp), Others(PathFilter.RemoteDescription(policy, Sdp)));
    }

    [Fact]
    public void The_peer_cannot_name_a_relay_to_who_wants_none_nor_a_host_for_anybody_to_look_up()
    {
        var sdp = Sdp + "\na=candidate:8 1 udp 2122260223 asked.example.org 4444 typ host generation 0";

        var direct = Candidates(PathFilter.RemoteDescription(PathPolicy.DirectOnly, sdp));
        var auto = Candidates(PathFilter.RemoteDescription(PathPolicy.Auto, sdp));
        var relay = Candidates(PathFilter.RemoteDescription(PathPolicy.RelayOnly, sdp));

        Assert.DoesNotContain(direct, line => line.Contains("typ relay", StringComparison.Ordinal));
        Assert.All(
            [.. auto, .. direct, .. relay],
            line => Assert.DoesNotContain("example", line, StringComparison.Ordinal)
        );
        Assert.Contains(auto, line => line.Contains(".local", StringComparison.Ordinal));
        // Answering to a name of the LAN would show that this device is in it.
        Assert.DoesNotContain(relay, line => line.Contains(".local", StringComparison.Ordinal));
        Assert.Contains(relay, line => line.Contains("typ host", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_servers_that_the_policy_has_a_use_for_are_named_to_the_browser()
    {
        IceServer[] servers =
        [
            new("stun:stun.example.org", "", ""),
            new("turn:turn.example.org?transport=udp", "u", "p"),
            new("turns:turn.example.org:443", "u", "p"),
        ];

        Assert.Equal(servers, PathFilter.Servers(PathPolicy.Auto, servers));
        Assert.Equal(servers[..1], PathFilter.Servers(PathPolicy.DirectOnly, servers));
        Assert.Equal(servers[1..], PathFilter.Servers(PathPolicy.RelayOnly, servers));
    }

    private static string[] Candidates(string sdp) =>
        [
            .. sdp.ReplaceLineEndings("\n")
                .Split('\n')
                .Where(line => line.StartsWith("a=candidate:", StringComparison.Ordinal))
                .Select(line => line[2..]),
        ];
}
