using Rubaru.Client.Transport;
using Rubaru.Wire;

namespace Rubaru.Client.Honesty;

/// <summary>
/// Looks at the own network as WebRTC sees it: what the browser can offer, which servers answer by which transport, and
/// what the router does with ports. Asks only servers that the policy of the link would use anyway.
/// </summary>
internal static class NetworkProbe
{
    public static async Task<NetworkReport> RunAsync(
        IPeerConnections connections,
        IReadOnlyList<IceServer> named,
        PathPolicy policy
    )
    {
        var servers = PathFilter.Servers(policy, named);
        var relayOnly = policy == PathPolicy.RelayOnly;
        var all = connections.GatherAsync(servers, relayOnly);
        var stun = servers.Where(server => !PathFilter.IsRelay(server)).ToArray();
        var asking = stun.Length == 0 ? null : connections.GatherAsync(stun, false);
        var relays = new[] { RelayTransport.Udp, RelayTransport.Tcp, RelayTransport.Tls }
            .Select(transport =>
                ReachAsync(connections, [.. servers.Where(server => TransportOf(server) == transport)])
            )
            .ToArray();
        var candidates = Read(await all);
        var told = asking is null ? null : await asking;
        var reached = await Task.WhenAll(relays);
        return new NetworkReport(
            candidates.Length > 0,
            NatOf(candidates),
            told is null ? Reach.Unknown : StunReach(told),
            reached[0],
            reached[1],
            reached[2],
            policy
        );
    }

    private enum RelayTransport
    {
        None,
        Udp,
        Tcp,
        Tls,
    }

    /// <summary>RFC 7065: UDP unless the address says otherwise; the s stands for TLS.</summary>
    private static RelayTransport TransportOf(IceServer server) =>
        !PathFilter.IsRelay(server) ? RelayTransport.None
        : server.Url.StartsWith("turns:", StringComparison.OrdinalIgnoreCase) ? RelayTransport.Tls
        : server.Url.Contains("transport=tcp", StringComparison.OrdinalIgnoreCase) ? RelayTransport.Tcp
        : RelayTransport.Udp;

    private static async Task<Reach> ReachAsync(IPeerConnections connections, IReadOnlyList<IceServer> servers) =>
        servers.Count == 0 ? Reach.Unknown
        : Read(await connections.GatherAsync(servers, relayOnly: true)).Any(candidate => candidate.IsRelay)
            ? Reach.Reached
        : Reach.NotReached;

    /// <summary>A device without a router in between learns no other address than its own: that alone is no failure.</summary>
    private static Reach StunReach(IReadOnlyList<string> told) =>
        Read(told).Any(candidate => candidate.Type == "srflx") ? Reach.Reached
        : told.Any(line => line.StartsWith("error", StringComparison.Ordinal)) ? Reach.NotReached
        : Reach.Unknown;

    /// <summary>
    /// One outer address with two ports: every server was answered from another one. A single answer proves nothing, and a
    /// browser leaves out a second that is the same, so "easy" is a guess.
    /// </summary>
    private static NatKind NatOf(IceCandidate[] candidates)
    {
        var outer = candidates.Where(candidate => candidate.Type == "srflx").ToArray();
        return outer.Length == 0 ? NatKind.Unknown
            : outer.GroupBy(candidate => candidate.Host).Any(host => host.DistinctBy(c => c.Port).Count() > 1)
                ? NatKind.Hard
            : NatKind.Easy;
    }

    private static IceCandidate[] Read(IReadOnlyList<string> lines) =>
        [.. lines.Select(line => IceCandidate.TryRead(line)).OfType<IceCandidate>()];
}
