using System.Net.WebSockets;
using Microsoft.JSInterop;

namespace Rubaru.App.Browser;

/// <summary>One <c>WebSocket</c> of the page (server-socket.js): whole binary messages, in order.</summary>
internal sealed class BrowserSocket : WebSocket
{
    /// <summary>Bytes that arrived and were not read yet. A server that sends more is none of ours.</summary>
    internal const int MostUnread = 32 * 1024 * 1024;

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<byte[]> _unread = [];
    private DotNetObjectReference<BrowserSocketEvents>? _events;
    private IJSInProcessObjectReference? _socket;
    private TaskCompletionSource? _arrival;
    private WebSocketState _state = WebSocketState.Connecting;
    private int _unreadBytes;
    private int _taken;

    public override WebSocketState State => _state;
    public override WebSocketCloseStatus? CloseStatus => null;
    public override string? CloseStatusDescription => null;
    public override string? SubProtocol => null;

    /// <exception cref="WebSocketException">The server was not reached.</exception>
    internal async Task OpenAsync(IJSInProcessObjectReference module, Uri address, CancellationToken cancellation)
    {
        _events = DotNetObjectReference.Create(new BrowserSocketEvents(this));
        _socket = module.Call<IJSInProcessObjectReference>("open", _events, address.AbsoluteUri);
        await using var given = cancellation.Register(Abort);
        await _opened.Task;
        cancellation.ThrowIfCancellationRequested();
    }

    internal void Opened()
    {
        if (_state != WebSocketState.Connecting)
            return;
        _state = WebSocketState.Open;
        _opened.TrySetResult();
    }

    internal void Received(byte[] message)
    {
        if (_state != WebSocketState.Open)
            return;
        if (_unreadBytes + message.Length > MostUnread)
        {
            Abort();
            return;
        }
        _unreadBytes += message.Length;
        _unread.Enqueue(message);
        _arrival?.TrySetResult();
    }

    internal void Closed() => End(WebSocketState.Closed);

    public override async ValueTask SendAsync(
        ReadOnlyMemory<byte> message,
        WebSocketMessageType type,
        bool endOfMessage,
        CancellationToken cancellation
    )
    {
        if (type != WebSocketMessageType.Binary || !endOfMessage)
            throw new NotSupportedException("Whole binary messages only.");
        cancellation.ThrowIfCancellationRequested();
        if (_state != WebSocketState.Open || _socket is not { } socket || !socket.Call<bool>("send", message.ToArray()))
            throw Gone();
        if (socket.Call<bool>("isFull"))
            await socket.InvokeVoidAsync("room", cancellation);
    }

    public override Task SendAsync(
        ArraySegment<byte> message,
        WebSocketMessageType type,
        bool endOfMessage,
        CancellationToken cancellation
    ) => SendAsync(message.AsMemory(), type, endOfMessage, cancellation).AsTask();

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(
        Memory<byte> buffer,
        CancellationToken cancellation
    )
    {
        // What came before the end is still read.
        while (_unread.Count == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_state != WebSocketState.Open)
                throw Gone();
            _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _arrival.Task.WaitAsync(cancellation);
        }

        var message = _unread.Peek();
        var part = message.AsSpan(_taken);
        var isWhole = part.Length <= buffer.Length;
        part = isWhole ? part : part[..buffer.Length];
        part.CopyTo(buffer.Span);
        _taken += part.Length;
        if (isWhole)
        {
            _unread.Dequeue();
            _unreadBytes -= message.Length;
            _taken = 0;
        }
        return new(part.Length, WebSocketMessageType.Binary, isWhole);
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(
        ArraySegment<byte> buffer,
        CancellationToken cancellation
    )
    {
        var part = await ReceiveAsync(buffer.AsMemory(), cancellation);
        return new(part.Count, part.MessageType, part.EndOfMessage);
    }

    public override Task CloseAsync(WebSocketCloseStatus status, string? reason, CancellationToken cancellation)
    {
        End(WebSocketState.Closed);
        return Task.CompletedTask;
    }

    public override Task CloseOutputAsync(
        WebSocketCloseStatus status,
        string? reason,
        CancellationToken cancellation
    ) => CloseAsync(status, reason, cancellation);

    public override void Abort() => End(WebSocketState.Aborted);

    public override void Dispose() => End(WebSocketState.Closed);

    private void End(WebSocketState state)
    {
        if (_state is WebSocketState.Closed or WebSocketState.Aborted)
            return;
        _state = state;
        if (_socket is { } socket)
        {
            _socket = null;
            socket.InvokeVoid("close");
            socket.Dispose();
        }
        // A call from JavaScript that is under way still holds it; later ones are not made any more.
        _events?.Dispose();
        _opened.TrySetException(Gone());
        // Nobody waits for it any more when the call into JavaScript itself failed.
        _ = _opened.Task.Exception;
        _arrival?.TrySetResult();
    }

    private static WebSocketException Gone() => new(WebSocketError.ConnectionClosedPrematurely);
}
