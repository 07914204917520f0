using System.Globalization;
using Microsoft.JSInterop;
using Rubaru.Client.Files;
using Rubaru.Client.Transport;

namespace Rubaru.App.Browser;

/// <summary>One <c>RTCPeerConnection</c> of the page (peer-connection.js).</summary>
internal sealed class PeerConnection(
    IJSInProcessObjectReference connection,
    DotNetObjectReference<PeerConnectionEvents> events
) : IPeerConnection
{
    public Task DialAsync()
    {
        connection.InvokeVoid("dial");
        return Task.CompletedTask;
    }

    public async Task<bool> ReceiveDescriptionAsync(string kind, string sdp) =>
        await connection.InvokeAsync<bool>("receiveDescription", kind, sdp);

    public async Task ReceiveCandidatesAsync(string candidates) =>
        await connection.InvokeVoidAsync("receiveCandidates", candidates);

    public bool TrySend(ReadOnlySpan<byte> frame) => connection.Call<bool>("send", frame.ToArray());

    public int TrySendPieces(IReadOnlyList<FilePiece> pieces) =>
        connection.Call<int>("sendPieces", PieceBatch.Pack(pieces));

    public async Task<SelectedPath?> ReadPathAsync() =>
        await connection.InvokeAsync<string[]>("readPath")
            is [var local, var remote, var protocol, var trip, var dtls, var own, var other]
            ? new SelectedPath(
                local,
                remote,
                protocol,
                double.TryParse(trip, CultureInfo.InvariantCulture, out var seconds) ? seconds * 1000 : null,
                dtls == "connected",
                own,
                other
            )
            : null;

    public ValueTask DisposeAsync()
    {
        if (!events.Value.IsClosed)
        {
            events.Value.IsClosed = true;
            connection.InvokeVoid("close");
            connection.Dispose();
            events.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
