using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rubaru.Server.Tests.Push;

/// <summary>What arrived at a push endpoint.</summary>
internal sealed record Pushed(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>
/// A listener on this machine at the address of a push service. It shows what the server really sends; that a real push
/// service takes it is not shown by it.
/// </summary>
internal sealed class PushProvider : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Channel<Pushed> pushed = Channel.CreateUnbounded<Pushed>();
    private readonly WebApplication app;

    private PushProvider(WebApplication app) => this.app = app;

    /// <summary>host:port, as it stands in RUBARU_PUSH_HOSTS.</summary>
    public string Host { get; private set; } = "";
    public int Count { get; private set; }

    /// <summary>What it answers; the number counts requests from one.</summary>
    public Func<int, (int Status, string? Header, string? Value)> Answer { get; set; } = _ => (201, null, null);

    public static async Task<PushProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new PushProvider(app);
        app.Run(provider.ReceiveAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        provider.Host = new Uri(addresses.Single()).Authority;
        return provider;
    }

    public string Endpoint(string path = "/push/device") => $"http://{Host}{path}";

    public async Task<Pushed> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        return await pushed.Reader.ReadAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        var (status, name, value) = Answer(++Count);
        context.Response.StatusCode = status;
        if (name is not null)
        {
            context.Response.Headers[name] = value!.Replace(
                "{host}",
                Host.ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            );
        }
        await context.Response.CompleteAsync();
        await pushed.Writer.WriteAsync(new Pushed(context.Request.Path, headers, body.ToArray()));
    }
}
