using Rubaru.Sodium;

namespace Rubaru.Client.Transport;

/// <summary>
/// Waiting between tries: doubled from half a second to half a minute, or to one second while somebody looks or something
/// waits, with jitter; a wake ends it at once.
/// </summary>
internal sealed class Retry(ISodium sodium, TimeProvider time)
{
    private TimeSpan _next = Limits.RetryFirst;
    private TaskCompletionSource _wake = New();

    public void Reset() => _next = Limits.RetryFirst;

    public void Wake()
    {
        Reset();
        _wake.TrySetResult();
    }

    /// <summary>The next pause, without waiting for it.</summary>
    public TimeSpan Next(bool active = false)
    {
        var most = active ? Limits.RetryMostActive : Limits.RetryMost;
        var pause = Jitter(sodium, _next < most ? _next : most);
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Limits.RetryMost.Ticks));
        return pause;
    }

    public async Task WaitAsync(bool active, CancellationToken stop)
    {
        _wake = New();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pause = Task.Delay(Next(active), time, done.Token);
        await Task.WhenAny(pause, _wake.Task);
        await done.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Between half and the whole of the pause.</summary>
    public static TimeSpan Jitter(ISodium sodium, TimeSpan pause)
    {
        Span<byte> random = stackalloc byte[2];
        sodium.Random(random);
        return pause * (0.5 + (BitConverter.ToUInt16(random) / 131_072.0));
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
