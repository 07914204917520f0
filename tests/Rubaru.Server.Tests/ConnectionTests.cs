using System.Net.WebSockets;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Gateway;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class ConnectionTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_receiver_that_takes_nothing_is_cut_at_the_limit_of_its_queue()
    {
        using var socket = new StuckSocket();
        var connection = new Connection(socket, time);
        var frame = new Delivery(new DepositId(1), new byte[8], DepositClass.Transient, new byte[65_536]);
        var queued = 0;
        while (connection.Send(frame))
        {
            queued += DeliveryFrame.HeaderSize + 65_536;
        }
        Assert.True(connection.IsClosing);
        Assert.Equal(WebSocketState.Aborted, socket.State);
        // One frame is with the socket, the others were in the queue.
        Assert.InRange(queued, ServerLimits.QueuedBytes / 2, ServerLimits.QueuedBytes + 2 * 65_600);
        Assert.False(connection.Send(new Pong(1)));
    }

    [Fact]
    public async Task Frames_go_out_in_order_whoever_sends_them_and_nothing_follows_a_close()
    {
        using var socket = new StuckSocket();
        var connection = new Connection(socket, time);
        for (var i = 0u; i < 100; i++)
        {
            connection.Send(new Pong(i));
        }
        connection.Close(Refusal.GoingAway);
        Assert.False(connection.Send(new Pong(100)));
        await socket.ReleaseAsync();
        Assert.Equal(
            Enumerable.Range(0, 100).Select(Frame (i) => new Pong((uint)i)).Append(new Refused(0, Refusal.GoingAway)),
            socket.Sent
        );
        Assert.Equal(WebSocketState.CloseSent, socket.State);
    }

    [Fact]
    public void A_peer_that_does_not_answer_a_close_is_cut()
    {
        using var socket = new StuckSocket();
        var connection = new Connection(socket, time);
        connection.Close(Refusal.GoingAway);
        time.Advance(ServerLimits.CloseTime);
        connection.CheckTime();
        Assert.Equal(WebSocketState.Open, socket.State);
        time.Advance(TimeSpan.FromSeconds(1));
        connection.CheckTime();
        Assert.Equal(WebSocketState.Aborted, socket.State);
    }

    [Fact]
    public async Task The_place_of_an_operation_is_handed_to_the_waiting_reader()
    {
        using var socket = new StuckSocket();
        var connection = new Connection(socket, time);
        for (var i = 0; i < ServerLimits.OperationsInFlight; i++)
        {
            Assert.True(connection.OperationAsync().IsCompleted);
        }
        var waiting = connection.OperationAsync();
        Assert.False(waiting.IsCompleted);
        connection.OperationDone();
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(connection.OperationAsync().IsCompleted);
    }

    /// <summary>A WebSocket whose line is full until it is released.</summary>
    private sealed class StuckSocket : WebSocket
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private WebSocketState state = WebSocketState.Open;

        public List<Frame> Sent { get; } = [];
        public override WebSocketCloseStatus? CloseStatus => null;
        public override string? CloseStatusDescription => null;
        public override string? SubProtocol => null;
        public override WebSocketState State => state;

        public Task ReleaseAsync()
        {
            released.SetResult();
            return closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        }

        public override async Task SendAsync(
            ArraySegment<byte> buffer,
            WebSocketMessageType messageType,
            bool endOfMessage,
            CancellationToken cancellationToken
        )
        {
            await released.Task;
            Sent.Add(FrameCodec.TryDecode(buffer)!);
        }

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus,
            string? statusDescription,
            CancellationToken cancellationToken
        )
        {
            state = WebSocketState.CloseSent;
            closed.SetResult();
            return Task.CompletedTask;
        }

        public override void Abort() => state = WebSocketState.Aborted;

        public override Task CloseAsync(
            WebSocketCloseStatus closeStatus,
            string? statusDescription,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public override Task<WebSocketReceiveResult> ReceiveAsync(
            ArraySegment<byte> buffer,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public override void Dispose() => state = WebSocketState.Closed;
    }
}
