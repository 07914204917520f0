using System.Buffers.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Mailboxes;
using Rubaru.Server.Push;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests.Push;

/// <summary>What the server sends to a push endpoint, and what it makes of the answers.</summary>
public abstract class PushTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private const string Subject = "mailto:operator@example.org";

    [Fact]
    public async Task A_push_opens_with_an_independent_reader_and_says_one_byte()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var (account, device) = (new Account(), new PushDevice());
        using var owner = await SubscribeAsync(server, account, device, provider);
        var sizes = new HashSet<int>();
        foreach (var kind in (PushKind[])[PushKind.Wake, PushKind.Knock, PushKind.Test])
        {
            switch (kind)
            {
                case PushKind.Wake:
                    Wake(server, account);
                    break;
                case PushKind.Knock:
                    await KnockAsync(server, account);
                    break;
                default:
                    await owner.AskAsync<PushTested>(new TestPush(9));
                    break;
            }
            var pushed = await provider.ReceiveAsync();
            var opened = await device.OpenAsync(pushed);
            Assert.Equal(
                [(byte)kind],
                Base64Url.DecodeFromChars(opened.GetProperty("plaintext").GetString()).AsSpan().TrimEnd((byte)0)
            );
            Assert.True(opened.GetProperty("verified").GetBoolean());
            Assert.Equal("ES256", opened.GetProperty("header").GetProperty("alg").GetString());
            var claims = opened.GetProperty("claims");
            Assert.Equal($"http://{provider.Host}", claims.GetProperty("aud").GetString());
            Assert.Equal(Subject, claims.GetProperty("sub").GetString());
            var lives = claims.GetProperty("exp").GetInt64() - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            Assert.InRange(lives, 3600, 86_400);
            var key = await owner.AskAsync<PushKey>(new FetchPushKey(10));
            Assert.Equal(Base64Url.EncodeToString(key.PublicKey), opened.GetProperty("key").GetString());

            Assert.Equal("/push/device", pushed.Path);
            Assert.Equal("aes128gcm", pushed.Headers["Content-Encoding"]);
            Assert.Equal("high", pushed.Headers["Urgency"]);
            Assert.Equal(kind == PushKind.Wake ? "21600" : "60", pushed.Headers["TTL"]);
            Assert.Matches("^[A-Za-z0-9_-]{1,32}$", pushed.Headers["Topic"]);
            Assert.DoesNotContain(account.Mailbox.ToString(), string.Concat(pushed.Headers.Values));
            sizes.Add(pushed.Body.Length);
        }
        Assert.Equal([230], sizes);
    }

    [Fact]
    public async Task Another_devices_secret_does_not_open_it()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var account = new Account();
        using var owner = await SubscribeAsync(server, account, new PushDevice(), provider);
        Wake(server, account);
        var pushed = await provider.ReceiveAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => new PushDevice().OpenAsync(pushed));
    }

    [Fact]
    public async Task A_burst_is_one_push_and_what_comes_after_the_device_was_here_another_when_the_minute_is_over()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider, time);
        var (account, device) = (new Account(), new PushDevice());
        await LeaveAsync(server, account, await SubscribeAsync(server, account, device, provider));
        for (var i = 0; i < 3; i++)
        {
            Wake(server, account);
        }
        await ArrivesAsync(server, provider, "wake");
        time.Advance(TimeSpan.FromSeconds(61));
        await NothingMoreAsync(server, account, provider);

        // A later message wakes again; the device comes, goes, and one more arrives within the minute.
        Wake(server, account);
        await ArrivesAsync(server, provider, "wake");
        var socket = await ComeAsync(server, account);
        await LeaveAsync(server, account, socket);
        Wake(server, account);
        await NothingMoreAsync(server, account, provider);
        time.Advance(TimeSpan.FromSeconds(61));
        await ArrivesAsync(server, provider, "wake");

        // Due, but the device comes by itself before the minute is over.
        var again = await ComeAsync(server, account);
        await LeaveAsync(server, account, again);
        Wake(server, account);
        var last = await ComeAsync(server, account);
        time.Advance(TimeSpan.FromSeconds(61));
        await NothingMoreAsync(server, account, provider);
        last.Dispose();
    }

    [Fact]
    public async Task Who_subscribes_after_a_wake_that_reached_nobody_is_woken_at_once()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var account = new Account();
        Wake(server, account);
        await CountedAsync(server, "no_subscription", 1);
        await LeaveAsync(server, account, await SubscribeAsync(server, account, new PushDevice(), provider));
        Wake(server, account);
        await ArrivesAsync(server, provider, "wake");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_subscription_that_the_push_service_does_not_know_is_removed(int status)
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var account = new Account();
        using var owner = await SubscribeAsync(server, account, new PushDevice(), provider);
        provider.Answer = _ => (status, null, null);
        Assert.Equal(1, Rows.Count(server, "push_subscription"));
        Assert.Equal(
            new PushTested(9, PushOutcome.Gone, (ushort)status),
            await owner.AskAsync<PushTested>(new TestPush(9))
        );
        Assert.Equal(0, Rows.Count(server, "push_subscription"));
        Assert.Equal(
            new PushTested(10, PushOutcome.NoSubscription, 0),
            await owner.AskAsync<PushTested>(new TestPush(10))
        );
    }

    [Theory]
    [InlineData(401, PushOutcome.Refused)]
    [InlineData(403, PushOutcome.Refused)]
    [InlineData(413, PushOutcome.Refused)]
    [InlineData(429, PushOutcome.Limited)]
    [InlineData(503, PushOutcome.Unreachable)]
    public async Task A_test_says_what_the_push_service_answered_and_keeps_the_subscription(
        int status,
        PushOutcome outcome
    )
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        using var owner = await SubscribeAsync(server, new Account(), new PushDevice(), provider);
        provider.Answer = _ => (status, null, null);
        Assert.Equal(new PushTested(9, outcome, (ushort)status), await owner.AskAsync<PushTested>(new TestPush(9)));
        Assert.Equal(1, Rows.Count(server, "push_subscription"));
        Assert.Equal(1, provider.Count);
        Assert.Contains(
            $"rubaru_push_total{{result=\"{outcome.ToString().ToLowerInvariant()}\"}} 1\n",
            await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        using var owner = await SubscribeAsync(server, new Account(), new PushDevice(), provider);
        provider.Answer = _ => (307, "Location", "http://{host}/elsewhere");
        var tested = await owner.AskAsync<PushTested>(new TestPush(9));
        Assert.Equal(new PushTested(9, PushOutcome.Refused, 307), tested);
        Assert.Equal(1, provider.Count);
    }

    [Fact]
    public async Task A_wake_waits_as_long_as_the_push_service_says_and_is_tried_a_few_times()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider, time);
        var account = new Account();
        await LeaveAsync(server, account, await SubscribeAsync(server, account, new PushDevice(), provider));
        provider.Answer = number => number == 1 ? (429, "Retry-After", "30") : (503, null, null);
        Wake(server, account);
        await provider.ReceiveAsync();
        await CountedAsync(server, "retried", 1);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, provider.Count);
        foreach (var (pause, retried) in ((int, int)[])[(1, 2), (20, 3)])
        {
            time.Advance(TimeSpan.FromSeconds(pause));
            await provider.ReceiveAsync();
            await CountedAsync(server, "retried", retried);
        }
        time.Advance(TimeSpan.FromSeconds(80));
        await provider.ReceiveAsync();
        await CountedAsync(server, "unreachable", 1);
        Assert.Equal(4, provider.Count);
    }

    [Fact]
    public async Task A_push_service_that_asks_for_hours_is_not_waited_for()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var account = new Account();
        await LeaveAsync(server, account, await SubscribeAsync(server, account, new PushDevice(), provider));
        provider.Answer = _ => (429, "Retry-After", "7200");
        Wake(server, account);
        await CountedAsync(server, "limited", 1);
    }

    [Fact]
    public async Task Without_the_operators_list_an_inside_endpoint_is_refused()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await StartAsync(
            TimeProvider.System,
            change: options => options with { PushSubject = Subject }
        );
        var (account, device) = (new Account(), new PushDevice());
        var (owner, _) = await account.RegisterAsync(server);
        foreach (
            var endpoint in (string[])
                [
                    provider.Endpoint(),
                    $"https://{provider.Host}/x",
                    "https://127.0.0.1/x",
                    "https://169.254.169.254/latest/meta-data",
                    "https://localhost/x",
                ]
        )
        {
            Assert.Equal(new Refused(3, Refusal.PushRefused), await owner.AskAsync<Refused>(device.Put(3, endpoint)));
        }
        Assert.Equal(0, Rows.Count(server, "push_subscription"));
        Assert.Equal(0, provider.Count);
        owner.Dispose();
    }

    [Fact]
    public async Task A_key_that_is_no_point_of_the_curve_is_refused()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var (owner, _) = await new Account().RegisterAsync(server);
        foreach (
            var key in (byte[][])[new byte[65], [4, .. Account.Bytes(64)], [2, .. new PushDevice().PublicKey[1..]]]
        )
        {
            Assert.Equal(
                new Refused(3, Refusal.PushRefused),
                await owner.AskAsync<Refused>(new PutSubscription(3, provider.Endpoint(), key, Account.Bytes(16)))
            );
        }
        owner.Dispose();
    }

    [Fact]
    public async Task Turned_off_by_its_owner_nothing_is_sent()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var account = new Account();
        using var owner = await SubscribeAsync(server, account, new PushDevice(), provider);
        await owner.AskAsync<Done>(new DropSubscription(4));
        Assert.Equal(PushOutcome.NoSubscription, (await KnockAsync(server, account)).Outcome);
        Wake(server, account);
        await CountedAsync(server, "no_subscription", 2);
        Assert.Equal(0, provider.Count);
    }

    [Fact]
    public async Task A_second_subscription_replaces_the_first_and_goes_with_its_mailbox()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider, time);
        var (account, device) = (new Account(), new PushDevice());
        using (var owner = await SubscribeAsync(server, account, device, provider))
        {
            await owner.AskAsync<Done>(device.Put(5, provider.Endpoint("/push/second")));
            await owner.AskAsync<PushTested>(new TestPush(6));
            Assert.Equal("/push/second", (await provider.ReceiveAsync()).Path);
            Assert.Equal(1, Rows.Count(server, "push_subscription"));
            await owner.CloseAsync();
        }
        time.Advance(TimeSpan.FromDays(91));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "mailbox"));
        Assert.Equal(0, Rows.Count(server, "push_subscription"));
    }

    [Fact]
    public async Task Knocks_and_tests_of_one_mailbox_are_limited()
    {
        await using var provider = await PushProvider.StartAsync();
        await using var server = await ListeningAsync(provider);
        var account = new Account();
        using var owner = await SubscribeAsync(server, account, new PushDevice(), provider);
        var outcomes = new List<PushOutcome>();
        for (var i = 0; i < 15; i++)
        {
            outcomes.Add((await KnockAsync(server, account)).Outcome);
        }
        Assert.InRange(outcomes.Count(outcome => outcome == PushOutcome.Sent), 10, 12);
        Assert.Equal(PushOutcome.Limited, outcomes[^1]);
    }

    [Fact]
    public async Task A_server_without_a_subject_says_that_push_is_off()
    {
        await using var server = await StartAsync(TimeProvider.System);
        var (owner, _) = await new Account().RegisterAsync(server);
        Assert.Empty((await owner.AskAsync<PushKey>(new FetchPushKey(3))).PublicKey);
        Assert.Equal(
            new Refused(4, Refusal.PushRefused),
            await owner.AskAsync<Refused>(new PushDevice().Put(4, "https://push.example.org/x"))
        );
        Assert.Equal(new PushTested(5, PushOutcome.Off, 0), await owner.AskAsync<PushTested>(new TestPush(5)));
        Assert.Equal(
            PushOutcome.Off,
            (await server.Services.GetRequiredService<IPushSender>().KnockAsync(default)).Outcome
        );
        Assert.False(File.Exists(Path.Combine(server.Folder, "vapid.key")));
        owner.Dispose();
    }

    private Task<InProcessServer> ListeningAsync(PushProvider provider, TimeProvider? time = null) =>
        StartAsync(
            time ?? TimeProvider.System,
            change: options => options with { PushSubject = Subject, PushHosts = new PushHosts([provider.Host]) }
        );

    private static async Task<Socket> SubscribeAsync(
        InProcessServer server,
        Account account,
        PushDevice device,
        PushProvider provider
    )
    {
        var (owner, _) = await account.RegisterAsync(server);
        await owner.AskAsync<Done>(device.Put(3, provider.Endpoint()));
        return owner;
    }

    private static void Wake(InProcessServer server, Account account) =>
        server.Services.GetRequiredService<IPushSender>().Wake(account.Mailbox);

    private static Task<PushResult> KnockAsync(InProcessServer server, Account account) =>
        server.Services.GetRequiredService<IPushSender>().KnockAsync(account.Mailbox);

    private static async Task<Socket> ComeAsync(InProcessServer server, Account account)
    {
        var (socket, _) = await account.LogInAsync(server);
        await socket.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        return socket;
    }

    // The server has seen that the device is gone.
    private static async Task LeaveAsync(InProcessServer server, Account account, Socket socket)
    {
        await socket.CloseAsync();
        socket.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (server.Services.GetRequiredService<OpenMailboxes>().IsOpen(account.Mailbox))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    // A knock queued behind it is the next thing that arrives.
    private static async Task NothingMoreAsync(InProcessServer server, Account account, PushProvider provider)
    {
        Assert.Equal(PushOutcome.Sent, (await KnockAsync(server, account)).Outcome);
        await ArrivesAsync(server, provider, "knock");
    }

    // The answer has arrived too: moved time would cut a request that still waits for it.
    private static async Task ArrivesAsync(InProcessServer server, PushProvider provider, string topic)
    {
        Assert.Equal(topic, (await provider.ReceiveAsync()).Headers["Topic"]);
        await CountedAsync(server, "sent", provider.Count);
    }

    private static async Task CountedAsync(InProcessServer server, string result, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        var line = $"rubaru_push_total{{result=\"{result}\"}} {count}\n";
        while (!(await server.Http.GetStringAsync("/metrics", patience.Token)).Contains(line, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }
}

public sealed class SqlitePushTests() : PushTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlPushTests() : PushTests(DatabaseKind.PostgreSql);
