namespace Rubaru.App.Pages;

/// <summary>Something is about to come, and if it does not come soon, nobody waits for it any more.</summary>
public sealed class Expectation(TimeProvider time)
{
    /// <summary>What a push announced is fetched within seconds; what comes later is something else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private DateTimeOffset? began;

    public bool Holds => began is { } since && time.GetUtcNow() - since <= Patience;

    public void Begin() => began = time.GetUtcNow();

    public void End() => began = null;
}
