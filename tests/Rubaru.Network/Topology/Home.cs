namespace Rubaru.Network.Topology;

/// <summary>A home: a router with one public address and a LAN of devices behind it.</summary>
internal sealed class Home : IAsyncDisposable
{
    private readonly NetworkNamespace _router;
    private readonly List<NetworkNamespace> _devices = [];
    private readonly int _number;

    private Home(NetworkNamespace router, int number)
    {
        (_router, _number) = (router, number);
        First = LanPrefix + "20";
    }

    public string LanPrefix => $"192.168.{_number}.";

    public string Public { get; private set; } = "";

    private string First { get; set; }

    public static async Task<Home> BuildAsync(NetworkNamespace core, int number)
    {
        var home = new Home(await NetworkNamespace.CreateAsync($"home{number}"), number);
        await NetworkNamespace.JoinAsync(core, $"home{number}", home._router, "wan");
        await core.IpAsync($"addr add 20.0.{number}.1/24 dev home{number}");
        await core.IpAsync($"link set home{number} up");
        await core.IpAsync($"route add 192.168.{number}.0/24 via 20.0.{number}.2 dev home{number} onlink");
        await home._router.IpAsync("link set wan up");
        await home.MoveAsync($"20.0.{number}.2");
        await home._router.IpAsync("link add lan type bridge");
        await home._router.IpAsync($"addr add {home.LanPrefix}1/24 dev lan");
        await home._router.IpAsync("link set lan up");
        return home;
    }

    /// <summary>The provider gives the router another address; open mappings are lost.</summary>
    public async Task MoveAsync(string address)
    {
        if (Public.Length > 0)
        {
            await _router.IpAsync($"addr del {Public}/24 dev wan");
        }

        Public = address;
        await _router.IpAsync($"addr add {address}/24 dev wan");
        await _router.IpAsync($"route replace default via 20.0.{_number}.1 dev wan");
    }

    /// <summary>A device with a cable to the LAN; <c>localhost:PORT</c> on it is the server, so that its page is a secure context.</summary>
    public async Task<NetworkNamespace> AddDeviceAsync()
    {
        var host = 20 + _devices.Count;
        var device = await NetworkNamespace.CreateAsync($"dev{_number}x{host}");
        _devices.Add(device);
        // Its addresses would appear a second later, and a browser breaks off what it loads when the network changes.
        await device.RunAsync("sysctl", "-q", "-w", "net.ipv6.conf.default.disable_ipv6=1");
        await NetworkNamespace.JoinAsync(_router, $"port{host}", device, "eth0");
        await _router.IpAsync($"link set port{host} master lan up");
        await device.IpAsync($"addr add {LanPrefix}{host}/24 dev eth0");
        await device.IpAsync("link set eth0 up");
        await device.IpAsync($"route add default via {LanPrefix}1");
        await device.NftAsync(
            $$"""
            table ip page {
              chain out {
                type nat hook output priority -100;
                ip daddr 127.0.0.1 tcp dport {{Internet.Port}} dnat to {{Internet.Server}}
              }
              chain post {
                type nat hook postrouting priority 100;
                oifname "eth0" ip saddr 127.0.0.1 masquerade
              }
            }
            """
        );
        return device;
    }

    /// <summary>The first device gets another address in the LAN, as when it comes back to a Wi-Fi.</summary>
    public async Task ChangeDeviceAddressAsync()
    {
        var device = _devices[0];
        await device.IpAsync($"addr del {First}/24 dev eth0");
        First = First == LanPrefix + "20" ? LanPrefix + "120" : LanPrefix + "20";
        await device.IpAsync($"addr add {First}/24 dev eth0");
        await device.IpAsync($"route replace default via {LanPrefix}1");
    }

    /// <summary>Replaces the router's rules; open mappings end as when a router restarts.</summary>
    public async Task SetAsync(Nat nat, Firewall firewall = Firewall.Open)
    {
        var mapped = nat is Nat.FullCone or Nat.AddressRestricted;
        await _router.NftAsync(
            $$"""
            table ip home
            delete table ip home
            table ip home {
              set seen {
                type ipv4_addr
                flags dynamic,timeout
                timeout 60s
              }
              chain pre {
                type nat hook prerouting priority -100;
                {{(mapped ? $"iifname \"wan\" udp dport 1024-65535 dnat to {First}" : "")}}
              }
              chain post {
                type nat hook postrouting priority 100;
                {{Mapping(nat)}}
              }
              chain in {
                # A router that answered a stranger would keep that mapping, and the hole punched later would miss it.
                type filter hook input priority 0;
                iifname "wan" ct state new drop
              }
              chain forward {
                type filter hook forward priority 0;
                {{Limits(firewall)}}
                {{Filter(nat)}}
              }
            }
            """
        );
        await ForgetMappingsAsync();
    }

    public async Task ForgetMappingsAsync()
    {
        // Without the tool "conntrack": an address that goes takes the masqueraded mappings along.
        await _router.IpAsync($"addr del {Public}/24 dev wan");
        await _router.IpAsync($"addr add {Public}/24 dev wan");
        await _router.IpAsync($"route replace default via 20.0.{_number}.1 dev wan");
    }

    /// <summary>Nothing passes the router any more, and nobody is told.</summary>
    public Task CutAsync() =>
        _router.NftAsync("table ip cut { chain nothing { type filter hook forward priority -10; policy drop; }; }");

    public Task HealAsync() => _router.NftAsync("delete table ip cut");

    /// <summary>Counts what passes between the LAN and an address outside.</summary>
    public Task CountAsync(string name, string address) =>
        _router.NftAsync(
            $$"""
            table ip count {
              counter {{name}} { }
              chain {{name}} {
                type filter hook forward priority -20;
                ip saddr {{address}} counter name {{name}}
                ip daddr {{address}} counter name {{name}}
              }
            }
            """
        );

    public Task<long> CountedAsync(string name) => _router.PacketsAsync(name);

    public async ValueTask DisposeAsync()
    {
        foreach (var device in _devices)
        {
            await device.DisposeAsync();
        }

        await _router.DisposeAsync();
    }

    private static string Mapping(Nat nat) =>
        nat switch
        {
            Nat.None => "",
            Nat.Symmetric => "oifname \"wan\" masquerade fully-random",
            _ => "oifname \"wan\" masquerade",
        };

    private static string Filter(Nat nat) =>
        nat switch
        {
            Nat.None or Nat.FullCone => "",
            Nat.AddressRestricted =>
                "oifname \"wan\" update @seen { ip daddr }\n    iifname \"wan\" ct state new ip saddr != @seen drop",
            _ => "iifname \"wan\" ct state new drop",
        };

    private static string Limits(Firewall firewall) =>
        firewall switch
        {
            Firewall.NoUdp => "meta l4proto udp drop",
            Firewall.WebOnly =>
                $"iifname \"lan\" meta l4proto != tcp drop\n    iifname \"lan\" tcp dport != {{ 80, 443, {Internet.Port} }} drop",
            _ => "",
        };
}
