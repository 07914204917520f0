using System.Net;
using System.Text.Json;
using Rubaru.Server.Hosting;
using Rubaru.Server.Web;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>The files by which a store's app shows that it belongs to this origin.</summary>
public sealed class StoreShellTests
{
    private const string Fingerprint =
        "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_set_is_not_there()
    {
        await using var server = await InProcessServer.StartAsync(TimeProvider.System);
        foreach (var name in (string[])["assetlinks.json", "apple-app-site-association", "security.txt", ""])
        {
            using var response = await server.Http.GetAsync($"/.well-known/{name}", Token);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Both_files_name_the_apps_of_the_operator()
    {
        var shells = StoreShells.Read(
            [$"org.example.chat={Fingerprint}+{Fingerprint}"],
            ["ABCDE12345.org.example.chat"]
        );
        await using var server = await InProcessServer.StartAsync(
            TimeProvider.System,
            change: options => options with { Shells = shells }
        );
        using var links = await ReadAsync(server, "assetlinks.json");
        var statement = Assert.Single(links.RootElement.EnumerateArray());
        Assert.Equal(
            "delegate_permission/common.handle_all_urls",
            Assert.Single(statement.GetProperty("relation").EnumerateArray()).GetString()
        );
        var target = statement.GetProperty("target");
        Assert.Equal("android_app", target.GetProperty("namespace").GetString());
        Assert.Equal("org.example.chat", target.GetProperty("package_name").GetString());
        Assert.Equal(
            [Fingerprint, Fingerprint],
            target.GetProperty("sha256_cert_fingerprints").EnumerateArray().Select(f => f.GetString())
        );

        using var association = await ReadAsync(server, "apple-app-site-association");
        var details = Assert.Single(
            association.RootElement.GetProperty("applinks").GetProperty("details").EnumerateArray()
        );
        Assert.Equal(
            "ABCDE12345.org.example.chat",
            Assert.Single(details.GetProperty("appIDs").EnumerateArray()).GetString()
        );
        // Only invite links open the shell.
        var component = Assert.Single(details.GetProperty("components").EnumerateArray());
        Assert.Equal("/i", component.GetProperty("/").GetString());
    }

    [Theory]
    [InlineData("org.example.chat", "")]
    [InlineData("org.example.chat=AB:CD", "")]
    [InlineData("chat=" + Fingerprint, "")]
    [InlineData("org.example.chat=" + Fingerprint + "+", "")]
    [InlineData("", "org.example.chat")]
    [InlineData("", "ABCDE12345.org example")]
    public void What_no_store_would_take_is_refused_at_the_start(string android, string apple) =>
        Assert.Throws<ConfigurationError>(() =>
            StoreShells.Read(android.Length == 0 ? [] : [android], apple.Length == 0 ? [] : [apple])
        );

    private static async Task<JsonDocument> ReadAsync(InProcessServer server, string name)
    {
        using var response = await server.Http.GetAsync($"/.well-known/{name}", Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
    }
}
