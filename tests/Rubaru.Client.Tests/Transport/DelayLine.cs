namespace Rubaru.Client.Tests.Transport;

/// <summary>Runs things later by the given clock, in the order of their time and, at the same time, of their coming.</summary>
public sealed class DelayLine : IDisposable
{
    private readonly TimeProvider _time;
    private readonly PriorityQueue<Action, (DateTimeOffset Due, long Order)> _queue = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _order;
    private bool _running;

    public DelayLine(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void After(TimeSpan delay, Action action)
    {
        lock (_gate)
        {
            _queue.Enqueue(action, (_time.GetUtcNow() + delay, _order++));
            Arm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        lock (_gate)
        {
            if (_running)
            {
                return;
            }

            _running = true;
        }

        while (TryTake(out var action))
        {
            action();
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Action? action)
    {
        lock (_gate)
        {
            action = null;
            if (_queue.TryPeek(out _, out var first) && first.Due <= _time.GetUtcNow())
            {
                action = _queue.Dequeue();
                return true;
            }

            _running = false;
            Arm();
            return false;
        }
    }

    private void Arm()
    {
        if (!_running && _queue.TryPeek(out _, out var first))
        {
            var wait = first.Due - _time.GetUtcNow();
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
