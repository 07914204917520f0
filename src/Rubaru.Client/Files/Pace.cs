namespace Rubaru.Client.Files;

/// <summary>Bytes a second over the last seconds.</summary>
internal sealed class Pace(TimeProvider time)
{
    private readonly Queue<(long At, long Done)> _points = [];
    private long _last;

    /// <summary><c>null</c> until there are two moments to compare.</summary>
    public double? Rate =>
        _points.TryPeek(out var first) && time.GetElapsedTime(first.At) is { TotalSeconds: > 0.2 } passed
            ? Math.Max(0, _last - first.Done) / passed.TotalSeconds
            : null;

    public void Begin(long done)
    {
        _points.Clear();
        Reach(done);
    }

    public void Reach(long done)
    {
        var now = time.GetTimestamp();
        _last = done;
        // One point for each time that progress is told is enough for a rate, however fast chunks come.
        if (_points.Count == 0 || time.GetElapsedTime(_points.Last().At, now) >= FileLimits.Told)
            _points.Enqueue((now, done));
        while (_points.Count > 2 && time.GetElapsedTime(_points.Peek().At, now) > FileLimits.RateOver)
            _points.Dequeue();
    }
}
