using System.Net.WebSockets;
using Rubaru.Wire;

namespace Rubaru.Client.Transport;

/// <summary>One WebSocket that carries whole frames of the wire, bounded both ways.</summary>
internal sealed class FrameSocket(WebSocket socket, CancellationToken stop) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly byte[] _buffer = new byte[Wire.Limits.MaxFrame + 1];

    /// <summary>Something of the other side has arrived.</summary>
    public bool HasHeard { get; private set; }

    /// <returns><c>false</c> when the socket is gone; the caller replaces it.</returns>
    public async Task<bool> SendAsync(Frame frame)
    {
        var bytes = FrameCodec.Encode(frame);
        try
        {
            await _sending.WaitAsync(stop);
            try
            {
                await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, stop);
                return true;
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // The receive loop sees the same end and reconnects; what was not answered is asked again then.
            return false;
        }
    }

    /// <returns><c>null</c> at the end of the socket, whatever ended it: closing, the network, or a frame that is none.</returns>
    public async Task<Frame?> ReceiveAsync()
    {
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(_buffer.AsMemory(length), stop);
                length += part.Count;
                if (part.MessageType != WebSocketMessageType.Binary || length > Wire.Limits.MaxFrame)
                    return null;
                if (!part.EndOfMessage)
                    continue;
                HasHeard = true;
                return FrameCodec.TryDecode(_buffer.AsSpan(0, length));
            }
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // A socket ends in many ways; all mean the same here.
            return null;
        }
    }

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
        _sending.Dispose();
    }

    internal static bool IsGone(Exception exception) =>
        exception
            is WebSocketException
                or OperationCanceledException
                or ObjectDisposedException
                or InvalidOperationException
                or IOException
                or HttpRequestException;
}
