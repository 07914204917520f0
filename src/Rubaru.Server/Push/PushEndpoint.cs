using System.Diagnostics.CodeAnalysis;

namespace Rubaru.Server.Push;

/// <summary>The form of an endpoint that this server would ask; where its name leads is checked at every connect.</summary>
internal static class PushEndpoint
{
    private const int HttpsPort = 443;

    /// <summary>
    /// https on its own port and by name, as every push service has it: an address instead of a name, or another port, is
    /// somebody looking for a service inside. What the operator listed may be anything.
    /// </summary>
    public static bool TryRead(string text, PushHosts hosts, [NotNullWhen(true)] out Uri? endpoint)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out endpoint)
            || endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Scheme != Uri.UriSchemeHttp
            || endpoint.UserInfo.Length > 0
            || endpoint.Fragment.Length > 0
        )
        {
            return false;
        }
        return hosts.Contains(endpoint.IdnHost, endpoint.Port)
            || endpoint is { Scheme: "https", HostNameType: UriHostNameType.Dns, Port: HttpsPort }
                && endpoint.IdnHost.Contains('.', StringComparison.Ordinal);
    }
}
