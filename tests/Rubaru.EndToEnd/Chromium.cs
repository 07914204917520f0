using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>One real Chromium for all tests; every person gets a context (profile) of their own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
    ];

    private IPlaywright? playwright;

    public static string Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    public IBrowser Browser { get; private set; } = null!;

    public ValueTask InitializeAsync() => LaunchAsync(Program);

    /// <param name="program">Chromium, or a script that starts it somewhere else.</param>
    internal async ValueTask LaunchAsync(string program, params string[] more)
    {
        playwright = await Playwright.CreateAsync();
        // What is expected comes at once on a machine with time, and late on one without.
        Assertions.SetDefaultExpectTimeout(Person.Deadline);
        Browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = program, Args = [.. Arguments, .. more] }
        );
    }

    /// <summary>A browser of its own whose profile is a folder on the disk, as a person's is.</summary>
    internal Task<IBrowserContext> LaunchOnDiskAsync(string folder) =>
        playwright!.Chromium.LaunchPersistentContextAsync(
            folder,
            new()
            {
                ExecutablePath = Program,
                Args = Arguments,
                ViewportSize = new() { Width = 1280, Height = 800 },
                ReducedMotion = ReducedMotion.Reduce,
            }
        );

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
