namespace Rubaru.Server.Gateway;

/// <summary>
/// At most so many uses of one key in a span of time, over all connections. Keeps a bounded number of keys: when it is
/// full the oldest is forgotten, so a flood of keys cannot lock anybody out.
/// </summary>
/// <param name="most">Uses within <paramref name="span"/> of the first.</param>
internal sealed class RateLimits<TKey>(TimeProvider time, TimeSpan span, int most, int keys)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Span> spans = [];
    private readonly Queue<(TKey Key, Span Span)> order = new();
    private readonly Lock gate = new();

    public bool TryTake(TKey key)
    {
        lock (gate)
        {
            Forget();
            if (!spans.TryGetValue(key, out var current))
            {
                current = new Span(time.GetTimestamp());
                spans.Add(key, current);
                order.Enqueue((key, current));
            }
            if (current.Used == most)
            {
                return false;
            }
            current.Used++;
            return true;
        }
    }

    // All spans are of one length, so the oldest ends first.
    private void Forget()
    {
        while (order.TryPeek(out var oldest) && (spans.Count >= keys || time.GetElapsedTime(oldest.Span.Begun) >= span))
        {
            order.Dequeue();
            spans.Remove(oldest.Key);
        }
    }

    private sealed class Span(long begun)
    {
        public long Begun => begun;
        public int Used { get; set; }
    }
}
