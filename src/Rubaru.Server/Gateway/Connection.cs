using System.Buffers;
using System.Net.WebSockets;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>
/// One WebSocket: reads whole messages one after the other, and sends from a queue that is allocated when something
/// waits and bounded in bytes. Sending never blocks the sender.
/// </summary>
internal sealed class Connection(WebSocket socket, TimeProvider time)
{
    private const int FirstBuffer = 8 * 1024;
    private const int FramesPerTurn = 32;
    private readonly Lock gate = new();
    private readonly TaskCompletionSource closeSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? room;
    private int operations;
    private Queue<OutgoingFrame>? queue;
    private int queuedBytes;
    private bool sending;
    private bool closing;
    private WebSocketCloseStatus closeStatus = WebSocketCloseStatus.NormalClosure;
    private readonly long opened = time.GetTimestamp();
    private long active = time.GetTimestamp();
    private long closed;

    /// <summary>No more is read or sent.</summary>
    public bool IsClosing => Volatile.Read(ref closing);

    /// <summary>Until its login a connection has a fixed time, however much it says.</summary>
    public bool MustLogIn { get; set; }

    /// <summary>Looked at every few seconds: ends what is idle, and cuts what does not answer a close.</summary>
    public void CheckTime()
    {
        if (Volatile.Read(ref closed) is var since and not 0)
        {
            if (time.GetElapsedTime(since) > ServerLimits.CloseTime)
            {
                Abort();
            }
        }
        else if (MustLogIn && time.GetElapsedTime(opened) > ServerLimits.LoginTime)
        {
            End(Refusal.NotLoggedIn, WebSocketCloseStatus.PolicyViolation);
        }
        else if (time.GetElapsedTime(Volatile.Read(ref active)) > ServerLimits.IdleTime)
        {
            End(null, WebSocketCloseStatus.NormalClosure);
        }
    }

    /// <summary>Waits while this connection has too many operations at the database; its socket is not read meanwhile.</summary>
    public Task OperationAsync()
    {
        lock (gate)
        {
            if (operations < ServerLimits.OperationsInFlight)
            {
                operations++;
                return Task.CompletedTask;
            }
            // There is one reader, so at most one waits; the operation that ends hands its place over.
            room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return room.Task;
        }
    }

    public void OperationDone()
    {
        lock (gate)
        {
            if (room is null)
            {
                operations--;
                return;
            }
            room.SetResult();
            room = null;
        }
    }

    /// <summary>Takes over the frame. A receiver that lets more than the limit pile up is disconnected.</summary>
    /// <returns><c>false</c>: the connection is closing, the frame went nowhere.</returns>
    public bool Send(OutgoingFrame frame)
    {
        lock (gate)
        {
            if (closing)
            {
                frame.Release();
                return false;
            }
            if (queuedBytes + frame.Size > ServerLimits.QueuedBytes)
            {
                frame.Release();
                frame = default;
            }
            else
            {
                Enqueue(frame);
                if (sending)
                {
                    return true;
                }
                sending = true;
            }
        }
        if (frame.Size == 0)
        {
            // The socket takes nothing, so a polite close would not arrive either.
            Abort();
            return false;
        }
        Pump();
        return true;
    }

    public bool Send(Frame frame) => Send(OutgoingFrame.Of(frame));

    /// <summary>Sends the reason behind what is queued, then closes.</summary>
    public void Close(Refusal reason, WebSocketCloseStatus status = WebSocketCloseStatus.PolicyViolation) =>
        End(reason, status);

    public void Abort()
    {
        lock (gate)
        {
            closing = true;
            sending = true;
        }
        socket.Abort();
        closeSent.TrySetResult();
    }

