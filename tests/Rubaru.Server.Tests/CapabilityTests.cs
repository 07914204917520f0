using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public abstract class CapabilityTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private const long Start = 1_800_000_000;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    [Fact]
    public async Task A_capability_allows_its_classes_only()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, _) = await account.OpenAsync(server);
        var stored = await Account.PutCapabilityAsync(receiver, DepositClass.Stored, Account.Counted);
        var transient = await Account.PutCapabilityAsync(receiver, DepositClass.Transient);
        await sender.AskAsync<Accepted>(account.Deposit(stored));
        await sender.AskAsync<Accepted>(account.Deposit(transient, DepositClass.Transient));
        Assert.Equal(Refusal.ClassNotAllowed, await RefusalOf(sender, account.Deposit(transient)));
        Assert.Equal(Refusal.ClassNotAllowed, await RefusalOf(sender, account.Deposit(stored, DepositClass.Transient)));
        Assert.Equal(
            Refusal.UnknownCapability,
            await RefusalOf(sender, account.Deposit(Account.Bytes(Limits.CapabilitySize)))
        );
    }

    [Theory]
    [InlineData(DepositClass.Stored, 4096, ServerLimits.DepositsPerCapabilityAndHour / 20)]
    [InlineData(DepositClass.Transient, 4096, ServerLimits.DepositsPerCapabilityAndHour / 20)]
    [InlineData(DepositClass.Transient, 65536, (int)(ServerLimits.DepositedBytesPerCapabilityAndHour / 20 / 65536) + 1)]
    public async Task A_contact_that_floods_over_many_sockets_is_told_to_come_later_and_others_are_not(
        DepositClass @class,
        int size,
        int most
    )
    {
        await using var server = await StartAsync(time, change: options => options with { LimitsScale = 0.05 });
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var other = await Account.PutCapabilityAsync(receiver);
        for (var sent = 0; sent < most; )
        {
            using var sender = await server.OpenDepositAsync();
            for (var i = 0; i < 90 && sent < most; i++, sent++)
            {
                var deposit = account.Deposit(capability, @class, size);
                await sender.SendAsync(deposit);
                Assert.Equal(deposit.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
                if (@class == DepositClass.Stored)
                {
                    // It takes everything: what waits is bounded elsewhere.
                    await receiver.SendAsync(new Acknowledge(deposit.Id));
                }
                await sender.ReceiveAsync<Accepted>();
                // At this scale a socket has five frames a second.
                time.Advance(TimeSpan.FromSeconds(0.25));
            }
        }
        using var late = await server.OpenDepositAsync();
        Assert.Equal(Refusal.RateLimited, await RefusalOf(late, account.Deposit(capability, @class)));
        await late.AskAsync<Accepted>(account.Deposit(other, DepositClass.Transient));
        time.Advance(TimeSpan.FromHours(1));
        using var later = await server.OpenDepositAsync();
        await later.AskAsync<Accepted>(account.Deposit(capability, DepositClass.Transient));
    }

    [Theory]
    [InlineData(DepositClass.Stored)]
    [InlineData(DepositClass.Transient)]
    public async Task A_quota_counts_deposits_and_survives_a_repeated_put(DepositClass @class)
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, _) = await account.OpenAsync(server);
        var capability = await Account.PutCapabilityAsync(receiver, deposits: 3);
        for (var i = 0; i < 3; i++)
        {
            await sender.AskAsync<Accepted>(account.Deposit(capability, @class));
            await receiver.ReceiveAsync<Delivery>();
        }
        Assert.Equal(Refusal.QuotaExceeded, await RefusalOf(sender, account.Deposit(capability, @class)));
        var put = new PutCapability(
            5,
            Account.HashOf(capability),
            DepositClass.Stored | DepositClass.Transient,
            3,
            0,
            0
        );
        await receiver.AskAsync<Done>(put);
        Assert.Equal(Refusal.QuotaExceeded, await RefusalOf(sender, account.Deposit(capability, @class)));
        await receiver.AskAsync<Done>(put with { Deposits = 4 });
        await sender.AskAsync<Accepted>(account.Deposit(capability, @class));
        Assert.Equal(Refusal.QuotaExceeded, await RefusalOf(sender, account.Deposit(capability, @class)));
    }

    [Theory]
    [InlineData(Refusal.CapabilityUsed)]
    [InlineData(Refusal.CapabilityRevoked)]
    public async Task A_dropped_capability_is_refused_with_its_state_for_ninety_days(Refusal state)
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        using (var sender = await server.OpenDepositAsync())
        {
            await sender.AskAsync<Accepted>(account.Deposit(capability, DepositClass.Transient));
            await receiver.ReceiveAsync<Delivery>();
            await receiver.AskAsync<Done>(new DropCapability(3, Account.HashOf(capability), state));
            await EveryUseIsRefused(sender, state);
        }
        time.Advance(ServerLimits.EndedCapabilityLife - TimeSpan.FromDays(1));
        // The owner comes back now and then, or the whole mailbox would go.
        await account.LogInAsync(server);
        await server.SweepAsync();
        using var later = await server.OpenDepositAsync();
        await EveryUseIsRefused(later, state);
        time.Advance(TimeSpan.FromDays(2));
        await server.SweepAsync();
        using var last = await server.OpenDepositAsync();
        await EveryUseIsRefused(last, Refusal.UnknownCapability);

        async Task EveryUseIsRefused(Socket socket, Refusal reason)
        {
            Assert.Equal(reason, await RefusalOf(socket, account.Deposit(capability)));
            Assert.Equal(reason, await RefusalOf(socket, account.Deposit(capability, DepositClass.Transient)));
            Assert.Equal(new Refused(1, reason), await socket.AskAsync<Refused>(new FetchBundle(1, capability)));
            Assert.Equal(new Refused(2, reason), await socket.AskAsync<Refused>(new FetchMailboxKey(2, capability)));
            Assert.Equal(new Refused(3, reason), await socket.AskAsync<Refused>(new Presence(3, capability)));
        }
    }

    [Fact]
    public async Task An_expired_capability_says_so_for_a_day()
    {
        await using var server = await StartAsync(time);
        var account = new Account();
        var (receiver, _) = await account.OpenAsync(server);
        var capability = await Account.PutCapabilityAsync(receiver, expires: Start + 86_400);
        using var sender = await server.OpenDepositAsync();
        await sender.AskAsync<Accepted>(account.Deposit(capability, DepositClass.Transient));
        time.Advance(TimeSpan.FromDays(1));
        using var late = await server.OpenDepositAsync();
        Assert.Equal(
            Refusal.CapabilityExpired,
            await RefusalOf(late, account.Deposit(capability, DepositClass.Transient))
        );
        Assert.Equal(Refusal.CapabilityExpired, await RefusalOf(late, account.Deposit(capability)));
        time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await server.SweepAsync();
        using var last = await server.OpenDepositAsync();
        Assert.Equal(Refusal.UnknownCapability, await RefusalOf(last, account.Deposit(capability)));
    }

    [Fact]
    public async Task A_withdrawn_capability_can_be_put_again()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var hash = Account.HashOf(capability);
        await receiver.AskAsync<Done>(new DropCapability(3, hash, Refusal.CapabilityWithdrawn));
        Assert.Equal(Refusal.CapabilityWithdrawn, await RefusalOf(sender, account.Deposit(capability)));
        await receiver.AskAsync<Done>(new PutCapability(4, hash, DepositClass.Stored, 0, 0, 0));
        await receiver.CloseAsync();
        await sender.AskAsync<Accepted>(account.Deposit(capability));
    }

    [Fact]
    public async Task Nobody_puts_or_drops_the_capability_of_another_mailbox()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        var (stranger, _) = await new Account().RegisterAsync(server);
        var hash = Account.HashOf(capability);
        Assert.Equal(
            new Refused(7, Refusal.MailboxTaken),
            await stranger.AskAsync<Refused>(new PutCapability(7, hash, DepositClass.Stored, 0, 0, 0))
        );
        await stranger.AskAsync<Done>(new DropCapability(8, hash, Refusal.CapabilityRevoked));
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        await receiver.ReceiveAsync<Delivery>();
    }

    [Fact]
    public async Task Dropping_what_is_not_there_is_done_already()
    {
        await using var server = await StartAsync(time);
        var (receiver, _) = await new Account().RegisterAsync(server);
        Assert.Equal(
            new Done(8),
            await receiver.AskAsync<Done>(new DropCapability(8, new byte[32], Refusal.CapabilityRevoked))
        );
    }

    [Fact]
    public async Task The_capabilities_of_a_mailbox_are_bounded_and_ended_ones_make_room()
    {
        await using var server = await StartAsync(time, change: options => options with { LimitsScale = 100 });
        var (receiver, _) = await new Account().RegisterAsync(server);
        var hashes = Enumerable.Range(0, 2_001).Select(_ => Account.Bytes(32)).ToList();
        foreach (var batch in hashes[..2_000].Chunk(200))
        {
            foreach (var hash in batch)
            {
                await receiver.SendAsync(new PutCapability(1, hash, DepositClass.Stored, 0, 0, 0));
            }
            foreach (var hash in batch)
            {
                await receiver.ReceiveAsync<Done>();
            }
            if (hashes.IndexOf(batch[0]) < 1_000)
            {
                foreach (var hash in batch)
                {
                    await receiver.SendAsync(new DropCapability(1, hash, Refusal.CapabilityUsed));
                }
                foreach (var hash in batch)
                {
                    await receiver.ReceiveAsync<Done>();
                }
            }
        }
        var last = new PutCapability(1, hashes[2_000], DepositClass.Stored, 0, 0, 0);
        Assert.Equal(Refusal.QuotaExceeded, (await receiver.AskAsync<Refused>(last)).Reason);
        await receiver.AskAsync<Done>(new DropCapability(1, hashes[1_500], Refusal.CapabilityUsed));
        await receiver.AskAsync<Done>(last);
        Assert.Equal(2_000, Rows.Count(server, "capability"));
    }

    [Fact]
    public async Task Only_hashes_of_capabilities_are_on_disk()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (_, capability) = await account.OpenAsync(server, deposits: Account.Counted);
        await sender.AskAsync<Accepted>(account.Deposit(capability));
        Assert.Equal(1, Rows.PiecesOnDisk(server, Account.HashOf(capability)));
        Assert.Equal(0, Rows.PiecesOnDisk(server, capability));
    }

    private static async Task<Refusal> RefusalOf(Socket sender, Deposit deposit)
    {
        var refused = await sender.AskAsync<DepositRefused>(deposit);
        Assert.Equal(deposit.Id, refused.Id);
        return refused.Reason;
    }
}

public sealed class SqliteCapabilityTests() : CapabilityTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlCapabilityTests() : CapabilityTests(DatabaseKind.PostgreSql);
