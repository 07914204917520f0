using Rubaru.Server.Hosting.Doctor;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class RelayAddressTests
{
    [Theory]
    [InlineData("turn:turn.example.org", "turn.example.org", 3478, true, false)]
    [InlineData("turn:turn.example.org:99?transport=tcp", "turn.example.org", 99, false, false)]
    [InlineData("turn:[2001:db8::1]:3478?transport=udp", "2001:db8::1", 3478, true, false)]
    [InlineData("turn:[2001:db8::1]", "2001:db8::1", 3478, true, false)]
    [InlineData("turns:turn.example.org", "turn.example.org", 5349, false, true)]
    [InlineData("turns:turn.example.org:443?transport=tcp", "turn.example.org", 443, false, true)]
    public void A_TURN_address_names_host_port_and_way(string url, string host, int port, bool isDatagram, bool isTls)
    {
        Assert.Equal(new RelayAddress(host, port, isDatagram, isTls), RelayAddress.TryRead(url));
    }

    [Theory]
    [InlineData("stun:turn.example.org")]
    [InlineData("turn:")]
    [InlineData("turn:host:port")]
    public void Anything_else_is_none(string url)
    {
        Assert.Null(RelayAddress.TryRead(url));
    }
}
