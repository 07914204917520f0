using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>A profile restored from a backup takes its mailbox over (protocol section 11).</summary>
public abstract class HandoverTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public async Task The_new_key_logs_in_the_old_device_is_told_and_nothing_waits_with_its_prekeys()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (old, capability) = await account.OpenAsync(server, oneTime: 5);
        var next = new LoginPair();
        var (socket, loggedIn) = await HandOverAsync(server, account, next);
        Assert.Equal(new LoggedIn(21_600, 0, false), loggedIn);
        await old.EndsWithAsync(Refusal.LoginReplaced);

        using var sender = await server.OpenDepositAsync();
        Assert.Equal(Refusal.NoBundle, (await sender.AskAsync<Refused>(new FetchBundle(1, capability))).Reason);
        Assert.Equal(Refusal.NoBundle, (await sender.AskAsync<DepositRefused>(account.Deposit(capability))).Reason);
        await socket.AskAsync<Done>(account.Prekeys(1, oneTime: 2));
        var deposit = account.Deposit(capability, DepositClass.Transient);
        Assert.Equal(DepositOutcome.Routed, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        Assert.Equal(deposit.Id, (await socket.ReceiveAsync<Delivery>()).Deposit);
    }

    [Fact]
    public async Task The_old_key_is_told_that_it_was_replaced_and_the_new_one_works_from_then_on()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        await account.OpenAsync(server);
        var next = new LoginPair();
        var (socket, _) = await HandOverAsync(server, account, next);
        await socket.CloseAsync();

        using var login = await Socket.OpenAsync(server, "/v1/mailbox");
        var challenge = await login.ReceiveAsync<Challenge>();
        await login.SendAsync(new Login(account.Mailbox, account.Sign(challenge)));
        await login.EndsWithAsync(Refusal.LoginReplaced);
        using var register = await Socket.OpenAsync(server, "/v1/mailbox");
        challenge = await register.ReceiveAsync<Challenge>();
        await register.SendAsync(new Register(account.Mailbox, account.LoginKey, account.Sign(challenge)));
        await register.EndsWithAsync(Refusal.LoginReplaced);

        using var mine = await Socket.OpenAsync(server, "/v1/mailbox");
        challenge = await mine.ReceiveAsync<Challenge>();
        var signed = LoginChallenge.ToBeSigned(account.Mailbox, challenge.Nonce, challenge.UnixSeconds, Host);
        Assert.False((await mine.AskAsync<LoggedIn>(new Login(account.Mailbox, next.Sign(signed)))).Created);
    }

    [Fact]
    public async Task Asked_again_it_logs_in_and_keeps_what_was_published_since()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        await account.OpenAsync(server, oneTime: 5);
        var next = new LoginPair();
        var (socket, _) = await HandOverAsync(server, account, next);
        await socket.AskAsync<Done>(account.Prekeys(1, oneTime: 3));
        var (_, again) = await HandOverAsync(server, account, next);
        Assert.Equal(new LoggedIn(21_600, 3, false), again);
        await socket.EndsWithAsync(Refusal.Superseded);
    }

    [Fact]
    public async Task A_backup_that_was_restored_before_is_told_so()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        await account.OpenAsync(server);
        await HandOverAsync(server, account, new LoginPair());
        using var socket = await Socket.OpenAsync(server, "/v1/mailbox");
        await socket.SendAsync(Ask(account, new LoginPair(), await socket.ReceiveAsync<Challenge>()));
        await socket.EndsWithAsync(Refusal.LoginReplaced);
    }

    [Fact]
    public async Task A_mailbox_is_moved_only_by_its_own_key_for_this_challenge_and_host_to_a_key_that_the_asker_has()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (owner, _) = await account.OpenAsync(server, oneTime: 5);
        var (thief, next) = (new LoginPair(), new LoginPair());
        foreach (
            var forge in (Func<Challenge, Handover>[])
                [
                    c => Ask(account, next, c) with { OldSignature = thief.Sign(Text(account, next, c)) },
                    c => Ask(account, next, c) with { NewSignature = thief.Sign(Text(account, next, c)) },
                    c => Ask(account, next, c) with { LoginKey = thief.Public },
                    c => Ask(account, next, c with { Nonce = new byte[32] }),
                    c => Ask(account, next, c, "evil.example"),
                    c => Ask(account, next, c) with { OldSignature = account.Sign(c) },
                ]
        )
        {
            using var socket = await Socket.OpenAsync(server, "/v1/mailbox");
            await socket.SendAsync(forge(await socket.ReceiveAsync<Challenge>()));
            await socket.EndsWithAsync(Refusal.BadSignature);
        }
        Assert.Equal(new PrekeyCountIs(1, 5), await owner.AskAsync<PrekeyCountIs>(new PrekeyCount(1)));
        var stranger = new Account();
        using var unknown = await Socket.OpenAsync(server, "/v1/mailbox");
        await unknown.SendAsync(Ask(stranger, next, await unknown.ReceiveAsync<Challenge>()));
        await unknown.EndsWithAsync(Refusal.UnknownMailbox);
    }

    [Fact]
    public async Task Only_the_last_keys_are_remembered_and_they_go_with_the_mailbox()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        await account.OpenAsync(server);
        var key = new LoginPair();
        var (socket, _) = await HandOverAsync(server, account, key);
        for (var i = 0; i < ServerLimits.ReplacedLogins + 2; i++)
        {
            await socket.CloseAsync();
            var (old, next) = (key, new LoginPair());
            socket = await Socket.OpenAsync(server, "/v1/mailbox");
            var challenge = await socket.ReceiveAsync<Challenge>();
            var text = Text(account, next, challenge);
            await socket.AskAsync<LoggedIn>(
                new Handover(account.Mailbox, next.Public, old.Sign(text), next.Sign(text))
            );
            key = next;
        }
        Assert.Equal(ServerLimits.ReplacedLogins, Rows.Count(server, "replaced_login"));
        await socket.CloseAsync();
        time.Advance(ServerLimits.MailboxLife + TimeSpan.FromMinutes(1));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "replaced_login"));
    }

    private const string Host = "localhost:5080";

    private static byte[] Text(Account account, LoginPair next, Challenge challenge, string host = Host) =>
        LoginChallenge.HandoverToBeSigned(account.Mailbox, next.Public, challenge.Nonce, challenge.UnixSeconds, host);

    private static Handover Ask(Account account, LoginPair next, Challenge challenge, string host = Host)
    {
        var text = Text(account, next, challenge, host);
        return new Handover(account.Mailbox, next.Public, account.Sign(text), next.Sign(text));
    }

    private static async Task<(Socket Socket, LoggedIn LoggedIn)> HandOverAsync(
        InProcessServer server,
        Account account,
        LoginPair next
    )
    {
        var socket = await Socket.OpenAsync(server, "/v1/mailbox");
        var challenge = await socket.ReceiveAsync<Challenge>();
        return (socket, await socket.AskAsync<LoggedIn>(Ask(account, next, challenge)));
    }

    private sealed class LoginPair
    {
        private readonly byte[] secret = new byte[64];

        public LoginPair() => Account.Sodium.SignKeyPair(Public, secret);

        public byte[] Public { get; } = new byte[32];

        public byte[] Sign(byte[] text)
        {
            var signature = new byte[64];
            Account.Sodium.Sign(secret, text, signature);
            return signature;
        }
    }
}

public sealed class SqliteHandoverTests() : HandoverTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlHandoverTests() : HandoverTests(DatabaseKind.PostgreSql);
