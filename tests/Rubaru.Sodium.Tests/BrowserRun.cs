using Rubaru.Sodium.Contract;
using Rubaru.Sodium.Contract.Vectors;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>The contract and the official sets, run once in Chromium for all tests that ask about their parts.</summary>
public sealed class BrowserRun(Chromium chromium) : IAsyncLifetime
{
    internal IReadOnlyList<Outcome> Contract { get; private set; } = [];

    /// <summary>Null where the official sets are absent.</summary>
    internal IReadOnlyList<Outcome>? Vectors { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Contract = Outcome.Read(await chromium.AskAsync("contract"));
        if (VectorFolder.TryFind() is { } folder)
        {
            var files = VectorSet.All.Select(set =>
                ($"vectors/{set.Path}", File.ReadAllBytes(Path.Combine(folder, set.Path)))
            );
            Vectors = Outcome.Read(await chromium.AskAsync("vectors", files));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