    /// <summary>Hands every message to <paramref name="receive"/> until either side closes. The bytes are valid during the call.</summary>
    public async Task ReadAsync(Func<ReadOnlyMemory<byte>, ValueTask> receive)
    {
        var buffer = Array.Empty<byte>();
        try
        {
            while (true)
            {
                // Waiting with an empty buffer: an idle connection holds no memory for what may come.
                var message = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (message.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }
                buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
                var size = 0;
                while (!message.EndOfMessage)
                {
                    if (size == buffer.Length)
                    {
                        if (size >= Limits.MaxFrame)
                        {
                            Close(Refusal.TooLarge, WebSocketCloseStatus.MessageTooBig);
                            return;
                        }
                        buffer = Grow(buffer);
                    }
                    message = await socket.ReceiveAsync(buffer.AsMemory(size), CancellationToken.None);
                    size += message.Count;
                }
                if (!IsClosing)
                {
                    Volatile.Write(ref active, time.GetTimestamp());
                    if (message.MessageType == WebSocketMessageType.Binary)
                    {
                        await receive(buffer.AsMemory(0, size));
                    }
                    else
                    {
                        Close(Refusal.Malformed, WebSocketCloseStatus.InvalidMessageType);
                    }
                }
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = [];
            }
        }
        catch (Exception error) when (IsBroken(error))
        {
            // The line broke or we cut it: the same as a close without a word.
            Abort();
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
            await FinishAsync();
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private void Enqueue(OutgoingFrame frame)
    {
        queue ??= new Queue<OutgoingFrame>();
        queue.Enqueue(frame);
        queuedBytes += frame.Size;
    }

    /// <returns><c>false</c> when nothing waits; then the caller's turn as the sender is over, or it must close.</returns>
    private bool TryNext(out OutgoingFrame frame, out bool close)
    {
        lock (gate)
        {
            if (queue is not null && queue.TryDequeue(out frame))
            {
                queuedBytes -= frame.Size;
                close = false;
                return true;
            }
            frame = default;
            queue = null;
            close = closing;
            // Whoever closes stays the sender for ever, so that nothing follows the close.
            sending = close;
            return false;
        }
    }

    // Usually a send is a copy into the transport's own buffer and ends at once, so it runs on the caller's thread; what
    // does not end at once, and whatever keeps coming, goes on elsewhere so that nobody works for another for long.
    private void Pump()
    {
        for (var turn = 0; turn < FramesPerTurn; turn++)
        {
            if (!TryNext(out var frame, out var close))
            {
                if (close)
                {
                    _ = CloseOutputAsync();
                }
                return;
            }
            var sent = SendToSocket(frame);
            if (!sent.IsCompletedSuccessfully)
            {
                _ = PumpAsync(sent, frame);
                return;
            }
            frame.Release();
        }
        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Pump(), this, preferLocal: false);
    }

    private async Task PumpAsync(ValueTask sent, OutgoingFrame frame)
    {
        try
        {
            bool close;
            do
            {
                await sent;
                frame.Release();
                if (!TryNext(out frame, out close))
                {
                    break;
                }
                sent = SendToSocket(frame);
            } while (true);
            if (close)
            {
                await CloseOutputAsync();
            }
        }
        catch (Exception error) when (IsBroken(error))
        {
            // The reader sees the broken line too and ends the connection; the pooled buffer is left to the collector.
            Abort();
        }
    }

    private ValueTask SendToSocket(OutgoingFrame frame)
    {
        try
        {
            return socket.SendAsync(
                frame.Memory,
                WebSocketMessageType.Binary,
                WebSocketMessageFlags.EndOfMessage,
                CancellationToken.None
            );
        }
        catch (Exception error) when (IsBroken(error))
        {
            return ValueTask.FromException(error);
        }
    }

    private async Task CloseOutputAsync()
    {
        try
        {
            await socket.CloseOutputAsync(closeStatus, null, CancellationToken.None);
            closeSent.TrySetResult();
        }
        catch (Exception error) when (IsBroken(error))
        {
            // Nobody is there to hear the close.
            Abort();
        }
    }

    /// <summary>The other side closed, or the line broke: lets what is queued and our own close go out.</summary>
    private Task FinishAsync()
    {
        End(null, WebSocketCloseStatus.NormalClosure);
        return closeSent.Task;
    }

    private void End(Refusal? reason, WebSocketCloseStatus status)
    {
        if (BeginClose(reason, status))
        {
            Pump();
        }
    }

    /// <returns><c>true</c> when the caller must pump.</returns>
    private bool BeginClose(Refusal? reason, WebSocketCloseStatus status)
    {
        lock (gate)
        {
            if (closing)
            {
                return false;
            }
            if (reason is { } named)
            {
                Enqueue(OutgoingFrame.Of(new Refused(0, named)));
            }
            closeStatus = status;
            closing = true;
            Volatile.Write(ref closed, time.GetTimestamp());
            var pump = !sending;
            sending = true;
            return pump;
        }
    }

    private static bool IsBroken(Exception error) =>
        error
            is WebSocketException
                or IOException
                or OperationCanceledException
                or ObjectDisposedException
                or InvalidOperationException;
}
