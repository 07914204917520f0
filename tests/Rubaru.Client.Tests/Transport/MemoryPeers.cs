using Rubaru.Client.Transport;
using Rubaru.Wire;

namespace Rubaru.Client.Tests.Transport;

/// <summary>The browser of one person in a <see cref="MemoryPeerNetwork"/>, and what it says of the selected pair.</summary>
internal sealed class MemoryPeers(MemoryPeerNetwork network) : IPeerConnections
{
    /// <summary>What the statistics say of the true path; <c>null</c>: there is no pair.</summary>
    public Func<SelectedPath, SelectedPath?> Sees { get; private set; } = path => path;

    public Task<IPeerConnection> OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events) =>
        Task.FromResult(network.Open(this, options, events));

    /// <summary>What this browser finds when it only looks: one candidate of its own network, unless a test says otherwise.</summary>
    public Func<IReadOnlyList<IceServer>, bool, IReadOnlyList<string>> Finds { get; set; } =
        (_, relayOnly) => relayOnly ? [] : ["candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host generation 0"];

    /// <summary>How often it looked, for the servers of each look.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<IceServer>> Looks { get; } = [];

    public Task<IReadOnlyList<string>> GatherAsync(IReadOnlyList<IceServer> servers, bool relayOnly)
    {
        Looks.Enqueue(servers);
        return Task.FromResult(Finds(servers, relayOnly));
    }

    /// <summary>Another pair is selected, in the middle of a link or before there is one.</summary>
    public void Select(string local, string remote, string protocol = "udp")
    {
        Sees = path => path with { LocalType = local, RemoteType = remote, Protocol = protocol };
        network.ChangePath(this);
    }

    /// <summary>The statistics change without an event, as in a browser that has none.</summary>
    public void SelectSilently(Func<SelectedPath, SelectedPath?> sees) => Sees = sees;
}
