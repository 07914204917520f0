namespace Rubaru.Client.Tests.Sessions;

/// <summary>
/// The one thread of a walk: whatever is posted runs here, one piece after the other, and when nothing is left everybody
/// is idle. So a walk needs no waiting, and time moves only between its steps.
/// </summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
            _queue.Enqueue((d, state));
    }

    /// <summary>Runs work to its end. It may wait for nothing but what is posted here.</summary>
    public void Run(Func<Task> work)
    {
        var task = work();
        Drain();
        if (!task.IsCompleted)
            throw new InvalidOperationException("The work waits for something that does not happen here.");
        task.GetAwaiter().GetResult();
    }

    public void Drain()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) item;
            lock (_queue)
            {
                if (!_queue.TryDequeue(out item))
                    return;
            }
            item.Callback(item.State);
        }
    }
}
