using Rubaru.Client.Transport;

namespace Rubaru.Client.Tests.Transport;

/// <summary>The browser of one person in a <see cref="MemoryPeerNetwork"/>, and what it says of the selected pair.</summary>
internal sealed class MemoryPeers(MemoryPeerNetwork network) : IPeerConnections
{
    /// <summary>What the statistics say of the true path; <c>null</c>: there is no pair.</summary>
    public Func<SelectedPath, SelectedPath?> Sees { get; private set; } = path => path;

    public Task<IPeerConnection> OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events) =>
        Task.FromResult(network.Open(this, options, events));

    /// <summary>Another pair is selected, in the middle of a link or before there is one.</summary>
    public void Select(string local, string remote, string protocol = "udp")
    {
        Sees = path => path with { LocalType = local, RemoteType = remote, Protocol = protocol };
        network.ChangePath(this);
    }

    /// <summary>The statistics change without an event, as in a browser that has none.</summary>
    public void SelectSilently(Func<SelectedPath, SelectedPath?> sees) => Sees = sees;
}
