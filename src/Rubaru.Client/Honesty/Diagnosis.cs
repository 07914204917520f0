using Rubaru.Client.Conversations;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Honesty;

/// <summary>What became of the question to the other device.</summary>
public enum PeerAnswer
{
    NotAsked,

    /// <summary>The server says that it is not connected.</summary>
    Away,
    Silent,
    Answered,
}

/// <summary>Why it is as it is: one sentence each.</summary>
public enum Finding
{
    Direct,
    RelayChosen,
    RelayNeeded,
    ServerUnreached,
    OwnBlocked,
    OwnRelayMissing,
    PeerAway,
    PeerSilent,
    PeerBlocked,
    PeerRelayMissing,
    OwnUdpBlocked,
    PeerUdpBlocked,
    BothHard,
    OwnHard,
    PeerHard,
    NoStun,
    NothingFound,
}

/// <summary>What would help: one sentence each.</summary>
public enum Advice
{
    None,
    ChoosePath,
    OtherNetwork,
    CheckNetwork,
    AllowWebRtc,
    AllowRelay,
    Wait,
    Knock,
    TryAgain,
    OperatorRelay,
    OperatorRelayTls,
    OperatorStun,
}

/// <summary>Both ends' looks at their networks, and what follows.</summary>
/// <param name="Peer"><c>null</c> where the other device did not answer.</param>
public sealed record Diagnosis(
    NetworkReport Own,
    NetworkReport? Peer,
    PeerAnswer Answer,
    bool ServerReached,
    Finding Finding,
    Advice Advice
)
{
    /// <param name="path">The way of the next message, as both ends attest it.</param>
    public static Diagnosis Of(
        NetworkReport own,
        NetworkReport? peer,
        PeerAnswer answer,
        MessagePath path,
        bool serverReached,
        bool isStrict
    )
    {
        var (finding, advice) = Judge(own, peer, answer, path, serverReached, isStrict);
        return new Diagnosis(own, peer, answer, serverReached, finding, advice);
    }

    /// <summary>The first thing that stands in the way, from the nearest to the farthest.</summary>
    private static (Finding, Advice) Judge(
        NetworkReport own,
        NetworkReport? peer,
        PeerAnswer answer,
        MessagePath path,
        bool serverReached,
        bool isStrict
    ) =>
        path switch
        {
            MessagePath.Direct => (Finding.Direct, Advice.None),
            MessagePath.TurnRelay when own.Policy == PathPolicy.RelayOnly || peer?.Policy == PathPolicy.RelayOnly => (
                Finding.RelayChosen,
                own.Policy == PathPolicy.RelayOnly ? Advice.ChoosePath : Advice.None
            ),
            MessagePath.TurnRelay => (Finding.RelayNeeded, Advice.OtherNetwork),
            _ when !serverReached => (Finding.ServerUnreached, Advice.CheckNetwork),
            _ when !own.HasCandidates => own.Policy == PathPolicy.RelayOnly
                ? (Finding.OwnRelayMissing, Advice.ChoosePath)
                : (Finding.OwnBlocked, Advice.AllowWebRtc),
            _ when answer == PeerAnswer.Away => (Finding.PeerAway, isStrict ? Advice.Knock : Advice.Wait),
            _ when peer is null => (Finding.PeerSilent, Advice.TryAgain),
            _ when !peer.HasCandidates => peer.Policy == PathPolicy.RelayOnly
                ? (Finding.PeerRelayMissing, Advice.OperatorRelay)
                : (Finding.PeerBlocked, Advice.OtherNetwork),
            _ => Between(own, peer),
        };

    /// <summary>Both are there and each could offer something; what keeps the two networks apart?</summary>
    private static (Finding, Advice) Between(NetworkReport own, NetworkReport peer)
    {
        var mayRelay = own.Policy != PathPolicy.DirectOnly && peer.Policy != PathPolicy.DirectOnly;
        // One end's relay is enough for both.
        if (mayRelay && (own.ReachesRelay || peer.ReachesRelay))
            return (Finding.NothingFound, Advice.TryAgain);
        var help =
            !mayRelay ? Advice.AllowRelay
            : !own.KnowsRelay && !peer.KnowsRelay ? Advice.OperatorRelay
            : own.TurnTls == Reach.Unknown && peer.TurnTls == Reach.Unknown ? Advice.OperatorRelayTls
            : Advice.OtherNetwork;
        return own.IsUdpBlocked ? (Finding.OwnUdpBlocked, help)
            : peer.IsUdpBlocked ? (Finding.PeerUdpBlocked, help)
            : own.Nat == NatKind.Hard && peer.Nat == NatKind.Hard ? (Finding.BothHard, help)
            : own.Nat == NatKind.Hard ? (Finding.OwnHard, help)
            : peer.Nat == NatKind.Hard ? (Finding.PeerHard, help)
            : own.Stun == Reach.Unknown && own.Nat == NatKind.Unknown && !own.KnowsRelay
                ? (Finding.NoStun, Advice.OperatorStun)
            : (Finding.NothingFound, Advice.TryAgain);
    }
}
