using System.Collections.Concurrent;
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
    // Engines open and close from their own threads while the clock's thread delivers.
    private readonly ConcurrentDictionary<int, MemoryPeerConnection> _connections = [];
    private readonly ConcurrentDictionary<int, MemoryPeers> _owners = [];
    private readonly ConcurrentQueue<PeerConnectionOptions> _options = [];
    private readonly Lock _opening = new();
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

    /// <summary>Rewrites a piece of a file on its way.</summary>
    public Func<byte[], byte[]>? TamperPiece { get; set; }

    /// <summary>What the channel of files takes before it must empty, in bytes.</summary>
    public int PieceBuffer { get; set; } = 256 * 1024;
    public int Opened { get; private set; }

    /// <summary>What each connection was opened with.</summary>
    public PeerConnectionOptions[] Options => [.. _options];
    public int Alive => _connections.Count;
    internal DelayLine Line { get; } = new(time);

    /// <summary>The browser of one person.</summary>
    internal MemoryPeers CreatePeers() => new(this);

    public void Cut() => IsCut = true;

    public void Heal()
    {
        IsCut = false;
        foreach (var connection in _connections.Values)
        {
            connection.Healed();
        }
    }

    /// <summary>Puts a frame on every open channel, as a hostile end of it could.</summary>
    public void Inject(byte[] frame)
    {
        foreach (var connection in _connections.Values)
        {
            connection.Inject(frame);
        }
    }

    /// <summary>The same on every channel of files.</summary>
    public void InjectPiece(byte[] piece)
    {
        foreach (var connection in _connections.Values)
        {
            connection.InjectPiece(piece);
        }
    }

    public void Dispose() => Line.Dispose();

    internal MemoryPeerConnection? Find(int id) => _connections.GetValueOrDefault(id);

    internal void Remove(int id) => _connections.TryRemove(id, out _);

    /// <summary>The path as the browser that owns this connection reports it.</summary>
    internal SelectedPath? See(int id, SelectedPath path) => _owners[id].Sees(path);

    internal IPeerConnection Open(MemoryPeers owner, PeerConnectionOptions options, IPeerConnectionEvents events)
    {
        // Two browsers may open at the same moment.
        using var alone = _opening.EnterScope();
        var id = ++_next;
        var certificate = SHA256.HashData(BitConverter.GetBytes(id));
        var connection = new MemoryPeerConnection(this, id, certificate, options, events);
        _options.Enqueue(options);
        _connections[id] = connection;
        _owners[id] = owner;
        Opened++;
        return connection;
    }

    /// <summary>Raises the event of a changed pair on every open connection of this browser.</summary>
    internal void ChangePath(MemoryPeers owner)
    {
        foreach (var (id, connection) in _connections)
        {
            if (_owners[id] == owner)
            {
                connection.ChangePath();
            }
        }
    }
}
