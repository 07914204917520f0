using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rubaru.Server.Web;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class WebTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/api/server")]
    [InlineData("/metrics")]
    [InlineData("/nothing/here")]
    public async Task Every_response_carries_the_browsers_locks(string path)
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        using var response = await server.Http.GetAsync(path, Token);
        var policy = Header(response, "Content-Security-Policy");
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-eval'", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Opener-Policy"));
        Assert.Equal("require-corp", Header(response, "Cross-Origin-Embedder-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Resource-Policy"));
        Assert.NotEmpty(Header(response, "Permissions-Policy"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Https_is_pinned()
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        server.Http.BaseAddress = new Uri("https://localhost:5080");
        using var client = server.Http;
        using var response = await client.GetAsync(new Uri("https://localhost:5080/health/live"), Token);
        Assert.Contains("max-age=31536000", Header(response, "Strict-Transport-Security"), StringComparison.Ordinal);
    }

    [Fact]
    public void Exactly_the_import_map_of_the_page_is_allowed_inline()
    {
        const string Map = "{\n  \"imports\": {}\n}";
        var policy = SecurityHeaders.PolicyFor(
            $"<html><script type=\"importmap\">{Map}</script><script>alert(1)</script></html>"
        );
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Map)));
        Assert.Contains($"script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';", policy, StringComparison.Ordinal);
        Assert.Equal(1, policy.Split("sha256-").Length - 1);
        Assert.DoesNotContain("sha256", SecurityHeaders.PolicyFor("<html></html>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_says_what_it_keeps_and_for_how_long()
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        using var info = JsonDocument.Parse(await server.Http.GetStringAsync("/api/server", Token));
        Assert.Equal(1, info.RootElement.GetProperty("protocol").GetInt32());
        Assert.Equal(21_600, info.RootElement.GetProperty("retentionSeconds").GetInt32());
        Assert.All(
            info.RootElement.GetProperty("keeps").EnumerateArray(),
            kept => Assert.NotEmpty(kept.GetProperty("what").GetString()!)
        );
        // The names by which the app says it in other languages.
        Assert.Equal(
            ["sealed-message", "delivered", "prekeys", "mailbox", "ended-capability", "push", "addresses"],
            info.RootElement.GetProperty("keeps").EnumerateArray().Select(kept => kept.GetProperty("id").GetString())
        );
        Assert.False(info.RootElement.GetProperty("stun").GetBoolean());
    }

    [Fact]
    public async Task Metrics_have_the_names_of_the_contract_and_no_persons()
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        await new Account().OpenAsync(server);
        var text = await server.Http.GetStringAsync("/metrics", Token);
        foreach (
            var name in (string[])
                [
                    "rubaru_deposits_total{class=\"stored\"} 0",
                    "rubaru_deposits_total{class=\"transient\"} 0",
                    "rubaru_delivered_total 0",
                    "rubaru_purged_total{reason=\"expired\"} 0",
                    "rubaru_oldest_row_age_seconds 0",
                    "rubaru_connections 1",
                    "rubaru_pending_messages 0",
                    "rubaru_push_total{",
                    "rubaru_rejected_total{reason=",
                ]
        )
        {
            Assert.Contains($"\n{name}", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Metrics_are_not_for_a_proxy_or_a_foreign_name()
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        foreach (var (name, value) in ((string, string)[])[("X-Forwarded-For", "10.0.0.1"), ("Host", "evil.example")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            request.Headers.TryAddWithoutValidation(name, value);
            using var response = await server.Http.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_socket_path_is_no_page()
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        using var response = await server.Http.GetAsync("/v1/mailbox", Token);
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        Assert.Single(response.Headers.GetValues(name));
}
