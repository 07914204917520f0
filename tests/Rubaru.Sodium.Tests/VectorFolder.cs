using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>
/// The official sets are not committed: RUBARU_VECTORS names their folder, or it is <c>shared/vectors</c> beside the
/// repository or above. Where they are absent a run says so, and fails in CI.
/// </summary>
internal static class VectorFolder
{
    private const string Absent =
        "The official test vectors are absent: set RUBARU_VECTORS or put them in shared/vectors beside the repository.";

    internal static string Find()
    {
        var folder = TryFind();
        Assert.SkipWhen(folder is null && Environment.GetEnvironmentVariable("CI") != "true", Absent);
        return folder ?? throw new DirectoryNotFoundException(Absent);
    }

    internal static string? TryFind()
    {
        if (Environment.GetEnvironmentVariable("RUBARU_VECTORS") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"No folder {named}.");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "vectors");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
