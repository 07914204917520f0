using Microsoft.JSInterop;
using Rubaru.Client.Transport;

namespace Rubaru.App.Browser;

/// <summary>The browser's own WebRTC.</summary>
public sealed class BrowserPeerConnections(IJSRuntime js) : IPeerConnections
{
    private readonly BrowserModule _module = new(js, "peer-connection");

    public async Task<IPeerConnection> OpenAsync(PeerConnectionOptions options, IPeerConnectionEvents events)
    {
        var module = await _module.LoadInProcessAsync();
        var reference = DotNetObjectReference.Create(new PeerConnectionEvents(events));
        try
        {
            var connection = module.Call<IJSInProcessObjectReference>(
                "open",
                reference,
                options.Polite,
                options.Policy == PathPolicy.RelayOnly,
                options
                    .IceServers.SelectMany(server => new[] { server.Url, server.Username, server.Credential })
                    .ToArray()
            );
            return new PeerConnection(connection, reference);
        }
        catch (JSException)
        {
            reference.Dispose();
            throw;
        }
    }
}
