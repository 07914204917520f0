using Rubaru.Sodium.Contract.Vectors;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>The official sets on the native library.</summary>
public sealed class VectorTests(ITestOutputHelper output)
{
    private static readonly NativeSodium Sodium = new();

    public static TheoryData<string> Paths => [.. VectorSet.All.Select(set => set.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Native_libsodium_agrees_with_the_official_vectors(string path)
    {
        var folder = VectorFolder.Find();
        var set = VectorSet.All.Single(set => set.Path == path);
        var count = set.Run(Sodium, File.ReadAllBytes(Path.Combine(folder, path)));
        output.WriteLine($"{path}: {count}");
        Assert.Equal(set.Expected, count);
    }
}
