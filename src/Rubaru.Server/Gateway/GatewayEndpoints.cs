using System.Net.WebSockets;
using Rubaru.Wire;

namespace Rubaru.Server.Gateway;

/// <summary>The two WebSockets, with the protocol version in the path and nothing secret in a URL.</summary>
internal static class GatewayEndpoints
{
    private const WebSocketCloseStatus OtherVersion = (WebSocketCloseStatus)4001;

    public static void MapGateway(this WebApplication app)
    {
        app.Map("/v1/mailbox", MailboxAsync);
        app.Map("/v1/deposit", DepositAsync);
        app.Map("/v{version}/mailbox", RefuseVersionAsync);
        app.Map("/v{version}/deposit", RefuseVersionAsync);
    }

    private static Task MailboxAsync(HttpContext context, GatewayServices services, AddressLimits limits) =>
        AcceptAsync(
            context,
            connection =>
            {
                var address = context.Connection.RemoteIpAddress;
                var session = new MailboxSession(
                    services,
                    connection,
                    context.Request.Host.Value ?? "",
                    () => limits.TryRegister(address)
                );
                session.Challenge();
                return (session.ReceiveAsync, session.End);
            }
        );

    private static Task DepositAsync(HttpContext context, GatewayServices services) =>
        AcceptAsync(
            context,
            connection =>
            {
                var session = new DepositSession(services, connection);
                return (session.ReceiveAsync, session.End);
            }
        );

    private static Task RefuseVersionAsync(HttpContext context, Metrics metrics) =>
        AcceptAsync(
            context,
            connection =>
            {
                metrics.CountRejected(Refusal.Version);
                connection.Close(Refusal.Version, OtherVersion);
                return (_ => ValueTask.CompletedTask, () => { });
            }
        );

    private static async Task AcceptAsync(
        HttpContext context,
        Func<Connection, (Func<ReadOnlyMemory<byte>, ValueTask> Receive, Action End)> begin
    )
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return;
        }
        var services = context.RequestServices;
        var origins = services.GetRequiredService<OwnOrigins>();
        if (!origins.Contains(context.Request.Headers.Origin) || !origins.IsOwnHost(context.Request.Host.Value ?? ""))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var limits = services.GetRequiredService<AddressLimits>();
        using var held = limits.HoldConnection(context.Connection.RemoteIpAddress);
        if (!held.IsAcquired || !limits.TryConnect(context.Connection.RemoteIpAddress))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new Connection(socket, services.GetRequiredService<TimeProvider>());
        var (receive, end) = begin(connection);
        var connections = services.GetRequiredService<Connections>();
        connections.Add(connection);
        try
        {
            await connection.ReadAsync(receive);
        }
        finally
        {
            end();
            connections.Remove(connection);
        }
    }
}
