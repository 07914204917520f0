using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public abstract class DepositTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private const long Start = 1_800_000_000;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    [Fact]
    public async Task A_stored_deposit_is_accepted_and_pushed_to_the_open_socket()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        foreach (var size in Limits.EnvelopeSizes)
        {
            var deposit = account.Deposit(capability, size: size);
            Assert.Equal(
                new Accepted(deposit.Id, DepositOutcome.Stored, Start + 21_600),
                await sender.AskAsync<Accepted>(deposit)
            );
            var delivery = await receiver.ReceiveAsync<Delivery>();
            Assert.Equal(deposit.Id, delivery.Deposit);
            Assert.Equal(DepositClass.Stored, delivery.Class);
            Assert.Equal(Account.HashOf(capability)[..8], delivery.Slot);
            Assert.Equal(deposit.Envelope, delivery.Envelope);
        }
    }

    [Fact]
    public async Task A_deposit_for_an_absent_receiver_waits_for_its_login()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        var deposits = Enumerable.Range(0, 5).Select(_ => account.Deposit(capability, size: 8192)).ToList();
        foreach (var deposit in deposits)
        {
            Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        }
        var (again, loggedIn) = await account.LogInAsync(server);
        Assert.Equal(new LoggedIn(21_600, 0, false), loggedIn);
        foreach (var deposit in deposits)
        {
            var delivery = await again.ReceiveAsync<Delivery>();
            Assert.Equal(deposit.Id, delivery.Deposit);
            Assert.Equal(deposit.Envelope, delivery.Envelope);
        }
    }

    [Fact]
    public async Task A_transient_deposit_goes_to_the_open_socket_or_nowhere()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        for (var i = 0; i < 3; i++)
        {
            var deposit = account.Deposit(capability, DepositClass.Transient);
            Assert.Equal(new Accepted(deposit.Id, DepositOutcome.Routed, 0), await sender.AskAsync<Accepted>(deposit));
            var delivery = await receiver.ReceiveAsync<Delivery>();
            Assert.Equal(deposit.Envelope, delivery.Envelope);
            Assert.Equal(DepositClass.Transient, delivery.Class);
        }
        await receiver.CloseAsync();
        var lost = account.Deposit(capability, DepositClass.Transient);
        Assert.Equal(new Accepted(lost.Id, DepositOutcome.NotConnected, 0), await sender.AskAsync<Accepted>(lost));
        Assert.Equal(0, Rows.Count(server, "deposit"));
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(new Pong(9), await again.AskAsync<Pong>(new Ping(9)));
    }

    [Fact]
    public async Task A_repeated_deposit_is_answered_as_the_first_and_delivered_once()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var deposit = account.Deposit(capability);
        var first = await sender.AskAsync<Accepted>(deposit);
        time.Advance(TimeSpan.FromMinutes(5));
        // The outbox seals anew each time, so the repetition has other bytes under the same name.
        Assert.Equal(first, await sender.AskAsync<Accepted>(deposit with { Envelope = account.Envelope() }));
        Assert.Equal(deposit.Envelope, (await receiver.ReceiveAsync<Delivery>()).Envelope);
        await receiver.SendAsync(new Acknowledge(deposit.Id));
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(3));
        Assert.Equal(new Accepted(deposit.Id, DepositOutcome.Delivered, 0), await sender.AskAsync<Accepted>(deposit));
        Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));
        Assert.Equal(1, Rows.Count(server, "deposit"));
    }

    [Fact]
    public async Task A_repeated_deposit_is_answered_as_the_first_even_when_its_capability_ended_or_its_key_is_old()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, _) = await account.OpenAsync(server);
        var capability = await Account.PutCapabilityAsync(receiver, deposits: 1);
        var deposit = account.Deposit(capability);
        var first = await sender.AskAsync<Accepted>(deposit);
        Assert.Equal(first, await sender.AskAsync<Accepted>(deposit));
        var other = account.Deposit(capability);
        Assert.Equal(Refusal.QuotaExceeded, (await sender.AskAsync<DepositRefused>(other)).Reason);
        await receiver.ReceiveAsync<Delivery>();
        await receiver.AskAsync<Done>(new DropCapability(3, Account.HashOf(capability), Refusal.CapabilityUsed));
        Assert.Equal(first, await sender.AskAsync<Accepted>(deposit));
        account.MailboxKey = Account.SignedKey(2);
        await receiver.AskAsync<Done>(account.Prekeys(4));
        Assert.Equal(first, await sender.AskAsync<Accepted>(deposit));
        Assert.Equal(Refusal.CapabilityUsed, (await sender.AskAsync<DepositRefused>(other)).Reason);
    }

    [Fact]
    public async Task An_acknowledged_deposit_has_lost_its_ciphertext_and_is_not_delivered_again()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var deposit = account.Deposit(capability);
        await sender.AskAsync<Accepted>(deposit);
        await receiver.ReceiveAsync<Delivery>();
        Assert.Equal("pending", Rows.Text(server, "SELECT status FROM deposit"));
        Assert.Equal(4096 + 72, Rows.Number(server, "SELECT length(ciphertext) FROM deposit"));
        await receiver.SendAsync(new Acknowledge(deposit.Id));
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(3));
        Assert.Equal("delivered", Rows.Text(server, "SELECT status FROM deposit"));
        Assert.Equal(1, Rows.Number(server, "SELECT count(*) FROM deposit WHERE ciphertext IS NULL"));
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(new Pong(9), await again.AskAsync<Pong>(new Ping(9)));
    }

    [Fact]
    public async Task An_unacknowledged_deposit_is_delivered_again_at_the_next_login()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var deposit = account.Deposit(capability);
        await sender.AskAsync<Accepted>(deposit);
        await receiver.ReceiveAsync<Delivery>();
        receiver.Dispose();
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(deposit.Id, (await again.ReceiveAsync<Delivery>()).Deposit);
    }

    [Fact]
    public async Task Nobody_acknowledges_for_somebody_else()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var deposit = account.Deposit(capability);
        await sender.AskAsync<Accepted>(deposit);
        await receiver.ReceiveAsync<Delivery>();
        var (stranger, _) = await new Account().RegisterAsync(server);
        await stranger.SendAsync(new Acknowledge(deposit.Id));
        await stranger.AskAsync<PrekeyCountIs>(new PrekeyCount(3));
        Assert.Equal("pending", Rows.Text(server, "SELECT status FROM deposit"));
    }

    [Fact]
    public async Task An_envelope_under_an_old_mailbox_key_is_refused_with_the_current_one()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var stored = account.Deposit(capability);
        var transient = account.Deposit(capability, DepositClass.Transient);
        account.MailboxKey = Account.SignedKey(2);
        await receiver.AskAsync<Done>(account.Prekeys(4));
        foreach (var deposit in (Deposit[])[stored, transient])
        {
            var refused = await sender.AskAsync<DepositRefused>(deposit);
            Assert.Equal(Refusal.StaleMailboxKey, refused.Reason);
            Assert.Equal(account.MailboxKey, refused.MailboxKey);
        }
        Assert.Equal(
            DepositOutcome.Stored,
            (await sender.AskAsync<Accepted>(stored with { Envelope = account.Envelope() })).Outcome
        );
    }

    [Fact]
    public async Task A_mailbox_without_keys_takes_nothing()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, _) = await account.RegisterAsync(server);
        var capability = await Account.PutCapabilityAsync(receiver);
        Assert.Equal(Refusal.NoBundle, (await sender.AskAsync<DepositRefused>(account.Deposit(capability))).Reason);
    }

    [Fact]
    public async Task The_time_to_live_is_capped_at_the_retention_and_a_short_one_is_kept()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (_, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var deposit = account.Deposit(capability);
        Assert.Equal(
            Start + 21_600,
            (await sender.AskAsync<Accepted>(deposit with { TimeToLiveSeconds = uint.MaxValue })).ExpiresUnixSeconds
        );
        Assert.Equal(
            Start + 60,
            (
                await sender.AskAsync<Accepted>(account.Deposit(capability) with { TimeToLiveSeconds = 60 })
            ).ExpiresUnixSeconds
        );
    }

    [Fact]
    public async Task A_full_mailbox_refuses_and_takes_again_after_an_acknowledgement()
    {
        await using var server = await StartAsync(time, change: options => options with { LimitsScale = 0.05 });
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var other = await Account.PutCapabilityAsync(receiver, deposits: Account.Counted);
        var half = ServerLimits.PendingPerMailbox / 40;
        var deposits = Enumerable.Range(0, half).Select(_ => account.Deposit(capability)).ToList();
        await FillAsync(server, deposits);
        // One capability has its share; the others have the rest.
        time.Advance(ServerLimits.ShareCounted);
        using var last = await server.OpenDepositAsync();
        Assert.Equal(Refusal.MailboxFull, (await last.AskAsync<DepositRefused>(account.Deposit(capability))).Reason);
        await FillAsync(server, [.. Enumerable.Range(0, half).Select(_ => account.Deposit(other))]);
        var late = account.Deposit(other);
        Assert.Equal(Refusal.MailboxFull, (await last.AskAsync<DepositRefused>(late)).Reason);
        // A repetition takes no room.
        Assert.Equal(DepositOutcome.Stored, (await last.AskAsync<Accepted>(deposits[7])).Outcome);
        await receiver.SendAsync(new Acknowledge(deposits[0].Id));
        await receiver.ReceiveAsync<Delivery>();
        await server.Services.GetRequiredService<Storage.Writer>().RunAsync(_ => true);
        // Room in the mailbox is room for whoever has not used up its share.
        time.Advance(ServerLimits.ShareCounted);
        Assert.Equal(Refusal.MailboxFull, (await last.AskAsync<DepositRefused>(late)).Reason);
        var again = account.Deposit(capability);
        Assert.Equal(DepositOutcome.Stored, (await last.AskAsync<Accepted>(again)).Outcome);
    }

    private static async Task FillAsync(InProcessServer server, List<Deposit> deposits)
    {
        // At this scale a connection has a hundred frames at once.
        foreach (var some in deposits.Chunk(90))
        {
            using var sender = await server.OpenDepositAsync();
            foreach (var deposit in some)
            {
                await sender.SendAsync(deposit);
            }
            foreach (var deposit in some)
            {
                Assert.Equal(DepositOutcome.Stored, (await sender.ReceiveAsync<Accepted>()).Outcome);
            }
        }
    }
}

public sealed class SqliteDepositTests() : DepositTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlDepositTests() : DepositTests(DatabaseKind.PostgreSql);
