using System.Collections.Concurrent;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>All open sockets: ends those that say nothing, and all of them when the server stops.</summary>
internal sealed class Connections(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Connection, bool> open = new();
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool stopping;

    public int Count => open.Count;

    public void Add(Connection connection) => open[connection] = true;

    public void Remove(Connection connection)
    {
        open.TryRemove(connection, out _);
        if (stopping && open.IsEmpty)
        {
            empty.TrySetResult();
        }
    }

    /// <summary>Tells everybody, waits for their close within the time a stop may take, then cuts.</summary>
    public async Task GoAwayAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        foreach (var connection in open.Keys)
        {
            connection.Close(Refusal.GoingAway);
        }
        try
        {
            if (!open.IsEmpty)
            {
                await empty.Task.WaitAsync(ServerLimits.CloseTime, time, cancellationToken);
            }
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // Who did not answer by now is cut: a stop has five seconds.
            foreach (var connection in open.Keys)
            {
                connection.Abort();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var connection in open.Keys)
            {
                connection.CheckTime();
            }
        }
    }
}
