using System.Net;
using Rubaru.Server.Gateway;

namespace Rubaru.Server.Web;

/// <summary>Before anything else is done for a request: its address may not ask too often, and not in plain text.</summary>
internal sealed class RequestLimits(RequestDelegate next, AddressLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (!context.Request.IsHttps && address is not null && !IPAddress.IsLoopback(address))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "This server is reached by https only.");
        }
        return limits.TryRequest(address)
            ? next(context)
            : RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests. Try again in a minute.");
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence);
    }
}
