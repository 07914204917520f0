using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>Called by server-socket.js; the names are the seam.</summary>
internal sealed class BrowserSocketEvents(BrowserSocket socket)
{
    [JSInvokable]
    public void Opened() => socket.Opened();

    [JSInvokable]
    public void Received(byte[] message) => socket.Received(message);

    [JSInvokable]
    public void Closed() => socket.Closed();
}
