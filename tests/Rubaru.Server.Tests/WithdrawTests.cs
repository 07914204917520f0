using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Mailboxes;
using Rubaru.Server.Storage;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>pending → withdrawn → purged, in the rows.</summary>
public abstract class WithdrawTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private const long Start = 1_800_000_000;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));
    private readonly byte[] secret = Account.Bytes(16);

    [Fact]
    public async Task What_waits_is_wiped_for_who_knows_its_secret_and_its_row_goes_with_the_others()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        var deposit = account.Deposit(capability) with { WithdrawHash = SHA256.HashData(secret) };
        var other = account.Deposit(capability);
        await sender.AskAsync<Accepted>(deposit);
        await sender.AskAsync<Accepted>(other);
        var row = Rows.Bytes(server, "SELECT ciphertext FROM deposit ORDER BY seq LIMIT 1");

        Assert.Equal(WithdrawOutcome.Unknown, await WithdrawAsync(server, deposit.Id, Account.Bytes(16)));
        Assert.Equal(WithdrawOutcome.Unknown, await WithdrawAsync(server, other.Id, secret));
        Assert.Equal(2, Rows.Number(server, "SELECT count(*) FROM deposit WHERE status = 'pending'"));
        Assert.Equal(WithdrawOutcome.Withdrawn, await WithdrawAsync(server, deposit.Id, secret));
        Assert.Equal(WithdrawOutcome.Withdrawn, await WithdrawAsync(server, deposit.Id, secret));
        await server.SweepAsync();
        if (IsSqlite)
        {
            Assert.Equal(0, Rows.PiecesOnDisk(server, row));
        }
        Assert.Equal("withdrawn", Rows.Text(server, "SELECT status FROM deposit ORDER BY seq LIMIT 1"));

        // A repeat that was still under way does not bring it back.
        Assert.Equal(Refusal.DepositWithdrawn, (await sender.AskAsync<DepositRefused>(deposit)).Reason);
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(other.Id, (await again.ReceiveAsync<Delivery>()).Deposit);
        Assert.Equal(new Pong(1), await again.AskAsync<Pong>(new Ping(1)));

        time.Advance(TimeSpan.FromHours(6));
        await server.SweepAsync();
        Assert.Equal(0, Rows.Count(server, "deposit"));
        var metrics = await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("rubaru_purged_total{reason=\"withdrawn\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_purged_total{reason=\"pending\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Equal(WithdrawOutcome.Unknown, await WithdrawAsync(server, deposit.Id, secret));
    }

    [Fact]
    public async Task After_the_acknowledgement_it_is_too_late()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        var deposit = account.Deposit(capability) with { WithdrawHash = SHA256.HashData(secret) };
        await sender.AskAsync<Accepted>(deposit);
        var (again, _) = await account.LogInAsync(server);
        await again.SendAsync(new Acknowledge((await again.ReceiveAsync<Delivery>()).Deposit));
        await again.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        Assert.Equal(WithdrawOutcome.Delivered, await WithdrawAsync(server, deposit.Id, secret));
        Assert.Equal("delivered", Rows.Text(server, "SELECT status FROM deposit"));
    }

    [Fact]
    public async Task The_room_of_a_withdrawn_deposit_is_free_again()
    {
        await using var server = await StartAsync(
            time,
            // Room for two pending deposits.
            change: options => options with { LimitsScale = 2.0 / ServerLimits.PendingPerMailbox * 1.0001 }
        );
        var writer = server.Services.GetRequiredService<Writer>();
        var account = new Account();
        var capability = await writer.RunAsync(db => Open(db, server, account));
        var full = server.Services.GetRequiredService<DepositDesk>();
        var ids = Enumerable.Range(0, 3).Select(_ => DepositId.Read(Account.Bytes(16))).ToArray();
        await writer.RunAsync(db =>
        {
            Array.ForEach(ids, id => Insert(db, server, capability, id));
            return true;
        });
        Assert.True(full.IsFull(capability.Mailbox));
        foreach (var id in ids)
        {
            Assert.Equal(WithdrawOutcome.Withdrawn, await WithdrawAsync(server, id, secret));
        }
        Assert.False(full.IsFull(capability.Mailbox));
        Assert.Equal((0, 0), (capability.Mailbox.Pending, capability.Mailbox.PendingBytes));
    }

    private static Capability Open(Database db, InProcessServer server, Account account)
    {
        var mailbox = server
            .Services.GetRequiredService<MailboxTable>()
            .Register(db, account.Mailbox, account.LoginKey);
        var capabilities = server.Services.GetRequiredService<CapabilityTable>();
        var hash = Account.Bytes(32);
        capabilities.Put(db, mailbox, new PutCapability(1, hash, DepositClass.Stored, 0, 0, 0));
        return capabilities.Find(db, Hash256.Read(hash))!;
    }

    private void Insert(Database db, InProcessServer server, Capability capability, DepositId id)
    {
        var deposits = server.Services.GetRequiredService<DepositTable>();
        var box = deposits.Seal(id, new byte[8], Account.Bytes(4096));
        deposits.Insert(db, capability, id, box, 0, SHA256.HashData(secret), number => Assert.NotNull(number));
    }

    private static Task<WithdrawOutcome> WithdrawAsync(InProcessServer server, DepositId id, byte[] secret) =>
        server
            .Services.GetRequiredService<Writer>()
            .RunAsync(db => server.Services.GetRequiredService<DepositTable>().Withdraw(db, id, secret));
}

public sealed class SqliteWithdrawTests() : WithdrawTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlWithdrawTests() : WithdrawTests(DatabaseKind.PostgreSql);
