using System.Globalization;

namespace Rubaru.Server.Hosting.Doctor;

/// <summary>A TURN URI (RFC 7065): <c>turn:host:port?transport=udp</c>, <c>turns:</c> for TLS.</summary>
internal sealed record RelayAddress(string Host, int Port, bool IsDatagram, bool IsTls)
{
    private const int PlainPort = 3478;
    private const int TlsPort = 5349;

    /// <returns><c>null</c>: not such an address.</returns>
    public static RelayAddress? TryRead(string url)
    {
        var isTls = url.StartsWith("turns:", StringComparison.Ordinal);
        if (!isTls && !url.StartsWith("turn:", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = url[(url.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('?');
        var transport =
            parts.Length > 1 ? parts[1]
            : isTls ? "transport=tcp"
            : "transport=udp";
        // An address of IPv6 stands in brackets, so the port begins at a colon behind them.
        var colon = parts[0].LastIndexOf(':');
        var hasPort = colon > parts[0].LastIndexOf(']');
        var host = hasPort ? parts[0][..colon] : parts[0];
        var port = isTls ? TlsPort : PlainPort;
        return
            host.Length > 0
            && (
                !hasPort
                || int.TryParse(parts[0][(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            )
            ? new RelayAddress(host.Trim('[', ']'), port, transport == "transport=udp" && !isTls, isTls)
            : null;
    }
}
