using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>The golden files of <c>docs/vectors</c>; one that is missing is made, looked at and committed.</summary>
internal static class PublishedVectors
{
    public static byte[] Read(string name, Func<byte[]> make)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Rubaru.slnx")))
        {
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        var path = Path.Combine(root.FullName, "docs", "vectors", name);
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, [.. make(), (byte)'\n']);
            Assert.Fail($"There was no {path}; now there is one. Look at it and commit it.");
        }

        return File.ReadAllBytes(path);
    }
}
