using System.Net;
using System.Net.WebSockets;

namespace Rubaru.EndToEnd;

/// <summary>What the published server answers over HTTP, and to whom it opens its sockets.</summary>
public sealed class WebSurfaceTests(StandingServer standing) : IClassFixture<StandingServer>
{
    [Fact]
    public async Task The_app_comes_with_a_strict_policy()
    {
        var server = standing.Server;
        using var http = new HttpClient();
        foreach (var path in new[] { "/", "/i", "/index.html" })
        {
            using var response = await http.GetAsync(new Uri(server.Url + path), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("'unsafe-eval'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        }
    }

    [Theory]
    [InlineData("/v1/unknown")]
    [InlineData("/api/unknown")]
    [InlineData("/_framework/unknown.wasm")]
    [InlineData("/../appsettings.json")]
    public async Task Unknown_machine_paths_are_not_the_app(string path)
    {
        var server = standing.Server;
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(server.Url + path), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            "text/html",
            response.Content.Headers.ContentType?.ToString() ?? "",
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_foreign_or_missing_origin_gets_no_socket(string? origin)
    {
        var server = standing.Server;
        foreach (var path in new[] { "/v1/mailbox", "/v1/deposit" })
        {
            using var socket = new ClientWebSocket();
            if (origin is not null)
            {
                socket.Options.SetRequestHeader("Origin", origin);
            }

            var uri = new Uri(server.Url.Replace("http://", "ws://", StringComparison.Ordinal) + path);
            await Assert.ThrowsAsync<WebSocketException>(() =>
                socket.ConnectAsync(uri, TestContext.Current.CancellationToken)
            );
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, path, origin));
        }
    }

    [Fact]
    public async Task The_process_says_when_it_is_ready_and_ends_politely()
    {
        await using var server = await PublishedServer.StartNewAsync();
        Assert.Contains($"Rubaru is ready at {server.Url}", server.Output);
        using var http = new HttpClient();
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await http.GetAsync(new Uri(server.Url + "/health/live"), TestContext.Current.CancellationToken)
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await http.GetAsync(new Uri(server.Url + "/health/ready"), TestContext.Current.CancellationToken)
            ).StatusCode
        );
        Assert.Contains(
            "rubaru_oldest_row_age_seconds",
            await http.GetStringAsync(new Uri(server.Url + "/metrics"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public void The_published_server_cannot_name_a_session_or_a_plaintext_type()
    {
        var outsideTheApp = Directory
            .EnumerateFiles(Repository.Published, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Published, file))
            .Where(file => !file.StartsWith("wwwroot", StringComparison.Ordinal));
        Assert.DoesNotContain(
            outsideTheApp,
            file =>
                file.Contains("Rubaru.E2ee", StringComparison.Ordinal)
                || file.Contains("Rubaru.Client", StringComparison.Ordinal)
        );
        var deps = File.ReadAllText(Path.Combine(Repository.Published, "Rubaru.Server.deps.json"));
        Assert.DoesNotContain("Rubaru.E2ee", deps, StringComparison.Ordinal);
        Assert.DoesNotContain("Rubaru.Client", deps, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(PublishedServer server, string path, string? origin)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url + path));
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
