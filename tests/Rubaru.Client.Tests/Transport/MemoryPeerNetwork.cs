using System.Security.Cryptography;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Tests.Transport;

/// <summary>
/// A network of <see cref="MemoryPeerConnection"/>s with a clock, latency and switches. It behaves as measured in
/// Chromium: connections form from offer, answer and candidates of both sides; frames arrive in order; an outage is
/// silent, and a connection that lived through one recovers late.
/// </summary>
public sealed class MemoryPeerNetwork(TimeProvider time) : IDisposable
{
    private readonly Dictionary<int, MemoryPeerConnection> _connections = [];
    private readonly Dictionary<int, MemoryPeers> _owners = [];
    private int _next;

    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The SCTP timer of a connection that was cut has backed off this far (architecture.md).</summary>
    public TimeSpan RecoveryAfterOutage { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>No peer reaches the other.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Connections never form (a NAT that theory does not open).</summary>
    public bool IsImpossible { get; set; }

    /// <summary>Only a relay gets through: the two networks do not let each other in.</summary>
    public bool NeedsRelay { get; set; }

    /// <summary>Rewrites a description before the browser sees it; with <see cref="BrowserChecksFingerprint"/> off the wrong peer gets in.</summary>
    public Func<string, string>? Tamper { get; set; }

    /// <summary>The DTLS handshake compares the peer's certificate with the description, as browsers do.</summary>
    public bool BrowserChecksFingerprint { get; set; } = true;

    /// <summary>Sees every frame that travels: the tap of a test.</summary>
    public Action<byte[]>? Tap { get; set; }
    public int Opened { get; private set; }

    /// <summary>What each connection was opened with.</summary>
    public List<PeerConnectionOptions> Options { get; } = [];
    public int Alive => _connections.Count;
    internal DelayLine Line { get; } = new(time);

    /// <summary>The browser of one person.</summary>
    internal MemoryPeers CreatePeers() => new(this);

    public void Cut() => IsCut = true;

    public void Heal()
    {
        IsCut = false;
        foreach (var connection in _connections.Values.ToArray())
        {
            connection.Healed();
        }
    }

    /// <summary>Puts a frame on every open channel, as a hostile end of it could.</summary>
    public void Inject(byte[] frame)
    {
        foreach (var connection in _connections.Values.ToArray())
        {
            connection.Inject(frame);
        }
    }

    public void Dispose() => Line.Dispose();

    internal MemoryPeerConnection? Find(int id) => _connections.GetValueOrDefault(id);

    internal void Remove(int id) => _connections.Remove(id);

    /// <summary>The path as the browser that owns this connection reports it.</summary>
    internal SelectedPath? See(int id, SelectedPath path) => _owners[id].Sees(path);

    internal IPeerConnection Open(MemoryPeers owner, PeerConnectionOptions options, IPeerConnectionEvents events)
    {
        var id = ++_next;
        var certificate = SHA256.HashData(BitConverter.GetBytes(id));
        var connection = new MemoryPeerConnection(this, id, certificate, options, events);
        Options.Add(options);
        _connections.Add(id, connection);
        _owners.Add(id, owner);
        Opened++;
        return connection;
    }

    /// <summary>Raises the event of a changed pair on every open connection of this browser.</summary>
    internal void ChangePath(MemoryPeers owner)
    {
        foreach (var (id, connection) in _connections.ToArray())
        {
            if (_owners[id] == owner)
            {
                connection.ChangePath();
            }
        }
    }
}
