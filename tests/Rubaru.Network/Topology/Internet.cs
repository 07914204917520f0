namespace Rubaru.Network.Topology;

/// <summary>
/// A small internet in network namespaces: a core, a data centre for the server and the relay, and homes. Its addresses
/// are ordinary public ones, so the relay's shipped configuration applies to it as it stands.
/// </summary>
internal sealed class Internet : IAsyncDisposable
{
    public const int Port = 5080;
    public const string Server = "20.0.0.2";
    private readonly NetworkNamespace _core;
    private readonly List<Home> _homes = [];

    private Internet(NetworkNamespace core, NetworkNamespace centre) => (_core, DataCentre) = (core, centre);

    /// <summary>Where server and relay run.</summary>
    public NetworkNamespace DataCentre { get; }

    public static async Task<Internet> BuildAsync()
    {
        var core = await NetworkNamespace.CreateAsync("core");
        var centre = await NetworkNamespace.CreateAsync("centre");
        await NetworkNamespace.JoinAsync(core, "centre", centre, "eth0");
        await core.IpAsync("addr add 20.0.0.1/24 dev centre");
        await core.IpAsync("link set centre up");
        await centre.IpAsync($"addr add {Server}/24 dev eth0");
        await centre.IpAsync("link set eth0 up");
        await centre.IpAsync("route add default via 20.0.0.1");
        // The server serves plain http to localhost only: what comes to its public address is let in as if from there, and
        // on the devices it leaves as if for there. So the pages are secure contexts without a certificate.
        await centre.NftAsync(
            $$"""
            table ip page {
              chain pre {
                type nat hook prerouting priority -100;
                ip daddr {{Server}} tcp dport {{Port}} dnat to 127.0.0.1
              }
              chain in {
                type nat hook input priority 100;
                ip daddr 127.0.0.1 tcp dport {{Port}} snat to 127.0.0.1
              }
            }
            """
        );
        return new Internet(core, centre);
    }

    public async Task<Home> AddHomeAsync()
    {
        var home = await Home.BuildAsync(_core, _homes.Count + 1);
        _homes.Add(home);
        return home;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var home in _homes)
        {
            await home.DisposeAsync();
        }

        await DataCentre.DisposeAsync();
        await _core.DisposeAsync();
    }
}
