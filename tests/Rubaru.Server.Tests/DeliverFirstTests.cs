using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Mailboxes;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>A deposit for a receiver who is there is pushed from memory, and stored only if it stays unacknowledged.</summary>
public sealed class DeliverFirstTests
{
    private const long Start = 1_800_000_000;
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(Start));

    [Fact]
    public async Task An_online_conversation_touches_no_disk()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        // Also when the capability has to be looked up first.
        await server.Services.GetRequiredService<Storage.Writer>().RunAsync(_ => ForgetAll(server));
        var before = Disk(server);
        for (var i = 0; i < 200; i++)
        {
            var deposit = account.Deposit(capability, size: Limits.EnvelopeSizes[i % 5]);
            await sender.SendAsync(deposit);
            var delivery = await receiver.ReceiveAsync<Delivery>();
            Assert.Equal(deposit.Id, delivery.Deposit);
            Assert.Equal(DepositClass.Stored, delivery.Class);
            Assert.Equal(Account.HashOf(capability)[..8], delivery.Slot);
            Assert.Equal(deposit.Envelope, delivery.Envelope);
            await receiver.SendAsync(new Acknowledge(deposit.Id));
            Assert.Equal(new Accepted(deposit.Id, DepositOutcome.Delivered, 0), await sender.ReceiveAsync<Accepted>());
        }
        time.Advance(TimeSpan.FromSeconds(5));
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(2));
        Assert.Equal(before, Disk(server));
        Assert.Equal(0, Rows.Count(server, "deposit"));
        Assert.Equal((0, 0), Held(server));
        var metrics = await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("rubaru_deposits_total{class=\"stored\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_deposits_total{class=\"delivered\"} 200\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_delivered_total 200\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_held_deposits 0\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_second_of_silence_it_is_stored_and_the_late_acknowledgement_wipes_it()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var deposit = account.Deposit(capability);
        await sender.SendAsync(deposit);
        await receiver.ReceiveAsync<Delivery>();
        time.Advance(TimeSpan.FromMilliseconds(999));
        await NothingIsAnsweredAsync(sender);
        Assert.Equal(0, Rows.Count(server, "deposit"));
        time.Advance(TimeSpan.FromMilliseconds(1));
        var accepted = await sender.ReceiveAsync<Accepted>();
        Assert.Equal(new Accepted(deposit.Id, DepositOutcome.Stored, Start + 1 + 21_600), accepted);
        Assert.Equal("pending", Rows.Text(server, "SELECT status FROM deposit"));
        Assert.Equal((0, 0), Held(server));
        await receiver.SendAsync(new Acknowledge(deposit.Id));
        // Not delivered a second time on this socket: the next frame is the answer.
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        Assert.Equal("delivered", Rows.Text(server, "SELECT status FROM deposit"));
        var metrics = await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("rubaru_deposits_total{class=\"stored\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_deposits_total{class=\"delivered\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("rubaru_delivered_total 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_receiver_gets_the_next_ones_by_the_database_until_it_acknowledges()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var first = account.Deposit(capability);
        await sender.SendAsync(first);
        await receiver.ReceiveAsync<Delivery>();
        time.Advance(ServerLimits.Silence);
        Assert.Equal(DepositOutcome.Stored, (await sender.ReceiveAsync<Accepted>()).Outcome);
        // Nobody waits another second for somebody who was silent just now.
        var second = account.Deposit(capability);
        Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(second)).Outcome);
        Assert.Equal(second.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
        await receiver.SendAsync(new Acknowledge(first.Id));
        await receiver.SendAsync(new Acknowledge(second.Id));
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        var third = account.Deposit(capability);
        await sender.SendAsync(third);
        await receiver.ReceiveAsync<Delivery>();
        await receiver.SendAsync(new Acknowledge(third.Id));
        Assert.Equal(DepositOutcome.Delivered, (await sender.ReceiveAsync<Accepted>()).Outcome);
        Assert.Equal(2, Rows.Count(server, "deposit"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_socket_ends_what_was_held_is_stored_at_once_and_in_order(bool politely)
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var deposits = Enumerable.Range(0, 9).Select(_ => account.Deposit(capability)).ToList();
        foreach (var deposit in deposits[..6])
        {
            await sender.SendAsync(deposit);
            await receiver.ReceiveAsync<Delivery>();
        }
        if (politely)
        {
            await receiver.CloseAsync();
        }
        else
        {
            receiver.Dispose();
        }
        foreach (var deposit in deposits[..6])
        {
            Assert.Equal(deposit.Id, (await sender.ReceiveAsync<Accepted>()).Id);
        }
        foreach (var deposit in deposits[6..])
        {
            Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        }
        var (again, _) = await account.LogInAsync(server);
        foreach (var deposit in deposits)
        {
            Assert.Equal(deposit.Id, (await again.ReceiveAsync<Delivery>()).Deposit);
        }
    }

    [Fact]
    public async Task A_login_elsewhere_gets_what_was_held_for_the_first_and_then_the_rest()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (first, capability) = await account.OpenAsync(server);
        var deposits = Enumerable.Range(0, 4).Select(_ => account.Deposit(capability)).ToList();
        await sender.SendAsync(deposits[0]);
        await sender.SendAsync(deposits[1]);
        await first.ReceiveAsync<Delivery>();
        await first.ReceiveAsync<Delivery>();
        var (second, _) = await account.LogInAsync(server);
        await sender.SendAsync(deposits[2]);
        await sender.SendAsync(deposits[3]);
        foreach (var deposit in deposits)
        {
            Assert.Equal(deposit.Id, (await second.ReceiveAsync<Delivery>()).Deposit);
            await second.SendAsync(new Acknowledge(deposit.Id));
            Assert.Equal(deposit.Id, (await sender.ReceiveAsync<Accepted>()).Id);
        }
        await second.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        Assert.Equal(0, Rows.Number(server, "SELECT count(*) FROM deposit WHERE status = 'pending'"));
    }

    [Fact]
    public async Task A_repeat_while_it_is_held_is_pushed_once_and_every_asker_is_answered()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var lost = await server.OpenDepositAsync();
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var deposit = account.Deposit(capability);
        await lost.SendAsync(deposit);
        Assert.Equal(deposit.Envelope, (await receiver.ReceiveAsync<Delivery>()).Envelope);
        await sender.SendAsync(deposit with { Envelope = account.Envelope() });
        await sender.AskAsync<Pong>(new Ping(1));
        Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));
        await receiver.SendAsync(new Acknowledge(deposit.Id));
        var delivered = new Accepted(deposit.Id, DepositOutcome.Delivered, 0);
        Assert.Equal(delivered, await lost.ReceiveAsync<Accepted>());
        Assert.Equal(delivered, await sender.ReceiveAsync<Accepted>());
        // Later too, whatever became of its capability.
        await receiver.AskAsync<Done>(new DropCapability(1, Account.HashOf(capability), Refusal.CapabilityWithdrawn));
        Assert.Equal(delivered, await sender.AskAsync<Accepted>(deposit));
        Assert.Equal(new Pong(2), await receiver.AskAsync<Pong>(new Ping(2)));
    }

    [Fact]
    public async Task More_than_a_window_goes_to_the_database_behind_what_was_held_before()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var deposits = Enumerable
            .Range(0, ServerLimits.WindowDeliveries + 40)
            .Select(_ => account.Deposit(capability))
            .ToList();
        foreach (var deposit in deposits)
        {
            await sender.SendAsync(deposit);
        }
        // No second has passed: the first that found no room sent all of them to the database.
        foreach (var deposit in deposits)
        {
            var accepted = await sender.ReceiveAsync<Accepted>();
            Assert.Equal((deposit.Id, DepositOutcome.Stored), (accepted.Id, accepted.Outcome));
        }
        Assert.Equal((0, 0), Held(server));
        receiver.Dispose();
        var (again, _) = await account.LogInAsync(server);
        foreach (var deposit in deposits)
        {
            Assert.Equal(deposit.Id, (await again.ReceiveAsync<Delivery>()).Deposit);
            await again.SendAsync(new Acknowledge(deposit.Id));
        }
    }

    [Fact]
    public void Memory_for_all_mailboxes_together_is_bounded()
    {
        var held = new HeldDeposits(null!);
        const int Size = 65_536 + DeliveryFrame.HeaderSize;
        var taken = 0;
        while (held.TryReserve(Size))
        {
            taken++;
        }
        Assert.Equal((int)(ServerLimits.HeldBytes / Size), taken);
        held.Release(Size);
        Assert.True(held.TryReserve(Size));
        Assert.False(held.TryReserve(Size));
    }

    [Fact]
    public async Task A_counted_capability_passes_the_database_behind_what_the_same_sender_deposited_before()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var counted = await Account.PutCapabilityAsync(receiver, deposits: 1);
        var deposits = new[] { account.Deposit(capability), account.Deposit(counted), account.Deposit(capability) };
        foreach (var deposit in deposits)
        {
            await sender.SendAsync(deposit);
        }
        foreach (var deposit in deposits)
        {
            Assert.Equal(deposit.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
        }
        foreach (var deposit in deposits)
        {
            var accepted = await sender.ReceiveAsync<Accepted>();
            Assert.Equal((deposit.Id, DepositOutcome.Stored), (accepted.Id, accepted.Outcome));
        }
        Assert.Equal(Refusal.QuotaExceeded, (await sender.AskAsync<DepositRefused>(account.Deposit(counted))).Reason);
    }

    [Fact]
    public async Task Withdrawn_while_it_is_held_it_is_never_stored_and_a_late_acknowledgement_means_nothing()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        using var other = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var secret = Account.Bytes(16);
        var deposit = account.Deposit(capability) with { WithdrawHash = SHA256.HashData(secret) };
        await sender.SendAsync(deposit);
        await receiver.ReceiveAsync<Delivery>();
        Assert.Equal(
            new WithdrawIs(1, WithdrawOutcome.Unknown),
            await other.AskAsync<WithdrawIs>(new Withdraw(1, deposit.Id, Account.Bytes(16)))
        );
        var withdrawn = new WithdrawIs(2, WithdrawOutcome.Withdrawn);
        Assert.Equal(withdrawn, await other.AskAsync<WithdrawIs>(new Withdraw(2, deposit.Id, secret)));
        Assert.Equal(Refusal.DepositWithdrawn, (await sender.ReceiveAsync<DepositRefused>()).Reason);
        Assert.Equal((0, 0), Held(server));
        time.Advance(TimeSpan.FromSeconds(2));
        await receiver.SendAsync(new Acknowledge(deposit.Id));
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
        Assert.Equal(withdrawn, await other.AskAsync<WithdrawIs>(new Withdraw(2, deposit.Id, secret)));
        Assert.Equal(Refusal.DepositWithdrawn, (await sender.AskAsync<DepositRefused>(deposit)).Reason);
        Assert.Equal(0, Rows.Count(server, "deposit"));
        Assert.Equal(new Pong(3), await receiver.AskAsync<Pong>(new Ping(3)));
    }

    [Fact]
    public async Task A_withdrawal_after_the_acknowledgement_is_too_late_until_the_retention_is_over()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var secret = Account.Bytes(16);
        var deposit = account.Deposit(capability) with { WithdrawHash = SHA256.HashData(secret) };
        await sender.SendAsync(deposit);
        await receiver.ReceiveAsync<Delivery>();
        await receiver.SendAsync(new Acknowledge(deposit.Id));
        await sender.ReceiveAsync<Accepted>();
        var withdraw = new Withdraw(1, deposit.Id, secret);
        Assert.Equal(WithdrawOutcome.Delivered, (await sender.AskAsync<WithdrawIs>(withdraw)).Outcome);
        time.Advance(TimeSpan.FromHours(6));
        await server.SweepAsync();
        using var later = await server.OpenDepositAsync();
        Assert.Equal(WithdrawOutcome.Unknown, (await later.AskAsync<WithdrawIs>(withdraw)).Outcome);
    }

    [Fact]
    public async Task Strict_mode_turned_on_meanwhile_refuses_what_would_have_been_stored()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var deposit = account.Deposit(capability);
        await sender.SendAsync(deposit);
        await receiver.ReceiveAsync<Delivery>();
        await receiver.AskAsync<Done>(new DropCapability(1, Account.HashOf(capability), Refusal.CapabilityWithdrawn));
        time.Advance(ServerLimits.Silence);
        Assert.Equal(Refusal.CapabilityWithdrawn, (await sender.ReceiveAsync<DepositRefused>()).Reason);
        Assert.Equal(0, Rows.Count(server, "deposit"));
        Assert.Equal((0, 0), Held(server));
    }

    [Fact]
    public async Task A_disk_that_fails_is_said_and_the_memory_is_free_again()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var deposit = account.Deposit(capability);
        await sender.SendAsync(deposit);
        await receiver.ReceiveAsync<Delivery>();
        await server
            .Services.GetRequiredService<Storage.Writer>()
            .RunAsync(db => db.Run("CREATE TRIGGER fail BEFORE INSERT ON deposit BEGIN SELECT RAISE(ABORT, 'x'); END"));
        time.Advance(ServerLimits.Silence);
        Assert.Equal(Refusal.StorageUnavailable, (await sender.ReceiveAsync<DepositRefused>()).Reason);
        Assert.Equal((0, 0), Held(server));
        await receiver.SendAsync(new Acknowledge(deposit.Id));
        await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(1));
    }

    [Fact]
    public async Task A_stop_acknowledges_nothing_that_is_not_on_disk()
    {
        var folder = Directory.CreateTempSubdirectory("rubaru-stop-").FullName;
        var account = new Account();
        var answers = new List<Accepted>();
        await using (var server = await InProcessServer.StartAsync(time, folder))
        {
            using var sender = await server.OpenDepositAsync();
            var (receiver, capability) = await account.OpenAsync(server);
            for (var i = 0; i < 5; i++)
            {
                await sender.SendAsync(account.Deposit(capability));
                await receiver.ReceiveAsync<Delivery>();
            }
            var stopped = server.DisposeAsync();
            while (await sender.ReceiveAsync() is { } frame)
            {
                if (frame is Accepted accepted)
                {
                    answers.Add(accepted);
                }
            }
            await stopped;
        }
        await using (var server = await InProcessServer.StartAsync(time, folder))
        {
            Assert.All(answers, accepted => Assert.Equal(DepositOutcome.Stored, accepted.Outcome));
            Assert.True(Rows.Count(server, "deposit") >= answers.Count);
        }
        Directory.Delete(folder, recursive: true);
    }

    // Frames of one connection are answered in order, so whatever was due would have come before the pong.
    private static async Task NothingIsAnsweredAsync(Socket socket) =>
        Assert.Equal(new Pong(77), await socket.AskAsync<Pong>(new Ping(77)));

    private static bool ForgetAll(InProcessServer server)
    {
        server.Services.GetRequiredService<CapabilityTable>().Forget();
        server.Services.GetRequiredService<MailboxTable>().Forget();
        return true;
    }

    private static (int Count, long Bytes) Held(InProcessServer server) =>
        server.Services.GetRequiredService<HeldDeposits>() is var held ? (held.Count, held.Bytes) : default;

    /// <summary>Every byte the server could have written: the database, its log and the storage keys.</summary>
    private static string Disk(InProcessServer server)
    {
        var files = Directory
            .GetFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("rubaru.db-shm" or "lock"))
            .Order(StringComparer.Ordinal);
        return string.Join('\n', files.Select(file => $"{file} {HashOf(file)}"));
    }

    private static string HashOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return $"{file.Length} {Convert.ToHexString(SHA256.HashData(file))}";
    }
}
