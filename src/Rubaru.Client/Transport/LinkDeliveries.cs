namespace Rubaru.Client.Transport;

/// <summary>
/// What the peer sent and the engine has not taken yet, in the order of arrival. A data channel has no back-pressure
/// towards the sender, so the amount is bounded here; the sender's outbox has what a closed link dropped.
/// </summary>
internal sealed class LinkDeliveries(Action<Exception> failed)
{
    private readonly SerialQueue _queue = new(failed);
    private int _bytes;

    /// <returns><c>false</c>: too much is waiting already.</returns>
    internal bool TryAdd(int size, Func<Task> delivery)
    {
        if (_queue.Count >= LinkLimits.PendingFrames || Volatile.Read(ref _bytes) + size > LinkLimits.PendingBytes)
        {
            return false;
        }

        Interlocked.Add(ref _bytes, size);
        _queue.Add(async () =>
        {
            try
            {
                await delivery();
            }
            finally
            {
                Interlocked.Add(ref _bytes, -size);
            }
        });
        return true;
    }
}
