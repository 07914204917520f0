namespace Rubaru.Server.Mailboxes;

/// <summary>
/// What one capability brought in this hour, by however many sockets (decision 31). In memory alone: a counted row for
/// every deposit would cost a write where delivery first costs none. Safe on every thread.
/// </summary>
internal sealed class DepositRate
{
    private const long Hour = 3600;
    private readonly Lock gate = new();
    private long hour;
    private long deposits;
    private long bytes;

    /// <param name="now">Unix seconds.</param>
    /// <param name="size">Bytes of the envelope.</param>
    /// <param name="scale">Of the operator; 1 is usual.</param>
    /// <returns><c>false</c>: this hour has had enough. What is refused is not counted.</returns>
    public bool TryTake(long now, int size, double scale)
    {
        lock (gate)
        {
            if (now / Hour != hour)
            {
                (hour, deposits, bytes) = (now / Hour, 0, 0);
            }
            if (
                deposits >= ServerLimits.DepositsPerCapabilityAndHour * scale
                || bytes >= ServerLimits.DepositedBytesPerCapabilityAndHour * scale
            )
            {
                return false;
            }
            deposits++;
            bytes += size;
            return true;
        }
    }
}
