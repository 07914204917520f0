namespace Rubaru.EndToEnd;

/// <summary>One server for all tests of a class that change nothing of it.</summary>
public sealed class StandingServer : IAsyncLifetime
{
    private PublishedServer? server;

    internal PublishedServer Server => server!;

    public async ValueTask InitializeAsync() => server = await PublishedServer.StartNewAsync();

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
