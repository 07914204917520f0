using Rubaru.Sodium.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Rubaru.Sodium.Tests;

/// <summary>One browser for all tests that ask it something.</summary>
public sealed class Chromium : BrowserPage, IAsyncLifetime
{
    internal Task<byte[]> AskAsync(string question, params IEnumerable<(string Path, byte[] Content)> files) =>
        AskAsync(question, TestContext.Current.CancellationToken, files);
}
