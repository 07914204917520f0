using Xunit.Sdk;
using Xunit.v3;

namespace Rubaru.EndToEnd;

/// <summary>Two classes run at a time. Those that take longest begin, or the last of them would run alone for minutes.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(ScreenTests),
        nameof(NotificationTests),
        nameof(StrictModeTests),
        nameof(FaceToFaceTests),
        nameof(DefaultModeTests),
        nameof(ContactTests),
        nameof(HostileServerTests),
        nameof(BackupTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    // A class without a collection of its own is one, named after it.
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var at = Array.FindIndex(
            Longest,
            name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)
        );
        return at < 0 ? Longest.Length : at;
    }
}
