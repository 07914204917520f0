namespace Rubaru.App.Components;

/// <summary>A finger that rests. Browsers on iOS raise no <c>contextmenu</c> for it.</summary>
internal sealed class LongPress(Func<Task> reached) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(450);
    private ITimer? timer;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public void Start()
    {
        Cancel();
        timer = Time.CreateTimer(_ => reached(), null, Rest, Timeout.InfiniteTimeSpan);
    }

    public void Cancel()
    {
        timer?.Dispose();
        timer = null;
    }

    public void Dispose() => Cancel();
}
