using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rubaru.Server.Hosting;

/// <summary>Addresses, TLS and the limits of Kestrel.</summary>
internal static class Listening
{
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options, TimeProvider time)
    {
        kestrel.AddServerHeader = false;
        // Nothing of this server has a request body; a WebSocket is not one.
        kestrel.Limits.MaxRequestBodySize = 1024;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        var certificate = options.Certificate is null
            ? null
            : new ServerCertificate(options.Certificate, options.CertificateKey, time);
        foreach (var url in options.Urls)
        {
            Listen(kestrel, url, certificate);
        }
    }

    /// <summary>The sentence for a start that failed; <c>null</c> when it is none of ours.</summary>
    public static string? Explain(Exception error, ServerOptions? options)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ConfigurationError:
                    return cause.Message;
                case AddressInUseException when options is not null:
                    var port = options.Urls.Count == 1 ? options.Urls[0].Port : PortIn(error.Message, options);
                    return $"Port {port} is in use. Set RUBARU_URLS, for example RUBARU_URLS=http://localhost:{port + 1}.";
                case SocketException { SocketErrorCode: SocketError.AccessDenied } when options is not null:
                    return $"No permission to listen on {options.Urls[0].Authority}. Set RUBARU_URLS to a port above 1023.";
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable } when options is not null:
                    return $"This machine does not have the address {options.Urls[0].Host}. Set RUBARU_URLS.";
            }
        }
        return null;
    }

    private static int PortIn(string message, ServerOptions options) =>
        options
            .Urls.FirstOrDefault(url => message.Contains($":{url.Port}", StringComparison.Ordinal), options.Urls[0])
            .Port;

    private static void Listen(KestrelServerOptions kestrel, Uri url, ServerCertificate? certificate)
    {
        void Secure(ListenOptions listen)
        {
            if (url.Scheme == Uri.UriSchemeHttps)
            {
                listen.UseHttps(https =>
                {
                    https.SslProtocols = SslProtocols.Tls13;
                    https.ServerCertificateSelector = (_, _) => certificate!.Current;
                });
            }
        }
        if (url.Host != "localhost")
        {
            kestrel.Listen(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port, Secure);
        }
        else if (url.Port == 0)
        {
            // The system chooses a port for one address; the other family could not be given the same one for sure.
            kestrel.Listen(IPAddress.Loopback, 0, Secure);
        }
        else
        {
            // 127.0.0.1 and [::1]; where the machine has no IPv6, only the first.
            kestrel.ListenLocalhost(url.Port, Secure);
        }
    }
}
