using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rubaru.Server;

namespace Rubaru.Client.Tests.World;

/// <summary>The real server in this process, over its own data folder: it can be killed and started again.</summary>
internal sealed class ServerProcess(TimeProvider time) : IAsyncDisposable
{
    private string _data = Directory.CreateTempSubdirectory("rubaru-client-tests").FullName;
    private WebApplication? _app;

    public static Uri Origin { get; } = new("http://localhost:5080");

    /// <summary>Stands between every client and the server.</summary>
    public Wiretap Tap { get; } = new();

    /// <summary>What its operator sets.</summary>
    public Func<ServerOptions, ServerOptions> Settings { get; set; } = options => options;

    public bool IsRunning => _app is not null;

    /// <summary>Takes effect at the next start.</summary>
    public Server.Turn.TurnOptions Turn { get; set; } = Server.Turn.TurnOptions.None;

    public async Task StartAsync()
    {
        var options = new ServerOptions
        {
            Data = _data,
            StorageKeys = Path.Combine(_data, "keys"),
            LimitsScale = 1000,
            // Files wait at the server only where a test is about that.
            FileLimit = 0,
            Turn = Turn,
        };
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseTestServer();
        var app = RubaruServer.Build(builder, Settings(options), time);
        await app.StartAsync();
        _app = app;
    }

    public async Task StopAsync()
    {
        if (_app is not { } app)
            return;
        _app = null;
        Tap.Cut();
        await app.StopAsync();
        var folder = app.Services.GetRequiredService<Server.Hosting.DataFolder>();
        await app.DisposeAsync();
        // Made outside the container, so its lock ends with the process; here the process goes on.
        (folder as IDisposable)?.Dispose();
    }

    /// <summary>Deposits that wait on its disk.</summary>
    public Task<long> WaitingAsync() =>
        _app!
            .Services.GetRequiredService<Server.Storage.Writer>()
            .RunAsync(db => db.Count("SELECT count(*) FROM deposit WHERE status = 'pending'"));

    /// <summary>The stopped server loses its disk.</summary>
    public void Forget()
    {
        Directory.Delete(_data, recursive: true);
        _data = Directory.CreateTempSubdirectory("rubaru-client-tests").FullName;
    }

    /// <summary>The network swallows every packet: an attempt to connect neither succeeds nor fails. Told of each, and whose.</summary>
    public Action<string, string>? Hole { get; set; }

    /// <param name="owner">Who connects, for the tap.</param>
    public async Task<WebSocket> ConnectAsync(string path, CancellationToken stop, string owner = "")
    {
        if (Hole is { } hole)
        {
            hole(path, owner);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        var app = _app ?? throw new HttpRequestException("Connection refused.");
        var client = app.GetTestServer().CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            request.Headers.Origin = Origin.GetLeftPart(UriPartial.Authority);
            request.Host = new Microsoft.AspNetCore.Http.HostString(Origin.Authority);
        };
        var socket = await client.ConnectAsync(new Uri("ws://localhost:5080" + path), stop);
        return Tap.Watch(socket, path, owner);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_data, recursive: true);
    }
}
