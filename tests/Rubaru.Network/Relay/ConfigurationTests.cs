using System.Globalization;
using System.Net;
using Rubaru.Network.Topology;
using Rubaru.Server.Hosting.Doctor;

namespace Rubaru.Network.Relay;

/// <summary>deploy/coturn/turnserver.conf as it is shipped: whom it lets in, whither it relays and how much.</summary>
public sealed class ConfigurationTests(ITestOutputHelper output)
{
    private const int UserQuota = 48;

    [Fact]
    public async Task Only_credentials_of_the_server_that_have_not_expired_are_let_in()
    {
        await using var internet = await Internet.BuildAsync();
        await using var relay = await Coturn.StartNewAsync(internet.DataCentre, Internet.Server);

        async Task<int> AllocateAsync(string user, string password)
        {
            using var client = await relay.ConnectAsync(internet.DataCentre);
            return await client.AllocateAsync(user, password);
        }

        var (user, password) = Coturn.Credentials(TimeSpan.FromMinutes(10));
        Assert.Equal(0, await AllocateAsync(user, password));
        var (oldUser, oldPassword) = Coturn.Credentials(TimeSpan.FromSeconds(-2));
        Assert.Equal(TurnClient.Unauthorized, await AllocateAsync(oldUser, oldPassword));
        Assert.Equal(TurnClient.Unauthorized, await AllocateAsync(user, oldPassword));
        // Somebody who makes a later expiry of a name that is good.
        Assert.Equal(TurnClient.Unauthorized, await AllocateAsync("9" + user, password));
        Assert.Equal(TurnClient.Unauthorized, await AllocateAsync("", ""));
    }

    [Fact]
    public async Task It_relays_to_the_internet_and_to_no_inner_address()
    {
        string[] open =
        [
            "8.8.8.8",
            "20.0.1.2",
            "9.255.255.255",
            "11.0.0.1",
            "172.32.0.1",
            "192.167.255.255",
            "223.255.255.254",
        ];
        string[] inner =
        [
            "0.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "192.168.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.251",
            "255.255.255.255",
        ];
        await AssertPermissionsAsync(open, inner, ipv6: false);
    }

    [Fact]
    public async Task The_same_holds_for_addresses_of_the_sixth_version()
    {
        string[] open = ["2606:4700:4700::1111", "2a00:1450::1", "2400::1"];
        string[] inner =
        [
            "::1",
            "::",
            "::10.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::fb",
        ];
        await AssertPermissionsAsync(open, inner, ipv6: true);
    }

    [Fact]
    public async Task One_set_of_credentials_gets_so_many_allocations_and_no_more()
    {
        await using var internet = await Internet.BuildAsync();
        await using var relay = await Coturn.StartNewAsync(internet.DataCentre, Internet.Server);
        var (user, password) = Coturn.Credentials(TimeSpan.FromMinutes(10));
        var open = new List<TurnClient>();
        try
        {
            for (var i = 0; i < UserQuota; i++)
            {
                open.Add(await relay.ConnectAsync(internet.DataCentre));
                Assert.Equal(0, await open[^1].AllocateAsync(user, password));
            }

            open.Add(await relay.ConnectAsync(internet.DataCentre));
            Assert.Equal(TurnClient.QuotaReached, await open[^1].AllocateAsync(user, password));

            // Somebody else is not affected.
            var (other, otherPassword) = Coturn.Credentials(TimeSpan.FromMinutes(10));
            open.Add(await relay.ConnectAsync(internet.DataCentre));
            Assert.Equal(0, await open[^1].AllocateAsync(other, otherPassword));
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }

        output.WriteLine(UserQuota.ToString(CultureInfo.InvariantCulture) + " allocations, then 486");
    }

    private async Task AssertPermissionsAsync(string[] open, string[] inner, bool ipv6)
    {
        await using var internet = await Internet.BuildAsync();
        await internet.DataCentre.IpAsync("addr add 2600:1::2/64 dev eth0 nodad");
        await using var relay = await Coturn.StartNewAsync(
            internet.DataCentre,
            Internet.Server,
            "--relay-ip=2600:1::2"
        );
        var (user, password) = Coturn.Credentials(TimeSpan.FromMinutes(10));
        using var client = await relay.ConnectAsync(internet.DataCentre);
        Assert.Equal(0, await client.AllocateAsync(user, password, ipv6));
        var answers = new List<string>();
        foreach (var peer in (string[])[.. open, .. inner])
        {
            answers.Add($"{peer} {await client.PermitAsync(IPAddress.Parse(peer))}");
        }

        output.WriteLine(string.Join('\n', answers));
        Assert.Equal(
            [.. open.Select(peer => $"{peer} 0"), .. inner.Select(peer => $"{peer} {TurnClient.Forbidden}")],
            answers
        );
    }
}
