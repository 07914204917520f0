using System.Net.WebSockets;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>One WebSocket of a test that speaks frames. Waiting has a generous end, so a failure is a message and no hang.</summary>
internal sealed class Socket(WebSocket socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly byte[] buffer = new byte[Limits.MaxFrame];

    public WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

    public static async Task<Socket> OpenAsync(InProcessServer server, string path)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        return new Socket(await server.ConnectAsync(path, patience.Token));
    }

    public Task SendAsync(Frame frame) => SendAsync(FrameCodec.Encode(frame));

    public async Task SendAsync(byte[] message, WebSocketMessageType type = WebSocketMessageType.Binary)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await socket.SendAsync(message, type, true, patience.Token);
    }

    /// <returns><c>null</c> when the server closed.</returns>
    public async Task<Frame?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var size = 0;
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer.AsMemory(size), patience.Token);
            if (message.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }
            size += message.Count;
            if (message.EndOfMessage)
            {
                var frame = FrameCodec.TryDecode(buffer.AsSpan(0, size));
                Assert.NotNull(frame);
                return frame;
            }
        }
    }

    public async Task<T> ReceiveAsync<T>()
        where T : Frame
    {
        var frame = await ReceiveAsync();
        return frame as T ?? throw new Xunit.Sdk.XunitException($"Not a {typeof(T).Name} but {frame}");
    }

    public async Task<T> AskAsync<T>(Frame frame)
        where T : Frame
    {
        await SendAsync(frame);
        return await ReceiveAsync<T>();
    }

    /// <summary>The server says why and closes.</summary>
    public async Task EndsWithAsync(Refusal reason)
    {
        Assert.Equal(new Refused(0, reason), await ReceiveAsync());
        Assert.Null(await ReceiveAsync());
    }

    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    /// <summary>As when the line is cut.</summary>
    public void Dispose() => socket.Dispose();
}
