using System.Net.WebSockets;
using Rubaru.Wire;

namespace Rubaru.Client.Tests.World;

/// <summary>Sees every frame between the clients and the server; may drop, repeat or hold frames like a bad server.</summary>
internal sealed class Wiretap
{
    private readonly List<TappedSocket> _sockets = [];
    private readonly List<byte[]> _frames = [];
    private readonly object _gate = new();

    /// <summary>What the client gets instead of one frame of the server.</summary>
    public Func<Frame, IEnumerable<Frame>>? ToClient { get; set; }

    /// <summary>What the server gets instead of one frame of the client.</summary>
    public Func<Frame, IEnumerable<Frame>>? ToServer { get; set; }

    public IReadOnlyList<byte[]> Frames
    {
        get
        {
            lock (_gate)
                return [.. _frames];
        }
    }

    /// <summary>Every decoded frame of a kind, both directions.</summary>
    public IEnumerable<T> Of<T>()
        where T : Frame => Frames.Select(bytes => FrameCodec.TryDecode(bytes)).OfType<T>();

    /// <summary>How many sockets were opened to the deposit gateway.</summary>
    public int DepositSockets { get; private set; }

    public WebSocket Watch(WebSocket socket, string path)
    {
        var tapped = new TappedSocket(this, socket, path);
        lock (_gate)
        {
            _sockets.Add(tapped);
            if (path == "/v1/deposit")
                DepositSockets++;
        }
        return tapped;
    }

    /// <summary>Ends every connection, or those of one path, without a word.</summary>
    public void Cut(string? path = null)
    {
        TappedSocket[] sockets;
        lock (_gate)
        {
            sockets = [.. _sockets.Where(socket => path is null || socket.Path == path)];
            _sockets.RemoveAll(sockets.Contains);
        }
        foreach (var socket in sockets)
            socket.Abort();
    }

    internal List<byte[]> Pass(ReadOnlySpan<byte> bytes, bool toClient)
    {
        var frame = bytes.ToArray();
        lock (_gate)
            _frames.Add(frame);
        var change = toClient ? ToClient : ToServer;
        return change is null || FrameCodec.TryDecode(frame) is not { } decoded
            ? [frame]
            : [.. change(decoded).Select(FrameCodec.Encode)];
    }
}

/// <summary>One socket of a client, with the tap on it. A client receives whole frames.</summary>
internal sealed class TappedSocket(Wiretap tap, WebSocket inner, string path) : WebSocket
{
    private readonly Queue<byte[]> _pending = new();
    private readonly byte[] _buffer = new byte[Rubaru.Wire.Limits.MaxFrame];

    public string Path => path;
    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;
    public override string? CloseStatusDescription => inner.CloseStatusDescription;
    public override WebSocketState State => inner.State;
    public override string? SubProtocol => inner.SubProtocol;

    public override void Abort() => inner.Abort();

    public override Task CloseAsync(WebSocketCloseStatus status, string? text, CancellationToken stop) =>
        inner.CloseAsync(status, text, stop);

    public override Task CloseOutputAsync(WebSocketCloseStatus status, string? text, CancellationToken stop) =>
        inner.CloseOutputAsync(status, text, stop);

    public override void Dispose() => inner.Dispose();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken stop)
    {
        while (_pending.Count == 0)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await inner.ReceiveAsync(_buffer.AsMemory(length), stop);
                length += part.Count;
            } while (!part.EndOfMessage);
            if (part.MessageType != WebSocketMessageType.Binary)
                return new WebSocketReceiveResult(0, part.MessageType, true);
            foreach (var frame in tap.Pass(_buffer.AsSpan(0, length), toClient: true))
                _pending.Enqueue(frame);
        }
        var next = _pending.Dequeue();
        next.CopyTo(buffer.AsSpan());
        return new WebSocketReceiveResult(next.Length, WebSocketMessageType.Binary, true);
    }

    public override async Task SendAsync(
        ArraySegment<byte> buffer,
        WebSocketMessageType messageType,
        bool endOfMessage,
        CancellationToken stop
    )
    {
        foreach (var frame in tap.Pass(buffer, toClient: false))
            await inner.SendAsync(frame, messageType, endOfMessage, stop);
    }
}
