namespace Rubaru.Client.Transport;

/// <summary>
/// Runs one piece of work after another, in the order of <see cref="Add"/>. An idle queue starts at once on the caller's
/// stack; work added meanwhile, from inside or from another thread, follows. No lock is held while work runs, so a piece
/// may call anybody.
/// </summary>
internal sealed class SerialQueue(Action<Exception> failed)
{
    private readonly Queue<Func<Task>> _items = new();
    private bool _draining;

    internal int Count
    {
        get
        {
            lock (_items)
            {
                return _items.Count;
            }
        }
    }

    internal void Add(Action work) =>
        Add(() =>
        {
            work();
            return Task.CompletedTask;
        });

    internal void Add(Func<Task> work)
    {
        lock (_items)
        {
            _items.Enqueue(work);
            if (_draining)
            {
                return;
            }

            _draining = true;
        }

        _ = DrainAsync();
    }

    private async Task DrainAsync()
    {
        while (TryTake(out var work))
        {
            try
            {
                await work();
            }
            catch (Exception error)
            {
                // The owner of the queue decides what a failure means; the next piece runs all the same.
                failed(error);
            }
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Func<Task>? work)
    {
        lock (_items)
        {
            _draining = _items.TryDequeue(out work);
            return work is not null;
        }
    }
}
