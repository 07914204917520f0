using System.Net;
using System.Net.Sockets;

namespace Rubaru.Server.Push;

/// <summary>
/// Which addresses a stranger may make this server connect to: those of the public Internet (IANA's special-purpose
/// registries), never this machine, its network or a cloud's own services.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special4 = Networks(
        "0.0.0.0/8",
        "10.0.0.0/8",
        // Carrier-grade NAT; some clouds keep their metadata here.
        "100.64.0.0/10",
        "127.0.0.0/8",
        // Link-local, and most clouds' metadata.
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        // Multicast, reserved and broadcast.
        "224.0.0.0/3",
        // A public address that means the host of a virtual machine on Azure.
        "168.63.129.16/32"
    );

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    /// <summary>Inside it: tunnels that carry an IPv4 address (Teredo, 6to4), documentation, benchmarks.</summary>
    private static readonly IPNetwork[] Special6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>What a network without IPv4 makes of a public IPv4 address (RFC 6052).</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool Is(IPAddress address) =>
        address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Special4.Any(network => network.Contains(address)),
            // No resolver has a reason to answer with an IPv4-mapped one. Looked at by itself: IPNetwork finds
            // ::ffff:8.8.8.8 inside 2000::/3.
            AddressFamily.InterNetworkV6 when address.IsIPv4MappedToIPv6 || address.ScopeId != 0 => false,
            AddressFamily.InterNetworkV6 when Nat64.Contains(address) => Is(
                new IPAddress(address.GetAddressBytes().AsSpan(12))
            ),
            AddressFamily.InterNetworkV6 => Global6.Contains(address)
                && !Special6.Any(network => network.Contains(address)),
            _ => false,
        };

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(text => IPNetwork.Parse(text))];
}
