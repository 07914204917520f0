using System.Net.WebSockets;

namespace Rubaru.App.Browser;

/// <summary>The browser's WebSocket behind .NET's; the browser sends the page's Origin by itself.</summary>
public static class BrowserSockets
{
    /// <param name="origin">The server's origin, http or https.</param>
    /// <param name="path">For example <c>/v1/mailbox</c>.</param>
    public static async Task<WebSocket> ConnectAsync(Uri origin, string path, CancellationToken cancellation)
    {
        var address = new UriBuilder(new Uri(origin, path)) { Scheme = origin.Scheme == "https" ? "wss" : "ws" };
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(address.Uri, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
