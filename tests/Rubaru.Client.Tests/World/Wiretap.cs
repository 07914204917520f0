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

    /// <summary>Instead of the two above: what becomes of the raw bytes of one socket, in its direction.</summary>
    public Func<TappedSocket, byte[], bool, IEnumerable<byte[]>>? Script { get; set; }

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

    /// <param name="owner">Whose socket it is.</param>
    public WebSocket Watch(WebSocket socket, string path, string owner = "")
    {
        var tapped = new TappedSocket(this, socket, path, owner);
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

    /// <summary>The server says something of its own accord, on the newest socket of this person.</summary>
    public void Say(string owner, string path, byte[] bytes)
    {
        TappedSocket? socket;
        lock (_gate)
            socket = _sockets.LastOrDefault(open => open.Owner == owner && open.Path == path);
        socket?.Inject(bytes);
    }

    internal List<byte[]> Pass(TappedSocket socket, ReadOnlySpan<byte> bytes, bool toClient)
    {
        var frame = bytes.ToArray();
        lock (_gate)
            _frames.Add(frame);
        if (Script is { } script)
            return [.. script(socket, frame, toClient)];
        var change = toClient ? ToClient : ToServer;
        return change is null || FrameCodec.TryDecode(frame) is not { } decoded
            ? [frame]
            : [.. change(decoded).Select(FrameCodec.Encode)];
    }
}

/// <summary>One socket of a client, with the tap on it.</summary>
internal sealed class TappedSocket(Wiretap tap, WebSocket inner, string path, string owner) : WebSocket
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _pending = new();
    private readonly byte[] _buffer = new byte[Rubaru.Wire.Limits.MaxFrame];
    private TaskCompletionSource _injected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<WebSocketMessageType>? _reading;
    private ReadOnlyMemory<byte> _rest;

    public string Path => path;
    public string Owner => owner;
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

    /// <summary>The client receives these bytes next, whatever the server says.</summary>
    public void Inject(byte[] bytes)
    {
        lock (_gate)
        {
            _pending.Enqueue(bytes);
            _injected.TrySetResult();
        }
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken stop)
    {
        while (_rest.IsEmpty && !TryTake())
        {
            _reading ??= ReadAsync(stop);
            Task injected;
            lock (_gate)
                injected = _injected.Task;
            await Task.WhenAny(_reading, injected);
            if (!_reading.IsCompleted)
                continue;
            var type = await _reading;
            _reading = null;
            if (type != WebSocketMessageType.Binary)
                return new WebSocketReceiveResult(0, type, true);
        }
        var size = Math.Min(buffer.Count, _rest.Length);
        _rest[..size].CopyTo(buffer);
        _rest = _rest[size..];
        return new WebSocketReceiveResult(size, WebSocketMessageType.Binary, _rest.IsEmpty);
    }

    public override async Task SendAsync(
        ArraySegment<byte> buffer,
        WebSocketMessageType messageType,
        bool endOfMessage,
        CancellationToken stop
    )
    {
        foreach (var frame in tap.Pass(this, buffer, toClient: false))
            await inner.SendAsync(frame, messageType, endOfMessage, stop);
    }

    private bool TryTake()
    {
        lock (_gate)
        {
            if (_pending.TryDequeue(out var next))
            {
                _rest = next;
                return true;
            }
            if (_injected.Task.IsCompleted)
                _injected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return false;
        }
    }

    private async Task<WebSocketMessageType> ReadAsync(CancellationToken stop)
    {
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await inner.ReceiveAsync(_buffer.AsMemory(length), stop);
            length += part.Count;
        } while (!part.EndOfMessage);
        if (part.MessageType == WebSocketMessageType.Binary)
        {
            foreach (var frame in tap.Pass(this, _buffer.AsSpan(0, length), toClient: true))
                Inject(frame);
        }
        return part.MessageType;
    }
}
