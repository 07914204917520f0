using Microsoft.Extensions.Configuration;
using Rubaru.Server.Hosting;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class ServerOptionsTests
{
    [Fact]
    public void Without_settings_the_server_is_for_this_machine()
    {
        var options = Read();
        Assert.Equal([new Uri("http://localhost:5080")], options.Urls);
        Assert.Equal(Path.GetFullPath("./.data"), options.Data);
        Assert.Equal(TimeSpan.FromHours(6), options.Retention);
        Assert.Equal(5 * 1024 * 1024, options.FileLimit);
        Assert.Equal(0, Read(("RUBARU_FILE_LIMIT", "0")).FileLimit);
        Assert.Empty(options.Origins);
    }

    [Fact]
    public void Keys_of_appsettings_mean_the_same()
    {
        var options = Read(("Rubaru:Retention", "01:00:00"), ("Rubaru:StorageKeys", "/keys"));
        Assert.Equal(TimeSpan.FromHours(1), options.Retention);
        Assert.Equal(Path.GetFullPath("/keys"), options.StorageKeys);
        Assert.Equal(
            TimeSpan.FromHours(2),
            Read(("Rubaru:Retention", "01:00:00"), ("RUBARU_RETENTION", "02:00:00")).Retention
        );
    }

    [Theory]
    [InlineData("RUBARU_URLS", "http://0.0.0.0:5080", "https")]
    [InlineData("RUBARU_URLS", "http://192.168.1.5:5080", "https")]
    [InlineData("RUBARU_URLS", "https://localhost:5443", "RUBARU_CERTIFICATE")]
    [InlineData("RUBARU_URLS", "localhost:5080", "RUBARU_URLS")]
    [InlineData("RUBARU_URLS", "http://localhost:5080/app", "RUBARU_URLS")]
    [InlineData("RUBARU_URLS", "ftp://localhost", "RUBARU_URLS")]
    [InlineData("RUBARU_RETENTION", "06:00:01", "RUBARU_RETENTION")]
    [InlineData("RUBARU_RETENTION", "00:00:00", "RUBARU_RETENTION")]
    [InlineData("RUBARU_RETENTION", "soon", "RUBARU_RETENTION")]
    [InlineData("RUBARU_FILE_LIMIT", "20971521", "RUBARU_FILE_LIMIT")]
    [InlineData("RUBARU_FILE_LIMIT", "-1", "RUBARU_FILE_LIMIT")]
    [InlineData("RUBARU_FILE_LIMIT", "5 MB", "RUBARU_FILE_LIMIT")]
    [InlineData("RUBARU_ORIGINS", "chat.example.org", "RUBARU_ORIGINS")]
    [InlineData("RUBARU_ORIGINS", "https://chat.example.org/app", "RUBARU_ORIGINS")]
    [InlineData("RUBARU_PROXIES", "caddy", "RUBARU_PROXIES")]
    [InlineData("RUBARU_DATABASE", "postgres", "RUBARU_DATABASE")]
    [InlineData("RUBARU_DATABASE", "postgresql://rubaru:secret2@db/rubaru", "RUBARU_DATABASE")]
    [InlineData("RUBARU_DATABASE", "Database=rubaru;Password=secret2", "RUBARU_DATABASE")]
    [InlineData("RUBARU_DATABASE", "Host=db;Port=secret2", "RUBARU_DATABASE")]
    [InlineData("RUBARU_CLUSTER", "on", "RUBARU_CLUSTER")]
    [InlineData("RUBARU_LIMITS_SCALE", "much", "RUBARU_LIMITS_SCALE")]
    public void A_setting_that_cannot_work_is_one_clear_sentence(string name, string value, string named)
    {
        var error = Assert.Throws<ConfigurationError>(() => Read((name, value)));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("secret2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_behind_a_named_proxy_needs_the_origin_that_browsers_see()
    {
        var behind = ("RUBARU_URLS", "http://0.0.0.0:5080");
        var proxy = ("RUBARU_PROXIES", "10.0.0.0/8, ::1");
        Assert.Throws<ConfigurationError>(() => Read(behind, proxy));
        var options = Read(behind, proxy, ("RUBARU_ORIGINS", "https://chat.example.org/"));
        Assert.Equal(["https://chat.example.org"], options.Origins);
        Assert.Equal(2, options.Proxies.Count);
    }

    private static ServerOptions Read(params (string Name, string Value)[] settings) =>
        ServerOptions.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))
                )
                .Build()
        );
}
