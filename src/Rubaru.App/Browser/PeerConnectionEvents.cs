using Microsoft.JSInterop;
using Rubaru.Client.Files;
using Rubaru.Client.Transport;

namespace Rubaru.App.Browser;

/// <summary>Called by peer-connection.js; the names are the seam.</summary>
internal sealed class PeerConnectionEvents(IPeerConnectionEvents events)
{
    /// <summary>After disposal nothing is passed on: JavaScript events that were queued may still come.</summary>
    internal bool IsClosed { get; set; }

    [JSInvokable]
    public void LocalDescription(string kind, string sdp) => Pass(() => events.LocalDescription(kind, sdp));

    [JSInvokable]
    public void LocalCandidates(string candidates) => Pass(() => events.LocalCandidates(candidates));

    [JSInvokable]
    public void ChannelOpened() => Pass(events.ChannelOpened);

    [JSInvokable]
    public void ChannelClosed() => Pass(events.ChannelClosed);

    [JSInvokable]
    public void FrameReceived(byte[] frame) => Pass(() => events.FrameReceived(frame));

    [JSInvokable]
    public void PiecesReceived(byte[] pieces) => Pass(() => events.PiecesReceived([.. PieceBatch.Split(pieces)]));

    [JSInvokable]
    public void PieceRoom() => Pass(events.PieceRoom);

    [JSInvokable]
    public void PathChanged() => Pass(events.PathChanged);

    [JSInvokable]
    public void ConnectionStateChanged(string state) => Pass(() => events.ConnectionStateChanged(state));

    private void Pass(Action call)
    {
        if (!IsClosed)
        {
            call();
        }
    }
}
