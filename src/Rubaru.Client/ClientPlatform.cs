using System.Net.WebSockets;
using Rubaru.Client.Notifications;
using Rubaru.Client.Storage;
using Rubaru.Client.Transport;
using Rubaru.Sodium;

namespace Rubaru.Client;

/// <summary>What the engine needs from where it runs: clock, randomness, storage and sockets come from outside.</summary>
/// <param name="Origin">The server's own origin, for example http://localhost:5080; also the host of invite links.</param>
/// <param name="ConnectAsync">Opens a WebSocket to a path of the server such as <c>/v1/mailbox</c>.</param>
public sealed record ClientPlatform(
    ISodium Sodium,
    TimeProvider Time,
    IStore Store,
    IDeviceKey DeviceKey,
    IPeerConnections Peers,
    Uri Origin,
    Func<string, CancellationToken, Task<WebSocket>> ConnectAsync
)
{
    /// <summary>Notifications of the device; <c>null</c> where there are none.</summary>
    public IPushSubscriptions? Push { get; init; }
}
