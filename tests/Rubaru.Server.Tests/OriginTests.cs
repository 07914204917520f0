using Rubaru.Server.Gateway;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class OriginTests
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:5081")]
    [InlineData("https://localhost:5080")]
    [InlineData("http://localhost:5080.evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_foreign_null_or_missing_origin_is_refused_before_the_upgrade(string? origin)
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        foreach (var path in (string[])["/v1/mailbox", "/v1/deposit", "/v2/mailbox"])
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
                server.ConnectAsync(path, origin, TestContext.Current.CancellationToken)
            );
            Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://[::1]:5080")]
    public async Task The_names_of_the_loopback_are_the_servers_own(string origin)
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        using var socket = await server.ConnectAsync("/v1/deposit", origin, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.WebSockets.WebSocketState.Open, socket.State);
    }

    [Fact]
    public void A_configured_origin_stands_for_itself_alone()
    {
        var origins = new OwnOrigins(["https://chat.example.org"]);
        Assert.True(origins.Contains("https://chat.example.org"));
        Assert.True(origins.IsOwnHost("chat.example.org"));
        Assert.False(origins.Contains("http://chat.example.org"));
        Assert.False(origins.Contains("https://chat.example.org:444"));
        Assert.False(origins.Contains(new(["https://chat.example.org", "https://chat.example.org"])));
        Assert.False(origins.IsOwnHost("localhost:5080"));
    }

    [Theory]
    [InlineData("/v2/mailbox")]
    [InlineData("/v9/deposit")]
    [InlineData("/v1.1/mailbox")]
    public async Task Another_protocol_version_is_refused_by_name(string path)
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        using var socket = await Socket.OpenAsync(server, path);
        await socket.EndsWithAsync(Refusal.Version);
        Assert.Equal(4001, (int)socket.CloseStatus!);
    }

    [Fact]
    public async Task A_login_that_names_another_host_is_not_even_connected()
    {
        // Otherwise a foreign host could pass our challenge to its visitor and the signature to us.
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            server.ConnectAsync(
                "/v1/mailbox",
                "http://localhost:5080",
                TestContext.Current.CancellationToken,
                "evil.example"
            )
        );
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }
}
