using System.Collections.Concurrent;
using System.Globalization;
using Rubaru.Client.Files;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Tests.Transport;

/// <summary>One end of a connection in a <see cref="MemoryPeerNetwork"/>.</summary>
internal sealed class MemoryPeerConnection(
    MemoryPeerNetwork network,
    int id,
    byte[] certificate,
    PeerConnectionOptions options,
    IPeerConnectionEvents events
) : IPeerConnection
{
    // The engine sends from its threads while the clock's thread delivers.
    private readonly ConcurrentQueue<(byte[] Bytes, bool IsPiece)> _held = [];
    private int _buffered;
    private readonly ConcurrentDictionary<string, bool> _remoteTypes = [];
    private string? _localType;
    private int _remote;
    private string? _remoteFingerprint;
    private bool _described;
    private bool _hasCandidates;
    private bool _connecting;
    private bool _open;
    private bool _wounded;
    private bool _disposed;

    private string Fingerprint { get; } = string.Join(':', certificate.Select(b => b.ToString("X2", null)));

    private MemoryPeerConnection? Other => network.Find(_remote) is { } other && other._remote == id ? other : null;

    public Task DialAsync()
    {
        Describe("offer");
        return Task.CompletedTask;
    }

    public Task<bool> ReceiveDescriptionAsync(string kind, string sdp)
    {
        var seen = network.Tamper?.Invoke(sdp) ?? sdp;
        var lines = seen.Split("\r\n");
        _remote = int.Parse(Value(lines, "o=memory "), CultureInfo.InvariantCulture);
        _remoteFingerprint = Value(lines, "a=fingerprint:sha-256 ");
        Learn(lines.Where(line => line.StartsWith("a=", StringComparison.Ordinal)).Select(line => line[2..]));
        if (kind == "offer")
        {
            Describe("answer");
        }

        TryConnect();
        return Task.FromResult(true);
    }

    public Task ReceiveCandidatesAsync(string candidates)
    {
        _hasCandidates = true;
        Learn(candidates.Split('\n'));
        TryConnect();
        return Task.CompletedTask;
    }

    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        if (!_open)
        {
            return false;
        }

        var copy = frame.ToArray();
        network.Tap?.Invoke(copy);
        Leave(copy, isPiece: false);
        return true;
    }

    /// <summary>A buffer of 256 KiB that empties within the latency, as a browser's does with its high and low water.</summary>
    public int TrySendPieces(IReadOnlyList<FilePiece> pieces) =>
        pieces.Select(piece => piece.ToBytes()).TakeWhile(TrySendPiece).Count();

    private bool TrySendPiece(byte[] piece)
    {
        if (!_open || Volatile.Read(ref _buffered) + piece.Length > network.PieceBuffer)
        {
            return false;
        }

        Interlocked.Add(ref _buffered, piece.Length);
        Leave(piece, isPiece: true);
        return true;
    }

    private void Leave(byte[] bytes, bool isPiece)
    {
        if (network.IsCut || _wounded)
        {
            _held.Enqueue((bytes, isPiece));
        }
        else
        {
            Travel(bytes, isPiece);
        }
    }

    public Task<SelectedPath?> ReadPathAsync() =>
        Task.FromResult(
            _open
                ? network.See(
                    id,
                    new SelectedPath(
                        _localType!,
                        Other?._localType ?? "host",
                        "udp",
                        1,
                        true,
                        Fingerprint,
                        _remoteFingerprint!
                    )
                )
                : null
        );

    internal void ChangePath()
    {
        if (_open)
        {
            Raise(e => e.PathChanged());
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return ValueTask.CompletedTask;
        }

        _disposed = true;
        var other = Other;
        network.Remove(id);
        if (_open && !network.IsCut && other is not null)
        {
            network.Line.After(
                network.Latency,
                () =>
                {
                    if (!other._disposed && other._open)
                    {
                        other._open = false;
                        other.Raise(e => e.ChannelClosed());
                    }
                }
            );
        }

        _open = false;
        return ValueTask.CompletedTask;
    }

    internal void InjectPiece(byte[] piece)
    {
        if (_open)
        {
            Raise(e => e.PiecesReceived([FilePiece.TryRead(piece)]));
        }
    }

    internal void Inject(byte[] frame)
    {
        if (_open)
        {
            Raise(e => e.FrameReceived(frame));
        }
    }

    /// <summary>Frames of an outage come late: the retransmission timer has backed off.</summary>
    internal void Healed()
    {
        if (!_open)
        {
            TryConnect();
            return;
        }

        if (_held.IsEmpty)
        {
            return;
        }

        _wounded = true;
        network.Line.After(
            network.RecoveryAfterOutage,
            () =>
            {
                _wounded = false;
                while (_held.TryDequeue(out var held))
                {
                    Travel(held.Bytes, held.IsPiece);
                }
            }
        );
    }

    private static string Value(string[] lines, string prefix) =>
        lines.First(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..];

    private void Describe(string kind)
    {
        _described = true;

        // All that a browser with the microphone permission knows, whatever the policy: what leaves is decided elsewhere.
        var host =
            $"candidate:1 1 udp 2122260223 {MemoryAddresses.Lan(id)} 50001 typ host generation 0 network-cost 10";
        var reflexive =
            $"candidate:2 1 udp 1686052607 {MemoryAddresses.Public(id)} 50001 typ srflx raddr {MemoryAddresses.Lan(id)} rport 50001";
        var relay =
            $"candidate:3 1 udp 41885439 {MemoryAddresses.Relay(id)} 60001 typ relay raddr {MemoryAddresses.Public(id)} rport 50001";
        var sdp =
            $"v=0\r\no=memory {id}\r\nm=application 50001 UDP/DTLS/SCTP webrtc-datachannel\r\n"
            + $"c=IN IP4 {MemoryAddresses.Public(id)}\r\na=rtcp:50001 IN IP4 {MemoryAddresses.Public(id)}\r\n"
            + $"a={host}\r\na=fingerprint:sha-256 {Fingerprint}\r\n";
        var found = HasRelay ? $"{reflexive}\n{relay}" : reflexive;

        // Signals leave from the browser's event loop, never from inside the call.
        network.Line.After(TimeSpan.FromMilliseconds(1), () => Raise(e => e.LocalDescription(kind, sdp)));
        network.Line.After(TimeSpan.FromMilliseconds(30), () => Raise(e => e.LocalCandidates(found)));
        network.Line.After(TimeSpan.FromMilliseconds(60), () => Raise(e => e.LocalCandidates("")));
    }

    private void TryConnect()
    {
        if (Other is { } other && Ready && other.Ready && !_connecting && !network.IsImpossible && !network.IsCut)
        {
            if (!ChoosePath(other))
            {
                return;
            }

            _connecting = other._connecting = true;

            // Connectivity check and DTLS handshake: about three round trips.
            network.Line.After(6 * network.Latency, () => Finish(other));
        }
    }

    private PathPolicy Policy => options.Policy;

    private bool HasRelay => options.IceServers.Any(server => server.Url.StartsWith("turn", StringComparison.Ordinal));

    /// <summary>The peer knows my relay, so what it sends there arrives.</summary>
    private bool IsRelayed(MemoryPeerConnection other) => HasRelay && other._remoteTypes.ContainsKey("relay");

    private bool GoesDirectly(MemoryPeerConnection other) =>
        !network.NeedsRelay
        && options.Policy != PathPolicy.RelayOnly
        && other._remoteTypes.Keys.Any(type => type != "relay");

    private bool ChoosePath(MemoryPeerConnection other)
    {
        if (GoesDirectly(other) && other.GoesDirectly(this))
        {
            _localType = other._localType = "host";
            return true;
        }

        // One relay is enough, unless both hide.
        var both = options.Policy == PathPolicy.RelayOnly && other.Policy == PathPolicy.RelayOnly;
        var mine = IsRelayed(other) && (both || other.Policy != PathPolicy.RelayOnly);
        var theirs = other.IsRelayed(this) && (both || !mine);
        (_localType, other._localType) = (mine ? "relay" : "prflx", theirs ? "relay" : "prflx");
        return both ? mine && theirs : mine || theirs;
    }

    private void Learn(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (IceCandidate.TryRead(line) is { } candidate)
            {
                _remoteTypes[candidate.Type] = true;
            }
        }
    }

    private bool Ready => _described && _hasCandidates && _remoteFingerprint is not null && !_disposed;

    private void Finish(MemoryPeerConnection other)
    {
        if (_disposed || other._disposed)
        {
            return;
        }

        if (network.IsCut)
        {
            _connecting = other._connecting = false;
        }
        else if (
            network.BrowserChecksFingerprint
            && (_remoteFingerprint != other.Fingerprint || other._remoteFingerprint != Fingerprint)
        )
        {
            Raise(e => e.ConnectionStateChanged("failed"));
            other.Raise(e => e.ConnectionStateChanged("failed"));
        }
        else
        {
            _open = other._open = true;
            Raise(e => e.ChannelOpened());
            other.Raise(e => e.ChannelOpened());
            Raise(e => e.PieceRoom());
            other.Raise(e => e.PieceRoom());
        }
    }

    private void Travel(byte[] bytes, bool isPiece)
    {
        var other = Other;
        network.Line.After(
            network.Latency,
            () =>
            {
                if (other is { _open: true } && isPiece)
                {
                    other.Raise(e =>
                        e.PiecesReceived([FilePiece.TryRead(network.TamperPiece?.Invoke(bytes) ?? bytes)])
                    );
                }
                else if (other is { _open: true })
                {
                    other.Raise(e => e.FrameReceived(bytes));
                }

                if (isPiece && Interlocked.Add(ref _buffered, -bytes.Length) == 0)
                {
                    Raise(e => e.PieceRoom());
                }
            }
        );
    }

    private void Raise(Action<IPeerConnectionEvents> raise)
    {
        if (!_disposed)
        {
            raise(events);
        }
    }
}
