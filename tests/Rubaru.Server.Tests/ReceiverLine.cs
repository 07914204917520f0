using System.Threading.Channels;
using Rubaru.Wire;

namespace Rubaru.Server.Tests;

/// <summary>
/// One mailbox socket of a run, read ahead of its receiver as a network reads ahead of a device: what the receiver has not
/// taken when the line breaks, it never had.
/// </summary>
internal sealed class ReceiverLine : IDisposable
{
    private readonly Channel<Delivery> arrived = Channel.CreateUnbounded<Delivery>();
    private readonly CancellationTokenSource broken = new();
    private readonly Socket socket;
    private readonly PlantedFault fault;

    public ReceiverLine(Socket socket, PlantedFault fault)
    {
        this.socket = socket;
        this.fault = fault;
        _ = ReadAheadAsync();
    }

    /// <exception cref="OperationCanceledException">The line broke.</exception>
    public async Task<Delivery> ReceiveAsync()
    {
        // First of all: a line that broke gives nothing more.
        broken.Token.ThrowIfCancellationRequested();
        return await arrived.Reader.ReadAsync(broken.Token);
    }

    public Task AcknowledgeAsync(Delivery delivery) =>
        fault == PlantedFault.DeleteOnSend ? Task.CompletedTask : socket.SendAsync(new Acknowledge(delivery.Deposit));

    public void Dispose()
    {
        broken.Cancel();
        socket.Dispose();
    }

    private async Task ReadAheadAsync()
    {
        try
        {
            while (await socket.ReceiveAsync() is { } frame)
            {
                if (frame is Delivery delivery)
                {
                    if (fault == PlantedFault.DeleteOnSend)
                    {
                        await socket.SendAsync(new Acknowledge(delivery.Deposit));
                    }
                    arrived.Writer.TryWrite(delivery);
                }
            }
        }
        catch (Exception)
        {
            // However the line ended, it is broken.
        }
        await broken.CancelAsync();
    }
}
