using Rubaru.Sodium.Contract;
using Rubaru.Sodium.Contract.Vectors;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>The contract and the official sets, run once in Chromium for all tests that ask about their parts.</summary>
public sealed class BrowserRun(BrowserPage page) : IAsyncLifetime
{
    internal IReadOnlyList<Outcome> Contract { get; private set; } = [];

    /// <summary>Null where the official sets are absent.</summary>
    internal IReadOnlyList<Outcome>? Vectors { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Contract = await page.AskAsync("contract");
        if (VectorFolder.TryFind() is { } folder)
        {
            foreach (var set in VectorSet.All)
            {
                page.Serve($"vectors/{set.Path}", await File.ReadAllBytesAsync(Path.Combine(folder, set.Path)));
            }

            Vectors = await page.AskAsync("vectors");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
