using System.Collections.Concurrent;

namespace Rubaru.Client;

/// <summary>
/// The engine's thread. In the browser there is one thread anyway and this steps aside; natively it runs all callbacks
/// one after the other on the thread pool, so that the engine meets the same interleavings everywhere: only at awaits.
/// </summary>
/// <param name="stepsAside">As in the browser: for a caller that has one thread itself.</param>
internal sealed class EngineThread(bool stepsAside = false) : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _waiting;

    private bool IsSingleThreaded => stepsAside || OperatingSystem.IsBrowser();

    private bool IsHere => IsSingleThreaded || Current == this;

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        _queue.Enqueue((d, state));
        if (Interlocked.Increment(ref _waiting) == 1)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Drain(), this, preferLocal: false);
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nobody may block on the engine.");

    public void Post(Action action)
    {
        if (IsSingleThreaded)
            action();
        else
            Post(static state => ((Action)state!)(), action);
    }

    public Task RunAsync(Func<Task> work)
    {
        if (IsHere)
            return work();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => Complete(work(), done));
        return done.Task;
    }

    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        T result = default!;
        await RunAsync(async () =>
        {
            result = await work();
        });
        return result;
    }

    private static async void Complete(Task work, TaskCompletionSource done)
    {
        try
        {
            await work;
            done.SetResult();
        }
        catch (Exception exception)
        {
            // The caller on the other thread gets it by awaiting.
            done.SetException(exception);
        }
    }

    private void Drain()
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            do
            {
                if (_queue.TryDequeue(out var item))
                    item.Callback(item.State);
            } while (Interlocked.Decrement(ref _waiting) > 0);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
