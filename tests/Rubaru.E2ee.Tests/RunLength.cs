namespace Rubaru.E2ee.Tests;

/// <summary>
/// How much of a search is done: RUBARU_LONG does a hundred times more, RUBARU_SHORT a fraction. The short one is for
/// bench/mutation, where every mutant meets the whole suite: what is killed there is killed by the full suite too.
/// </summary>
internal static class RunLength
{
    private static readonly bool Long = IsSet("RUBARU_LONG");
    private static readonly bool Short = IsSet("RUBARU_SHORT");

    public static int Of(int runs) =>
        Long ? runs * 100
        : Short ? Math.Max(1, runs / 30)
        : runs;

    /// <summary>Every position of a message's head, and of what follows all or, when short, one in 61.</summary>
    public static bool Visits(int position) => !Short || position < 50 || position % 61 == 0;

    /// <summary>A hundredth of what a long run does.</summary>
    public static int OfLong(int runs) => Of(Math.Max(1, runs / 100));

    /// <summary>1, or a step for searches whose places are alike.</summary>
    public static int Stride => Short ? 16 : 1;

    private static bool IsSet(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 };
}
