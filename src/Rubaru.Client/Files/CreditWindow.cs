namespace Rubaru.Client.Files;

/// <summary>
/// How many chunks the sender of one stream may be ahead of the receiver's disk. What came and is not on the disk comes again after
/// a killed tab, so the window is what the way holds at the rate that was reached, twice, and what the disk takes at
/// once. Where the window itself was the limit, that is more than before: it grows as long as it is.
/// </summary>
internal sealed class CreditWindow(TimeProvider time)
{
    /// <summary>What the disk writes, and what comes meanwhile.</summary>
    public const long Least = 2 * FileLimits.AtOnce;

    private const long First = 2 * Least;

    /// <summary>A rate over less is chance. The shortest way of the last two of these counts, should it become another.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private (long Chunk, long At)? _asked;
    private TimeSpan? _way;
    private TimeSpan? _wayBefore;
    private long _written;
    private long _began = time.GetTimestamp();

    public long Chunks { get; private set; } = First;

    /// <summary>So many chunks are worth a frame to the sender.</summary>
    public long Step => Math.Max(FileLimits.AtOnce / 2, Chunks / 4);

    /// <summary>The sender was told that it may send this chunk and some behind it.</summary>
    public void Asked(long chunk) => _asked ??= (chunk, time.GetTimestamp());

    /// <summary>A whole chunk has come.</summary>
    public void Came(long chunk)
    {
        if (_asked is not { } asked || chunk < asked.Chunk)
            return;
        _asked = null;
        var took = time.GetElapsedTime(asked.At);
        if (_way is null || took < _way)
            _way = took;
    }

    /// <summary>So many are on the disk.</summary>
    public void Wrote(int chunks)
    {
        _written += chunks;
        var passed = time.GetElapsedTime(_began);
        if (passed < Period)
            return;
        if ((_way < _wayBefore ? _way : _wayBefore ?? _way) is { } way)
        {
            var onTheWay = 2 * _written * (way / passed);
            Chunks = (long)Math.Clamp(Math.Ceiling(onTheWay) + Least, Least, FileLimits.WindowChunks);
        }
        if (_way is not null)
            (_wayBefore, _way) = (_way, null);
        (_written, _began) = (0, time.GetTimestamp());
    }
}
