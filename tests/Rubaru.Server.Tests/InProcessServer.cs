using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Rubaru.Server.Tests;

/// <summary>
/// The real server in the process of a test: everything but Kestrel. Its data lives in a folder of its own, so a second
/// one on the same folder is a restart.
/// </summary>
internal sealed class InProcessServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly bool ownsFolder;

    private InProcessServer(WebApplication app, ServerOptions options, bool ownsFolder)
    {
        this.app = app;
        this.ownsFolder = ownsFolder;
        Folder = options.Data;
        PostgreSql = options.PostgreSql;
    }

    /// <summary>The server's own origin, and in its authority the host that a login signs.</summary>
    public Uri Origin { get; } = new("http://localhost:5080");
    public string Folder { get; }

    /// <summary>Connection string; <c>null</c> on SQLite.</summary>
    public string? PostgreSql { get; }

    /// <summary>The file; only on SQLite.</summary>
    public string Database => Path.Combine(Folder, "rubaru.db");
    public IServiceProvider Services => app.Services;
    public HttpClient Http => app.GetTestClient();

    /// <param name="services">Replaces services of the server.</param>
    /// <param name="folder">An existing folder is kept afterwards; without one, a fresh one is made and removed.</param>
    public static async Task<InProcessServer> StartAsync(
        TimeProvider time,
        string? folder = null,
        Func<ServerOptions, ServerOptions>? change = null,
        Action<IServiceCollection>? services = null
    )
    {
        var data = folder ?? Directory.CreateTempSubdirectory("rubaru-server-").FullName;
        var options = new ServerOptions { Data = data, StorageKeys = Path.Combine(data, "keys") };
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        options = change?.Invoke(options) ?? options;
        builder.Host.UseServiceProviderFactory(new Replaced(services));
        var app = RubaruServer.Build(builder, options, time);
        await app.StartAsync();
        return new InProcessServer(app, options, folder is null);
    }

    /// <summary>What the engine is given as its way to open sockets: the path of the server, such as <c>/v1/mailbox</c>.</summary>
    public Task<WebSocket> ConnectAsync(string path, CancellationToken cancellationToken) =>
        ConnectAsync(path, Origin.GetLeftPart(UriPartial.Authority), cancellationToken);

    public Task<WebSocket> ConnectAsync(
        string path,
        string? origin,
        CancellationToken cancellationToken,
        string? host = null
    )
    {
        var client = app.GetTestServer().CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            request.Headers.Origin = origin;
            request.Host = host is null ? request.Host : new HostString(host);
        };
        var address = new UriBuilder(Origin) { Scheme = "ws", Path = path }.Uri;
        return client.ConnectAsync(address, cancellationToken);
    }

    public Task<Socket> OpenDepositAsync() => Socket.OpenAsync(this, "/v1/deposit");

    public Task<long?> SweepAsync() => Services.GetRequiredService<Storage.Sweeper>().SweepAsync();

    public async ValueTask DisposeAsync()
    {
        // Clients of a test that are still open do not delay its end.
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await app.StopAsync(atOnce.Token);
        await app.DisposeAsync();
        if (ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The server's own services, and then what a test puts in the place of the world outside.</summary>
    private sealed class Replaced(Action<IServiceCollection>? change) : IServiceProviderFactory<IServiceCollection>
    {
        public IServiceCollection CreateBuilder(IServiceCollection services)
        {
            change?.Invoke(services);
            return services;
        }

        public IServiceProvider CreateServiceProvider(IServiceCollection services) => services.BuildServiceProvider();
    }
}
