namespace Rubaru.Server.Mailboxes;

/// <summary>
/// The held deposits of one window in the order of their pushes, and the one timer that ends their wait: no deposit waits
/// longer than <see cref="ServerLimits.Silence"/> for its acknowledgement. The window's gate is held by every caller.
/// </summary>
/// <param name="store">Called with the gate held, for each that was not acknowledged in time, in order.</param>
internal sealed class HoldingQueue(TimeProvider time, Lock gate, Action<HeldDeposit> store)
{
    private static readonly TimeSpan Tock = TimeSpan.FromMilliseconds(1);
    private readonly LinkedList<HeldDeposit> queue = [];
    private readonly Dictionary<HeldDeposit, LinkedListNode<HeldDeposit>> nodes = [];
    private ITimer? timer;
    private bool armed;

    public void Add(HeldDeposit deposit)
    {
        nodes.Add(deposit, queue.AddLast(deposit));
        if (!armed)
        {
            Arm(ServerLimits.Silence);
        }
    }

    public void Remove(HeldDeposit deposit)
    {
        if (nodes.Remove(deposit, out var node))
        {
            queue.Remove(node);
        }
    }

    public void StoreAll()
    {
        while (queue.First is { } first)
        {
            Store(first.Value);
        }
    }

    /// <summary>Stores all of them; nothing is added afterwards.</summary>
    public void End()
    {
        StoreAll();
        timer?.Dispose();
        timer = null;
    }

    // The timer stays armed while acknowledgements come in time: it is touched once a second, not once a deposit.
    private void Tick()
    {
        lock (gate)
        {
            armed = false;
            while (queue.First is { } first)
            {
                var left = ServerLimits.Silence - time.GetElapsedTime(first.Value.Pushed);
                if (left > TimeSpan.Zero)
                {
                    // Not less than what a timer can count, or it would fire at once again and again.
                    Arm(left > Tock ? left : Tock);
                    return;
                }
                Store(first.Value);
            }
        }
    }

    private void Store(HeldDeposit deposit)
    {
        Remove(deposit);
        store(deposit);
    }

    private void Arm(TimeSpan wait)
    {
        armed = true;
        timer ??= time.CreateTimer(
            static queue => ((HoldingQueue)queue!).Tick(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
