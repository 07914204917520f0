using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public abstract class LoginTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public async Task Registering_creates_a_mailbox_once_and_then_logs_in()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (first, created) = await account.RegisterAsync(server);
        Assert.Equal(new LoggedIn(21_600, 0, true), created);
        await first.CloseAsync();
        Assert.Equal(new LoggedIn(21_600, 0, false), (await account.RegisterAsync(server)).LoggedIn);
        Assert.Equal(new LoggedIn(21_600, 0, false), (await account.LogInAsync(server)).LoggedIn);
    }

    [Fact]
    public async Task Challenges_differ_and_carry_the_servers_time()
    {
        await using var server = await StartAsync(time);
        using var one = await Socket.OpenAsync(server, "/v1/mailbox");
        using var two = await Socket.OpenAsync(server, "/v1/mailbox");
        var first = await one.ReceiveAsync<Challenge>();
        var second = await two.ReceiveAsync<Challenge>();
        Assert.NotEqual(first.Nonce, second.Nonce);
        Assert.Equal(1_800_000_000, first.UnixSeconds);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_named_as_unknown()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        using var socket = await Socket.OpenAsync(server, "/v1/mailbox");
        var challenge = await socket.ReceiveAsync<Challenge>();
        await socket.SendAsync(new Login(account.Mailbox, account.Sign(challenge)));
        await socket.EndsWithAsync(Refusal.UnknownMailbox);
    }

    [Fact]
    public async Task Somebody_elses_key_neither_logs_in_nor_registers_over_a_mailbox()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        await account.RegisterAsync(server);
        var thief = new Account();
        using var login = await Socket.OpenAsync(server, "/v1/mailbox");
        var challenge = await login.ReceiveAsync<Challenge>();
        await login.SendAsync(new Login(account.Mailbox, thief.Sign(challenge)));
        await login.EndsWithAsync(Refusal.BadSignature);

        var forged = new byte[64];
        var secret = new byte[64];
        var key = new byte[32];
        Account.Sodium.SignKeyPair(key, secret);
        using var register = await Socket.OpenAsync(server, "/v1/mailbox");
        challenge = await register.ReceiveAsync<Challenge>();
        var signed = LoginChallenge.ToBeSigned(
            account.Mailbox,
            challenge.Nonce,
            challenge.UnixSeconds,
            "localhost:5080"
        );
        Account.Sodium.Sign(secret, signed, forged);
        await register.SendAsync(new Register(account.Mailbox, key, forged));
        await register.EndsWithAsync(Refusal.MailboxTaken);
    }

    [Fact]
    public async Task A_signature_for_another_host_or_another_challenge_is_refused()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        await account.RegisterAsync(server);
        using var first = await Socket.OpenAsync(server, "/v1/mailbox");
        var challenge = await first.ReceiveAsync<Challenge>();
        await first.SendAsync(new Login(account.Mailbox, account.Sign(challenge, "evil.example")));
        await first.EndsWithAsync(Refusal.BadSignature);
        using var second = await Socket.OpenAsync(server, "/v1/mailbox");
        await second.ReceiveAsync<Challenge>();
        await second.SendAsync(new Login(account.Mailbox, account.Sign(challenge)));
        await second.EndsWithAsync(Refusal.BadSignature);
    }

    [Fact]
    public async Task Nothing_works_before_the_login()
    {
        await using var server = await StartAsync(time);
        foreach (
            var frame in (Frame[])[new PrekeyCount(1), new Acknowledge(new DepositId(1)), new Account().Prekeys(1)]
        )
        {
            using var socket = await Socket.OpenAsync(server, "/v1/mailbox");
            await socket.ReceiveAsync<Challenge>();
            await socket.SendAsync(frame);
            await socket.EndsWithAsync(Refusal.NotLoggedIn);
        }
    }

    [Fact]
    public async Task Who_does_not_log_in_within_the_time_is_disconnected()
    {
        await using var server = await StartAsync(time);
        using var socket = await Socket.OpenAsync(server, "/v1/mailbox");
        await socket.ReceiveAsync<Challenge>();
        time.Advance(ServerLimits.LoginTime + TimeSpan.FromSeconds(5));
        await socket.EndsWithAsync(Refusal.NotLoggedIn);
    }

    [Fact]
    public async Task A_silent_connection_ends_and_one_that_pings_stays()
    {
        await using var server = await StartAsync(time);
        using var silent = await server.OpenDepositAsync();
        var (talking, _) = await new Account().RegisterAsync(server);
        for (var minute = 0; minute < 11; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(new Pong(7), await talking.AskAsync<Pong>(new Ping(7)));
        }
        Assert.Null(await silent.ReceiveAsync());
    }

    [Fact]
    public async Task A_second_login_takes_over_and_the_first_is_told()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (first, capability) = await account.OpenAsync(server);
        var (second, _) = await account.LogInAsync(server);
        await first.EndsWithAsync(Refusal.Superseded);
        first.Dispose();
        var deposit = account.Deposit(capability, DepositClass.Transient);
        Assert.Equal(DepositOutcome.Routed, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        Assert.Equal(deposit.Id, (await second.ReceiveAsync<Delivery>()).Deposit);
    }

    [Fact]
    public async Task Registrations_of_one_address_are_limited_and_logins_are_not()
    {
        await using var server = await StartAsync(time, change: options => options with { LimitsScale = 0.05 });
        var accounts = Enumerable.Range(0, 5).Select(_ => new Account()).ToList();
        foreach (var account in accounts)
        {
            var (socket, loggedIn) = await account.RegisterAsync(server);
            Assert.True(loggedIn.Created);
            await socket.CloseAsync();
        }
        var late = new Account();
        using var refused = await Socket.OpenAsync(server, "/v1/mailbox");
        var challenge = await refused.ReceiveAsync<Challenge>();
        await refused.SendAsync(new Register(late.Mailbox, late.LoginKey, late.Sign(challenge)));
        await refused.EndsWithAsync(Refusal.RegistrationLimited);
        Assert.False((await accounts[0].RegisterAsync(server)).LoggedIn.Created);
    }

    [Fact]
    public async Task A_mailbox_unused_for_ninety_days_is_removed_and_registers_again_with_the_same_keys()
    {
        await using var server = await StartAsync(time);
        var unused = new Account();
        var (socket, capability) = await unused.OpenAsync(server, oneTime: 2);
        await socket.CloseAsync();
        time.Advance(ServerLimits.MailboxLife - TimeSpan.FromMinutes(1));
        await server.SweepAsync();
        Assert.Equal(1, Rows.Count(server, "mailbox"));
        time.Advance(TimeSpan.FromMinutes(2));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "mailbox"));
        Assert.Equal(0, Rows.Count(server, "capability"));
        Assert.Equal(0, Rows.Count(server, "one_time_prekey"));
        using var sender = await server.OpenDepositAsync();
        Assert.Equal(
            Refusal.UnknownCapability,
            (await sender.AskAsync<DepositRefused>(unused.Deposit(capability))).Reason
        );
        Assert.True((await unused.RegisterAsync(server)).LoggedIn.Created);
    }

    [Fact]
    public async Task A_mailbox_whose_socket_is_open_counts_as_used()
    {
        await using var server = await StartAsync(time);
        await new Account().RegisterAsync(server);
        var table = server.Services.GetRequiredService<MailboxTable>();
        var writer = server.Services.GetRequiredService<Writer>();
        await writer.RunAsync(db => db.Run("UPDATE mailbox SET last_used = 0"));
        Assert.Equal(0, await writer.RunAsync(db => table.RemoveUnused(db, _ => true)));
        Assert.Equal(1_800_000_000, Rows.Number(server, "SELECT last_used FROM mailbox"));
    }
}

public sealed class SqliteLoginTests() : LoginTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlLoginTests() : LoginTests(DatabaseKind.PostgreSql);
