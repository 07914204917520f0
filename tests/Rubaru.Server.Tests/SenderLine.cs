using System.Collections.Concurrent;
using System.Threading.Channels;
using Rubaru.Wire;

namespace Rubaru.Server.Tests;

/// <summary>One deposit socket of a run, with the fault that is planted on it. Numbers stand for deposits.</summary>
internal sealed class SenderLine : IDisposable
{
    private readonly Socket socket;
    private readonly PlantedFault fault;
    private readonly Task swallowing;
    private int unanswered;
    private readonly Channel<Frame> early = Channel.CreateUnbounded<Frame>();
    private readonly ConcurrentDictionary<DepositId, DepositId> renamed = new();

    public SenderLine(Socket socket, PlantedFault fault)
    {
        this.socket = socket;
        this.fault = fault;
        swallowing = fault == PlantedFault.AcknowledgeBeforeCommit ? SwallowAsync() : Task.CompletedTask;
    }

    public async Task SendAsync(Deposit deposit)
    {
        Interlocked.Increment(ref unanswered);
        switch (fault)
        {
            case PlantedFault.AcknowledgeBeforeCommit:
                await socket.SendAsync(deposit);
                early.Writer.TryWrite(new Accepted(deposit.Id, DepositOutcome.Stored, 0));
                break;
            case PlantedFault.NoDeduplication:
                var another = DepositId.Read(Account.Bytes(DepositId.Size));
                renamed[another] = deposit.Id;
                await socket.SendAsync(deposit with { Id = another });
                break;
            default:
                await socket.SendAsync(deposit);
                break;
        }
    }

    /// <returns><c>null</c> when the server closed.</returns>
    public async Task<Frame?> ReceiveAsync()
    {
        if (fault == PlantedFault.AcknowledgeBeforeCommit)
        {
            return await early.Reader.ReadAsync();
        }
        var frame = await socket.ReceiveAsync();
        return frame is Accepted accepted && renamed.TryRemove(accepted.Id, out var asked)
            ? accepted with
            {
                Id = asked,
            }
            : frame;
    }

    /// <summary>Where answers were given early, the line stays until the server has given its own, or it breaks.</summary>
    public async Task FinishAsync()
    {
        while (!swallowing.IsCompleted && Volatile.Read(ref unanswered) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private async Task SwallowAsync()
    {
        try
        {
            while (await socket.ReceiveAsync() is Accepted)
            {
                Interlocked.Decrement(ref unanswered);
            }
        }
        catch (Exception)
        {
            // However the line ended, no answer comes any more.
        }
    }

    public void Dispose()
    {
        early.Writer.TryComplete();
        socket.Dispose();
    }
}
