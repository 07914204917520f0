using System.Globalization;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Tests.Transport;

/// <summary>One end of a connection in a <see cref="MemoryPeerNetwork"/>.</summary>
internal sealed class MemoryPeerConnection(
    MemoryPeerNetwork network,
    int id,
    byte[] certificate,
    IPeerConnectionEvents events
) : IPeerConnection
{
    private readonly List<byte[]> _held = [];
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
        if (network.IsCut || _wounded)
        {
            _held.Add(copy);
        }
        else
        {
            Travel(copy);
        }

        return true;
    }

    public Task<SelectedPath?> ReadPathAsync() =>
        Task.FromResult(_open ? new SelectedPath("host", "host", "udp", 1, DtlsConnected: true) : null);

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

        if (_held.Count == 0)
        {
            return;
        }

        _wounded = true;
        network.Line.After(
            network.RecoveryAfterOutage,
            () =>
            {
                _wounded = false;
                foreach (var frame in _held)
                {
                    Travel(frame);
                }

                _held.Clear();
            }
        );
    }

    private static string Value(string[] lines, string prefix) =>
        lines.First(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..];

    private void Describe(string kind)
    {
        _described = true;
        var sdp = $"v=0\r\no=memory {id}\r\na=fingerprint:sha-256 {Fingerprint}\r\n";

        // Signals leave from the browser's event loop, never from inside the call.
        network.Line.After(TimeSpan.FromMilliseconds(1), () => Raise(e => e.LocalDescription(kind, sdp)));
        network.Line.After(TimeSpan.FromMilliseconds(30), () => Raise(e => e.LocalCandidates($"candidate:{id} host")));
        network.Line.After(TimeSpan.FromMilliseconds(60), () => Raise(e => e.LocalCandidates("")));
    }

    private void TryConnect()
    {
        if (Other is { } other && Ready && other.Ready && !_connecting && !network.IsImpossible && !network.IsCut)
        {
            _connecting = other._connecting = true;

            // Connectivity check and DTLS handshake: about three round trips.
            network.Line.After(6 * network.Latency, () => Finish(other));
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
        }
    }

    private void Travel(byte[] frame)
    {
        var other = Other;
        network.Line.After(
            network.Latency,
            () =>
            {
                if (other is { _open: true })
                {
                    other.Raise(e => e.FrameReceived(frame));
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
