using System.Security.Cryptography;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>What the build fetched from npm and published for the browser.</summary>
public sealed class PublishedFileTests
{
    [Fact]
    public void The_browser_gets_libsodium_sumo_0_8_4_as_published_by_its_makers()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "browser", "lib", "libsodium-sumo.mjs");
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        Assert.Equal("4c94708f7e78eac7a32b29e2ce0ff96f4bd599d78c129f27bf8a061e20776c8c", hash);
    }
}
