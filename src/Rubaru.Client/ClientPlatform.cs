using System.Net.WebSockets;
using System.Text;
using Rubaru.Client.Locking;
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

    /// <summary>Sealed copies of files; <c>null</c> where there is no place for them, and then files neither leave nor come.</summary>
    public Files.IFileStore? Files { get; init; }

    /// <summary>Passkeys of the device; <c>null</c> where there are none.</summary>
    public IPasskeys? Passkeys { get; init; }

    /// <summary>
    /// NFKC of a passphrase, so that it is the same on every keyboard. .NET without cultures leaves it as it is; the
    /// browser has the tables.
    /// </summary>
    public Func<string, string> Normalize { get; init; } = text => text.Normalize(NormalizationForm.FormKC);

    /// <summary>NFKD of a character, for searching; as <see cref="Normalize"/>, the browser has the tables.</summary>
    public Func<string, string> Decompose { get; init; } = text => text.Normalize(NormalizationForm.FormKD);

    internal PassphraseCost PassphraseCost { get; init; } = PassphraseCost.Usual;
}
