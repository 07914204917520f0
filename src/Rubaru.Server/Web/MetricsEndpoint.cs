using System.Net;
using Rubaru.Server.Gateway;
using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;

namespace Rubaru.Server.Web;

/// <summary>Prometheus text, for this machine only.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this WebApplication app) => app.MapGet("/metrics", WriteAsync);

    private static async Task<IResult> WriteAsync(
        HttpContext context,
        Metrics metrics,
        Connections connections,
        HeldDeposits held,
        Writer writer,
        Expiry expiry,
        RetentionClock clock
    )
    {
        if (!IsLocal(context))
        {
            return Results.NotFound();
        }
        try
        {
            var (pending, oldest) = await writer.RunAsync(db =>
                (db.Count("SELECT count(*) FROM deposit WHERE status = 'pending'"), expiry.Oldest(db))
            );
            var age = oldest is { } created ? Math.Max(0, clock.UnixSeconds - created) : 0;
            return Results.Text(
                metrics.Write(connections.Count, held.Count, pending, age),
                "text/plain; version=0.0.4"
            );
        }
        catch (StorageException)
        {
            return Results.Text("storage unavailable\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    // A proxy on this machine that RUBARU_PROXIES does not name connects from loopback too, but says for whom. And a
    // foreign page whose name points here would send its own name.
    private static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded")
        && (context.Request.Host.Host is "localhost" || IPAddress.TryParse(context.Request.Host.Host, out _));
}
