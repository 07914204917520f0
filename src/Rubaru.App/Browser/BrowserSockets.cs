using System.Net.WebSockets;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>
/// Opens the browser's WebSockets, which send the page's Origin by themselves. Not .NET's <c>ClientWebSocket</c>: in a
/// browser it leaves an attempt that was cancelled to itself, and the next one has to wait until that has failed.
/// </summary>
public sealed class BrowserSockets(IJSRuntime js, Uri origin)
{
    private readonly BrowserModule _module = new(js, "server-socket");

    /// <param name="path">For example <c>/v1/mailbox</c>.</param>
    /// <param name="cancellation">Gives the attempt up.</param>
    /// <exception cref="WebSocketException">The server was not reached.</exception>
    public async Task<WebSocket> ConnectAsync(string path, CancellationToken cancellation)
    {
        var scheme = origin.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        var address = new UriBuilder(new Uri(origin, path)) { Scheme = scheme }.Uri;
        var socket = new BrowserSocket();
        try
        {
            var module = await _module.LoadInProcessAsync();
            cancellation.ThrowIfCancellationRequested();
            await socket.OpenAsync(module, address, cancellation);
            return socket;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            throw exception is JSException ? new WebSocketException(exception.Message, exception) : exception;
        }
    }
}
