using Microsoft.Extensions.Primitives;

namespace Rubaru.Server.Gateway;

/// <summary>
/// The origins of the app this server serves. A browser sends its page's origin with every WebSocket, so foreign pages
/// cannot use a visitor's browser; and a login signs the host, so a foreign host cannot pass a login on to us.
/// </summary>
internal sealed class OwnOrigins
{
    private readonly HashSet<string> origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> authorities = new(StringComparer.OrdinalIgnoreCase);

    public OwnOrigins(IEnumerable<string> configured)
    {
        foreach (var origin in configured)
        {
            Add(new Uri(origin));
        }
    }

    /// <summary>An address the server listens on; a loopback one is reached by three names.</summary>
    public void Add(Uri address)
    {
        string[] hosts = address.IsLoopback ? ["localhost", "127.0.0.1", "[::1]"] : [address.Host];
        foreach (var host in hosts)
        {
            var authority = address.IsDefaultPort ? host : $"{host}:{address.Port}";
            authorities.Add(authority);
            origins.Add($"{address.Scheme}://{authority}");
        }
    }

    /// <summary>Exactly one Origin header, and it is ours. "null" and a missing one are not.</summary>
    public bool Contains(StringValues origin) => origin is [{ } value] && origins.Contains(value);

    public bool IsOwnHost(string host) => authorities.Contains(host);
}
