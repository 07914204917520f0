using Rubaru.Client.Storage;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Honesty;

/// <summary>What the router of a network does with addresses, as far as it can be guessed. The numbers are on the wire.</summary>
public enum NatKind : byte
{
    /// <summary>Nobody could be asked, or only one.</summary>
    Unknown = 0,

    /// <summary>The same outer port for everybody, or no translation: others can come in.</summary>
    Easy = 1,

    /// <summary>Another port for every destination ("symmetric"): what one server is told helps nobody else.</summary>
    Hard = 2,
}

/// <summary>Whether a kind of server was reached. The numbers are on the wire.</summary>
public enum Reach : byte
{
    /// <summary>None is named, or the browser does not say.</summary>
    Unknown = 0,
    Reached = 1,
    NotReached = 2,
}

/// <summary>What one device found out about its own network. No address is in it.</summary>
/// <param name="HasCandidates">The browser offers any way at all.</param>
/// <param name="Stun">By UDP.</param>
/// <param name="Policy">What this end's link has to keep to.</param>
public sealed record NetworkReport(
    bool HasCandidates,
    NatKind Nat,
    Reach Stun,
    Reach TurnUdp,
    Reach TurnTcp,
    Reach TurnTls,
    PathPolicy Policy
)
{
    public bool ReachesRelay => TurnUdp == Reach.Reached || TurnTcp == Reach.Reached || TurnTls == Reach.Reached;

    /// <summary>A relay is named, reached or not.</summary>
    public bool KnowsRelay => TurnUdp != Reach.Unknown || TurnTcp != Reach.Unknown || TurnTls != Reach.Unknown;

    /// <summary>Somebody was asked by UDP and nobody answered.</summary>
    public bool IsUdpBlocked =>
        Stun != Reach.Reached && TurnUdp != Reach.Reached && (Stun == Reach.NotReached || TurnUdp == Reach.NotReached);

    /// <summary>Keys 4 to 10 of content type 15.</summary>
    internal CborRecord Write(CborRecord record) =>
        record
            .Add(4, HasCandidates)
            .Add(5, (ulong)Nat)
            .Add(6, (ulong)Stun)
            .Add(7, (ulong)TurnUdp)
            .Add(8, (ulong)TurnTcp)
            .Add(9, (ulong)TurnTls)
            .Add(10, (ulong)Policy);

    /// <summary>Values of a later version read as unknown; a policy of one as the strictest of ours.</summary>
    internal static NetworkReport Read(CborMap map) =>
        new(
            map.Flag(4),
            map.Unsigned(5) is 1 or 2 ? (NatKind)map.Unsigned(5)! : NatKind.Unknown,
            ReadReach(map, 6),
            ReadReach(map, 7),
            ReadReach(map, 8),
            ReadReach(map, 9),
            map.Unsigned(10) is { } policy and <= (ulong)PathPolicy.RelayOnly
                ? (PathPolicy)policy
                : PathPolicy.DirectOnly
        );

    private static Reach ReadReach(CborMap map, uint key) =>
        map.Unsigned(key) is { } reach and <= (ulong)Reach.NotReached ? (Reach)reach : Reach.Unknown;
}
