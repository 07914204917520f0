using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>Envelopes of the largest size, in which pieces of files come: room of their own, and never before a text.</summary>
public abstract class LargestTests(DatabaseKind kind) : OnEachDatabase(kind)
{
    private const int Small = 4096;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public async Task What_is_small_is_delivered_before_everything_that_is_large()
    {
        await using var server = await StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (before, capability) = await account.OpenAsync(server);
        await before.CloseAsync();
        // A window holds eight of them.
        const int Total = 20;
        var large = await DepositAsync(sender, account, capability, Limits.LargestEnvelope, Total);
        var small = await DepositAsync(sender, account, capability, Small, 3);

        var (receiver, _) = await account.LogInAsync(server);
        foreach (var id in small.Concat(large[..4]))
        {
            Assert.Equal(id, await TakeAsync(receiver));
        }
        // One that comes while they drain passes what is not in the window yet.
        var late = Assert.Single(await DepositAsync(sender, account, capability, Small, 1));
        var rest = new List<DepositId>();
        for (var i = 4; i <= Total; i++)
        {
            rest.Add(await TakeAsync(receiver));
        }
        Assert.Equal(large[4..], rest.Where(id => id != late));
        Assert.True(rest.IndexOf(late) < rest.Count - 1, "It came last.");
        // Nothing comes twice, and what follows is pushed as ever.
        var next = account.Deposit(capability, size: Limits.LargestEnvelope);
        await sender.SendAsync(next);
        Assert.Equal(next.Id, await TakeAsync(receiver));
        Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));
    }

    [Fact]
    public async Task They_have_a_quarter_of_the_mailbox_and_half_of_that_by_one_capability()
    {
        const double Scale = 0.02;
        await using var server = await StartAsync(time, change: options => options with { LimitsScale = Scale });
        var room = ServerLimits.PendingBytesPerMailbox * ServerLimits.PendingShareOfLargest * Scale;
        var account = new Account();
        var (owner, one) = await account.OpenAsync(server);
        var other = await Account.PutCapabilityAsync(owner);
        await owner.CloseAsync();
        var (first, second) = (await FillAsync(one), await FillAsync(other));

        Assert.InRange(
            first * (double)Limits.LargestEnvelope,
            room / 2 - Limits.LargestEnvelope,
            room / 2 + Limits.LargestEnvelope
        );
        Assert.InRange(
            (first + second) * (double)Limits.LargestEnvelope,
            room - Limits.LargestEnvelope,
            room + Limits.LargestEnvelope
        );
        // A text has room as ever, by both.
        using var sender = await server.OpenDepositAsync();
        await DepositAsync(sender, account, one, Small, 1);
        await DepositAsync(sender, account, other, Limits.EnvelopeSizes[^2], 1);

        // What is fetched makes room again.
        var (receiver, _) = await account.LogInAsync(server);
        for (var i = 0; i < 2 + first + second; i++)
        {
            await TakeAsync(receiver);
        }
        Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));
        await receiver.CloseAsync();
        await DepositAsync(sender, account, other, Limits.LargestEnvelope, 1);

        async Task<int> FillAsync(byte[] capability)
        {
            // A socket of its own: the limit of frames is as small as the rest.
            using var sender = await server.OpenDepositAsync();
            for (var taken = 0; taken < 100; taken++)
            {
                var deposit = account.Deposit(capability, size: Limits.LargestEnvelope);
                await sender.SendAsync(deposit);
                var answer = await sender.ReceiveAsync();
                if (answer is DepositRefused refused)
                {
                    Assert.Equal(Refusal.MailboxFull, refused.Reason);
                    return taken;
                }
                Assert.Equal(DepositOutcome.Stored, Assert.IsType<Accepted>(answer).Outcome);
            }
            Assert.Fail("Nothing bounds it.");
            return 0;
        }
    }

    [Fact]
    public async Task Whoever_is_logged_in_is_told_how_large_a_file_may_be()
    {
        await using var server = await StartAsync(time, change: options => options with { FileLimit = 1234 });
        var (socket, _) = await new Account().RegisterAsync(server);
        Assert.Equal(new FileLimitIs(7, 1234), await socket.AskAsync<FileLimitIs>(new FetchFileLimit(7)));
    }

    private static async Task<DepositId> TakeAsync(Socket receiver)
    {
        var delivery = await receiver.ReceiveAsync<Delivery>();
        await receiver.SendAsync(new Acknowledge(delivery.Deposit));
        return delivery.Deposit;
    }

    private static async Task<List<DepositId>> DepositAsync(
        Socket sender,
        Account account,
        byte[] capability,
        int size,
        int count
    )
    {
        var ids = new List<DepositId>();
        for (var i = 0; i < count; i++)
        {
            var deposit = account.Deposit(capability, size: size);
            ids.Add(deposit.Id);
            Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        }
        return ids;
    }
}

public sealed class SqliteLargestTests() : LargestTests(DatabaseKind.Sqlite);

public sealed class PostgreSqlLargestTests() : LargestTests(DatabaseKind.PostgreSql);
