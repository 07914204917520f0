namespace Rubaru.Client.Tests.Transport;

/// <summary>Where the ends of a <see cref="MemoryPeerNetwork"/> live, in ranges that a search finds.</summary>
internal static class MemoryAddresses
{
    internal const string LanPrefix = "192.168.7.";
    internal const string PublicPrefix = "203.0.113.";
    internal const string RelayPrefix = "198.51.100.";

    internal static string Lan(int id) => $"{LanPrefix}{id % 250 + 1}";

    internal static string Public(int id) => $"{PublicPrefix}{id % 250 + 1}";

    internal static string Relay(int id) => $"{RelayPrefix}{id % 250 + 1}";
}
