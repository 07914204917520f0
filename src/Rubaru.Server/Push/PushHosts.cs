using Rubaru.Server.Hosting;

namespace Rubaru.Server.Push;

/// <summary>RUBARU_PUSH_HOSTS: the push services inside the operator's own network, host or host:port each.</summary>
internal sealed class PushHosts
{
    private readonly HashSet<string> listed = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ConfigurationError">An entry is no host or host:port.</exception>
    public PushHosts(IEnumerable<string> entries)
    {
        foreach (var entry in entries)
        {
            // A host alone means the ports of https and http.
            if (!Uri.TryCreate($"https://{entry}", UriKind.Absolute, out var url) || url.PathAndQuery != "/")
            {
                throw new ConfigurationError(
                    $"RUBARU_PUSH_HOSTS: {entry} is not a host or host:port such as push.example.org or 127.0.0.1:9000."
                );
            }
            listed.Add($"{url.IdnHost}:{url.Port}");
            if (url.IsDefaultPort && !entry.EndsWith(":443", StringComparison.Ordinal))
            {
                listed.Add($"{url.IdnHost}:80");
            }
        }
    }

    public bool Contains(string host, int port) => listed.Contains($"{host}:{port}");
}
