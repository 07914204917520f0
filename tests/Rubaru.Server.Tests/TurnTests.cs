using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Hosting;
using Rubaru.Server.Turn;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class TurnTests
{
    private const long Start = 1_800_000_000;
    private const string Secret = "a shared secret of this test";
    private static readonly string[] Stun = ["stun:turn.example.org:3478"];
    private static readonly string[] Relays =
    [
        "turn:turn.example.org:3478?transport=udp",
        "turn:turn.example.org:3478?transport=tcp",
        "turns:turn.example.org:443?transport=tcp",
    ];
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    [Fact]
    public async Task Who_is_logged_in_is_given_credentials_that_end_after_an_hour()
    {
        await using var server = await StartAsync(TurnOptions.Read(Stun, Relays, Secret));
        var (socket, _) = await new Account().RegisterAsync(server);
        var answer = await socket.AskAsync<IceServers>(new FetchIceServers(9));
        Assert.Equal((9u, 3_600u), (answer.Request, answer.LifetimeSeconds));
        Assert.Equal([.. Stun, .. Relays], answer.Servers.Select(server => server.Url));
        Assert.Equal(new IceServer(Stun[0], "", ""), answer.Servers[0]);
        var relay = answer.Servers[1];
        Assert.All(
            answer.Servers.Skip(1),
            other => Assert.Equal((relay.Username, relay.Credential), (other.Username, other.Credential))
        );
        Assert.Matches($"^{Start + 3_600}:[0-9a-f]{{32}}$", relay.Username);
        Assert.Equal(Password(Secret, relay.Username), relay.Credential);
        // The name says nothing about the mailbox: the next one is another.
        var next = await socket.AskAsync<IceServers>(new FetchIceServers(10));
        Assert.NotEqual(relay.Username, next.Servers[1].Username);
    }

    [Fact]
    public void The_password_is_what_openssl_computes()
    {
        var credentials = TurnCredentials.Make(Secret, DateTimeOffset.FromUnixTimeSeconds(Start), new byte[16]);
        Assert.Equal($"{Start}:00000000000000000000000000000000", credentials.Username);
        Assert.Equal("VVZx4DF1jadzxAmtPz3aQHhz6RI=", credentials.Password);
        Assert.DoesNotContain(credentials.Password, $"{credentials}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_too_often_is_told_the_servers_that_need_no_credentials()
    {
        await using var server = await StartAsync(TurnOptions.Read(["stun:198.51.100.1"], Relays, Secret));
        var (socket, _) = await new Account().RegisterAsync(server);
        for (var i = 0; i < ServerLimits.TurnCredentialsPerSpan; i++)
        {
            await socket.AskAsync<IceServers>(new FetchIceServers(1));
        }
        var limited = await socket.AskAsync<IceServers>(new FetchIceServers(2));
        Assert.Equal([new IceServer("stun:198.51.100.1", "", "")], limited.Servers);
        Assert.InRange(limited.LifetimeSeconds, 1u, 60u);
    }

    [Fact]
    public async Task Nobody_is_asked_for_credentials_without_end()
    {
        await using var server = await StartAsync(TurnOptions.Read([], Relays, Secret));
        var account = new Account();
        var (socket, _) = await account.RegisterAsync(server);
        for (var i = 0; i < ServerLimits.TurnCredentialsPerSpan; i++)
        {
            await socket.AskAsync<IceServers>(new FetchIceServers(1));
        }
        var refused = new Refused(2, Refusal.RateLimited);
        Assert.Equal(refused, await socket.AskAsync<Refused>(new FetchIceServers(2)));
        // Neither is it a matter of the connection, nor does it touch anybody else.
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(refused, await again.AskAsync<Refused>(new FetchIceServers(2)));
        var (other, _) = await new Account().RegisterAsync(server);
        await other.AskAsync<IceServers>(new FetchIceServers(3));
        time.Advance(ServerLimits.TurnCredentialsSpan);
        var (later, _) = await account.LogInAsync(server);
        await later.AskAsync<IceServers>(new FetchIceServers(4));
    }

    [Fact]
    public async Task Without_a_relay_there_are_no_credentials_and_nobody_is_limited()
    {
        await using var server = await StartAsync(TurnOptions.Read(Stun, [], null));
        var (socket, _) = await new Account().RegisterAsync(server);
        for (var i = 0; i < 2 * ServerLimits.TurnCredentialsPerSpan; i++)
        {
            var answer = await socket.AskAsync<IceServers>(new FetchIceServers(1));
            Assert.Equal(0u, answer.LifetimeSeconds);
            Assert.Equal([new IceServer(Stun[0], "", "")], answer.Servers);
        }
        await using var bare = await StartAsync(TurnOptions.None);
        var (alone, _) = await new Account().RegisterAsync(bare);
        Assert.Empty((await alone.AskAsync<IceServers>(new FetchIceServers(1))).Servers);
    }

    [Fact]
    public async Task The_server_says_whether_it_has_a_relay_and_never_its_secret()
    {
        foreach (var turn in new[] { TurnOptions.None, TurnOptions.Read(Stun, Relays, Secret) })
        {
            await using var server = await StartAsync(turn);
            var info = await server.Http.GetStringAsync("/api/server", TestContext.Current.CancellationToken);
            Assert.Contains(turn.IsOn ? "\"turn\":true" : "\"turn\":false", info, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, info, StringComparison.Ordinal);
            var options = new ServerOptions
            {
                Data = "/",
                StorageKeys = "/",
                Turn = turn,
            };
            Assert.DoesNotContain(Secret, options.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("turn:turn.example.org")]
    [InlineData("turn:192.0.2.1:3478")]
    [InlineData("turns:[2001:db8::1]:5349?transport=tcp")]
    [InlineData("turn:[2001:db8::1]")]
    public void Addresses_of_relays_are_taken(string url) => Assert.True(TurnOptions.Read([], [url], Secret).IsOn);

    [Theory]
    [InlineData("", "turn.example.org:3478", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "stun:turn.example.org:3478", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn:", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn::3478", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn://turn.example.org:3478", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn:turn.example.org:0", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn:turn.example.org:65536", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn:turn.example.org:3478?transport=sctp", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn:2001:db8::1", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn:[2001:db8::1", Secret, "RUBARU_TURN_URLS")]
    [InlineData("", "turn:turn.example.org", null, "RUBARU_TURN_SECRET")]
    [InlineData("", "turn:turn.example.org", "too short", "RUBARU_TURN_SECRET")]
    [InlineData("", "", Secret, "RUBARU_TURN_URLS")]
    [InlineData("turn:turn.example.org", "", null, "RUBARU_STUN_URLS")]
    [InlineData("stun:turn.example.org?transport=udp", "", null, "RUBARU_STUN_URLS")]
    public void A_setting_that_cannot_work_is_one_clear_sentence_without_the_secret(
        string stun,
        string turn,
        string? secret,
        string named
    )
    {
        var error = Assert.Throws<ConfigurationError>(() => TurnOptions.Read(List(stun), List(turn), secret));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(secret ?? "\0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_addresses_than_a_frame_holds_are_refused_at_the_start()
    {
        var urls = Enumerable.Range(1, Limits.MaxIceServers + 1).Select(i => $"turn:relay{i}.example.org").ToList();
        Assert.Throws<ConfigurationError>(() => TurnOptions.Read([], urls, Secret));
        Assert.True(TurnOptions.Read([], urls[1..], Secret).IsOn);
    }

    private Task<InProcessServer> StartAsync(TurnOptions turn) =>
        InProcessServer.StartAsync(time, change: options => options with { Turn = turn });

    private static string Password(string secret, string username)
    {
#pragma warning disable CA5350 // coturn's formula.
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username));
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    private static string[] List(string value) => value.Length == 0 ? [] : [value];
}
