using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>Makes <c>RTCPeerConnection</c>s. A browser adapter and the tests' in-memory network implement it.</summary>
public interface IPeerConnections
{
    /// <param name="events">Called on the engine's thread; never after <see cref="IPeerConnection.DisposeAsync"/>.</param>
    Task<IPeerConnection> OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events);

    /// <summary>
    /// Gathers candidates as for a connection and connects to nobody. Returns when gathering is complete, after five
    /// seconds at the latest.
    /// </summary>
    /// <returns>Candidates as in <see cref="IPeerConnectionEvents.LocalCandidates"/>; <c>error</c> and a code for a server that was not reached.</returns>
    Task<IReadOnlyList<string>> GatherAsync(IReadOnlyList<IceServer> servers, bool relayOnly);
}

/// <param name="Polite">Perfect negotiation: the side with the smaller fingerprint yields on glare.</param>
/// <param name="Policy">Relay only also binds the browser: it must gather nothing else.</param>
/// <param name="IceServers">At most 16; an empty user and credential for STUN.</param>
public sealed record PeerConnectionOptions(bool Polite, PathPolicy Policy, IReadOnlyList<IceServer> IceServers);

/// <summary>One <c>RTCPeerConnection</c> with the ordered, reliable data channels <c>m</c> (messages) and <c>f</c> (files). Disposable: one life, one rtc_id.</summary>
public interface IPeerConnection : IAsyncDisposable
{
    /// <summary>Creates the channel, which starts negotiation: <see cref="IPeerConnectionEvents.LocalDescription"/> follows.</summary>
    Task DialAsync();

    /// <param name="kind">"offer" or "answer".</param>
    /// <returns><c>false</c> when glare or state made it ignore the description.</returns>
    Task<bool> ReceiveDescriptionAsync(string kind, string sdp);

    Task ReceiveCandidatesAsync(string candidates);

    /// <summary>Hands the frame to the data channel; <c>false</c> when it is not open or its buffer is full.</summary>
    bool TrySend(ReadOnlySpan<byte> frame);

    /// <summary>
    /// Hands messages to the channel <c>f</c> of files; when it took fewer than all, because it is not
    /// open or enough waits in it, <see cref="IPeerConnectionEvents.PieceRoom"/> follows.
    /// </summary>
    /// <returns>How many it took, from the first on.</returns>
    int TrySendPieces(IReadOnlyList<Files.FilePiece> pieces);

    /// <summary>Selected pair, from the statistics; <c>null</c> while there is none.</summary>
    Task<SelectedPath?> ReadPathAsync();
}

/// <param name="LocalType">host, srflx, prflx or relay: the type of the own selected candidate.</param>
/// <param name="Protocol">udp or tcp.</param>
/// <param name="DtlsConnected">The DTLS transport says connected.</param>
/// <param name="LocalFingerprint">SHA-256 of the own certificate in use, as in SDP; empty where the browser does not say.</param>
/// <param name="RemoteFingerprint">Of the peer's.</param>
public sealed record SelectedPath(
    string LocalType,
    string RemoteType,
    string Protocol,
    double? RoundTripMs,
    bool DtlsConnected,
    string LocalFingerprint = "",
    string RemoteFingerprint = ""
);

public interface IPeerConnectionEvents
{
    void LocalDescription(string kind, string sdp);

    /// <summary>Candidates gathered within 300 ms, one per line (protocol section 8); empty string = end.</summary>
    void LocalCandidates(string candidates);

    void ChannelOpened();

    void ChannelClosed();

    void FrameReceived(byte[] frame);

    /// <summary>Messages of the channel <c>f</c>; <c>null</c>: no version sends such a one.</summary>
    void PiecesReceived(IReadOnlyList<Files.FilePiece?> pieces);

    /// <summary>The channel <c>f</c> opened, or has room again.</summary>
    void PieceRoom();

    /// <summary>Another candidate pair was selected: whatever was read before may no longer be so.</summary>
    void PathChanged();

    /// <summary><c>connectionState</c> (not <c>iceConnectionState</c>): connecting, connected, disconnected, failed, closed.</summary>
    void ConnectionStateChanged(string state);
}
