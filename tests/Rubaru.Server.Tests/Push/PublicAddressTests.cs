using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Rubaru.Server.Push;
using Xunit;

namespace Rubaru.Server.Tests.Push;

/// <summary>Nobody outside makes this server ask inside (SSRF).</summary>
public sealed class PublicAddressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_inside_address_is_none_to_connect_to(string address) =>
        Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("142.250.74.106")]
    [InlineData("2a00:1450:4001:800::200a")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::808:808")]
    public void A_public_address_is(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://fcm.googleapis.com/fcm/send/abc", true)]
    [InlineData("https://updates.push.services.mozilla.com/wpush/v2/abc?x=1", true)]
    [InlineData("https://web.push.apple.com/abc", true)]
    [InlineData("http://fcm.googleapis.com/fcm/send/abc", false)]
    [InlineData("https://fcm.googleapis.com:8443/abc", false)]
    [InlineData("https://user@fcm.googleapis.com/abc", false)]
    [InlineData("https://fcm.googleapis.com/abc#x", false)]
    [InlineData("https://8.8.8.8/abc", false)]
    [InlineData("https://134744072/abc", false)]
    [InlineData("https://[2606:4700::1111]/abc", false)]
    [InlineData("https://localhost/abc", false)]
    [InlineData("https://intranet/abc", false)]
    [InlineData("https://127.0.0.1/abc", false)]
    [InlineData("ftp://push.example.org/abc", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/relative", false)]
    [InlineData("http://127.0.0.1:9000/abc", true)]
    [InlineData("http://127.0.0.1:9001/abc", false)]
    [InlineData("https://push.lan/abc", true)]
    [InlineData("http://push.lan/abc", true)]
    [InlineData("https://push.lan:8443/abc", false)]
    public void An_endpoint_has_the_form_of_a_push_service_or_is_listed(string endpoint, bool expected) =>
        Assert.Equal(expected, PushEndpoint.TryRead(endpoint, new PushHosts(["127.0.0.1:9000", "push.lan"]), out _));

    [Fact]
    public async Task A_name_that_turns_inside_after_the_check_is_not_connected_to()
    {
        await using var provider = await PushProvider.StartAsync();
        var port = int.Parse(provider.Host.Split(':')[1], null);
        var answers = new Queue<IPAddress[]>([
            [IPAddress.Parse("8.8.8.8")],
            [IPAddress.Loopback],
            [IPAddress.Parse("8.8.8.8"), IPAddress.Loopback],
        ]);
        var names = new PushNames(new PushHosts([]), (_, _) => Task.FromResult(answers.Dequeue()));
        Assert.True(await names.MayAskAsync(new Uri("https://rebind.example.org/x"), Token));
        using var handler = new SocketsHttpHandler { ConnectCallback = names.ConnectAsync };
        using var http = new HttpClient(handler);
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<HttpRequestException>(() =>
                http.GetAsync(new Uri($"http://rebind.example.org:{port}/x"), Token)
            );
            Assert.IsType<InsideAddressException>(error.InnerException);
        }
        Assert.Equal(0, provider.Count);
    }

    [Fact]
    public async Task A_listed_name_may_lead_inside()
    {
        await using var provider = await PushProvider.StartAsync();
        var port = provider.Host.Split(':')[1];
        var names = new PushNames(
            new PushHosts([$"push.lan:{port}"]),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])
        );
        Assert.True(await names.MayAskAsync(new Uri($"http://push.lan:{port}/x"), Token));
        Assert.False(await names.MayAskAsync(new Uri("http://other.lan/x"), Token));
        using var handler = new SocketsHttpHandler { ConnectCallback = names.ConnectAsync };
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(new Uri($"http://push.lan:{port}/x"), Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task A_name_without_an_address_just_now_is_asked_again_later()
    {
        var names = new PushNames(new PushHosts([]), (_, _) => throw new SocketException());
        Assert.True(await names.MayAskAsync(new Uri("https://push.example.org/x"), Token));
    }
}
