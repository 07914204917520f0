using System.Text;
using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>
/// What of the addresses may leave and come in under a policy (docs/decisions/0011). The browser is told the policy as
/// well; this does not depend on it, because what has left cannot be taken back.
/// </summary>
internal static class PathFilter
{
    /// <summary>The servers that a connection under this policy has a use for.</summary>
    internal static IReadOnlyList<IceServer> Servers(PathPolicy policy, IReadOnlyList<IceServer> servers) =>
        policy switch
        {
            PathPolicy.DirectOnly => [.. servers.Where(server => !IsRelay(server))],
            PathPolicy.RelayOnly => [.. servers.Where(IsRelay)],
            _ => servers,
        };

    /// <param name="candidates">One a line, as the browser found them.</param>
    /// <returns>Those that may leave; empty when none may.</returns>
    internal static string LocalCandidates(PathPolicy policy, string candidates) =>
        Candidates(candidates, candidate => MayLeave(policy, candidate));

    /// <param name="candidates">One a line, as the peer sent them.</param>
    internal static string RemoteCandidates(PathPolicy policy, string candidates) =>
        Candidates(candidates, candidate => MayEnter(policy, candidate));

    internal static string LocalDescription(PathPolicy policy, string sdp) =>
        Description(sdp, candidate => MayLeave(policy, candidate));

    internal static string RemoteDescription(PathPolicy policy, string sdp) =>
        Description(sdp, candidate => MayEnter(policy, candidate));

    internal static bool IsRelay(IceServer server) =>
        server.Url.StartsWith("turn:", StringComparison.OrdinalIgnoreCase)
        || server.Url.StartsWith("turns:", StringComparison.OrdinalIgnoreCase);

    private static bool MayLeave(PathPolicy policy, IceCandidate candidate) =>
        policy switch
        {
            PathPolicy.DirectOnly => !candidate.IsRelay,
            PathPolicy.RelayOnly => candidate.IsRelay,
            _ => true,
        };

    /// <summary>
    /// A name that is not of this LAN (mDNS) would make this device ask a name server of the peer's choice, and one that
    /// is would make a device that hides its address answer on the LAN.
    /// </summary>
    private static bool MayEnter(PathPolicy policy, IceCandidate candidate) =>
        policy switch
        {
            PathPolicy.DirectOnly => !candidate.IsRelay && (candidate.HasNumericAddress || candidate.HasLocalName),
            PathPolicy.RelayOnly => candidate.HasNumericAddress,
            _ => candidate.HasNumericAddress || candidate.HasLocalName,
        };

    private static string Candidates(string candidates, Func<IceCandidate, bool> may)
    {
        var kept = new StringBuilder(candidates.Length);
        foreach (var line in candidates.AsSpan().EnumerateLines())
        {
            if (IceCandidate.TryRead(line) is { } candidate && may(candidate))
            {
                kept.Append(kept.Length > 0 ? "\n" : "").Append(candidate.WithoutRelatedAddress());
            }
        }

        return kept.ToString();
    }

    private static string Description(string sdp, Func<IceCandidate, bool> may)
    {
        var kept = new StringBuilder(sdp.Length);
        foreach (var line in sdp.AsSpan().EnumerateLines())
        {
            if (line.Length > 0 && Line(line, may) is { } passed)
            {
                kept.Append(passed).Append("\r\n");
            }
        }

        return kept.ToString();
    }

    /// <summary>
    /// Besides the candidates four lines name an address: the default destination (c=, m=, a=rtcp), which says "none yet"
    /// where candidates trickle (RFC 8840 section 4.1.1), and the origin.
    /// </summary>
    private static string? Line(ReadOnlySpan<char> line, Func<IceCandidate, bool> may)
    {
        if (line.StartsWith("a=candidate:", StringComparison.OrdinalIgnoreCase))
        {
            return IceCandidate.TryRead(line[2..]) is { } candidate && may(candidate)
                ? "a=" + candidate.WithoutRelatedAddress()
                : null;
        }

        if (line.StartsWith("a=remote-candidates:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (line.StartsWith("c=", StringComparison.Ordinal))
        {
            return "c=IN IP4 0.0.0.0";
        }

        if (line.StartsWith("a=rtcp:", StringComparison.OrdinalIgnoreCase))
        {
            return "a=rtcp:9 IN IP4 0.0.0.0";
        }

        var fields = line.ToString().Split(' ');
        if (line.StartsWith("m=", StringComparison.Ordinal) && fields.Length > 2 && fields[1] != "0")
        {
            fields[1] = "9";
        }
        else if (line.StartsWith("o=", StringComparison.Ordinal) && fields.Length == 6)
        {
            (fields[3], fields[4], fields[5]) = ("IN", "IP4", "127.0.0.1");
        }

        return string.Join(' ', fields);
    }
}
