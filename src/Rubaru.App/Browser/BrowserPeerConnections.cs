using Microsoft.JSInterop;
using Rubaru.Client.Transport;
using Rubaru.Wire;

namespace Rubaru.App.Browser;

/// <summary>The browser's own WebRTC.</summary>
public sealed class BrowserPeerConnections(IJSRuntime js) : IPeerConnections
{
    private readonly BrowserModule _module = new(js, "peer-connection");
    private readonly BrowserModule _gathering = new(js, "candidate-gathering");

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
                Flat(options.IceServers)
            );
            return new PeerConnection(connection, reference);
        }
        catch (JSException)
        {
            reference.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<string>> GatherAsync(IReadOnlyList<IceServer> servers, bool relayOnly) =>
        await _gathering.CallAsync<string[]>("gather", Flat(servers), relayOnly);

    private static string[] Flat(IReadOnlyList<IceServer> servers) =>
        [.. servers.SelectMany(server => new[] { server.Url, server.Username, server.Credential })];
}
