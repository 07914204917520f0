using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Gateway;
using Rubaru.Server.Push;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class KnockTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly FakePush push = new();

    [Fact]
    public async Task A_knock_rings_at_the_open_socket_and_leaves_nothing_anywhere()
    {
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server, DepositClass.Transient);
        var rows = Rows.Count(server, "deposit");
        Assert.Equal(new KnockSent(5, KnockOutcome.Routed), await sender.AskAsync<KnockSent>(new Knock(5, capability)));
        Assert.Equal(Account.HashOf(capability)[..8], (await receiver.ReceiveAsync<Knocked>()).Slot);
        Assert.Equal(rows, Rows.Count(server, "deposit"));
        Assert.Equal(0, Rows.PiecesOnDisk(server, capability));
        // The line may be dead and the socket not know it yet, so the device is told by a push, too.
        Assert.Equal([account.Mailbox], push.Knocks);
        // Gone with the moment: a device that comes back later hears nothing of it.
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(new Pong(1), await again.AskAsync<Pong>(new Ping(1)));
    }

    [Theory]
    [InlineData(PushOutcome.Sent, KnockOutcome.Pushed)]
    [InlineData(PushOutcome.NoSubscription, KnockOutcome.NotReachable)]
    [InlineData(PushOutcome.Gone, KnockOutcome.NotReachable)]
    [InlineData(PushOutcome.Refused, KnockOutcome.NotReachable)]
    [InlineData(PushOutcome.Unreachable, KnockOutcome.NotReachable)]
    [InlineData(PushOutcome.Limited, KnockOutcome.NotReachable)]
    [InlineData(PushOutcome.Off, KnockOutcome.NotReachable)]
    public async Task Nobody_there_it_is_a_push_or_nothing(PushOutcome pushed, KnockOutcome expected)
    {
        push.Outcome = pushed;
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        Assert.Equal(expected, (await sender.AskAsync<KnockSent>(new Knock(1, capability))).Outcome);
        Assert.Equal([account.Mailbox], push.Knocks);
        Assert.Equal(0, Rows.Count(server, "deposit"));
    }

    [Fact]
    public async Task A_slow_push_service_holds_up_nothing_else()
    {
        var slow = new TaskCompletionSource();
        push.Wait = slow.Task;
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        await sender.SendAsync(new Knock(1, capability));
        var deposit = account.Deposit(capability);
        Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        slow.SetResult();
        Assert.Equal(new KnockSent(1, KnockOutcome.Pushed), await sender.ReceiveAsync<KnockSent>());
    }

    [Fact]
    public async Task A_dead_line_that_looks_open_does_not_swallow_a_knock_and_its_push_delays_no_answer()
    {
        push.Wait = new TaskCompletionSource().Task;
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        // Never read from again, and never closed.
        var (_, capability) = await account.OpenAsync(server);
        Assert.Equal(KnockOutcome.Routed, (await sender.AskAsync<KnockSent>(new Knock(1, capability))).Outcome);
        Assert.Equal([account.Mailbox], push.Knocks);
    }

    [Fact]
    public async Task A_flood_of_knocks_is_one_a_minute_and_disconnects_nobody()
    {
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        using var other = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var second = await Account.PutCapabilityAsync(receiver);
        Assert.Equal(KnockOutcome.Routed, (await sender.AskAsync<KnockSent>(new Knock(1, capability))).Outcome);
        await receiver.ReceiveAsync<Knocked>();
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(
                new Refused(2, Refusal.RateLimited),
                await (i % 2 == 0 ? sender : other).AskAsync<Refused>(new Knock(2, capability))
            );
        }
        // A push service has heard as much as the socket.
        Assert.Single(push.Knocks);
        // Only this capability: another contact rings, deposits pass, and the receiver heard nothing of the flood.
        Assert.Equal(KnockOutcome.Routed, (await other.AskAsync<KnockSent>(new Knock(3, second))).Outcome);
        Assert.Equal(Account.HashOf(second)[..8], (await receiver.ReceiveAsync<Knocked>()).Slot);
        var deposit = account.Deposit(capability, DepositClass.Transient);
        Assert.Equal(DepositOutcome.Routed, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        Assert.Equal(deposit.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
        time.Advance(TimeSpan.FromSeconds(59));
        await sender.AskAsync<Refused>(new Knock(4, capability));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(KnockOutcome.Routed, (await sender.AskAsync<KnockSent>(new Knock(5, capability))).Outcome);
        Assert.Equal(Account.HashOf(capability)[..8], (await receiver.ReceiveAsync<Knocked>()).Slot);
    }

    [Fact]
    public async Task Only_a_transient_capability_of_a_contact_knocks()
    {
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var stored = await Account.PutCapabilityAsync(receiver, DepositClass.Stored);
        var invite = await Account.PutCapabilityAsync(receiver, deposits: 20);
        Assert.Equal(Refusal.ClassNotAllowed, await RefusalAsync(stored));
        Assert.Equal(Refusal.ClassNotAllowed, await RefusalAsync(invite));
        Assert.Equal(Refusal.UnknownCapability, await RefusalAsync(Account.Bytes(32)));
        await receiver.AskAsync<Done>(new DropCapability(3, Account.HashOf(capability), Refusal.CapabilityRevoked));
        Assert.Equal(Refusal.CapabilityRevoked, await RefusalAsync(capability));
        Assert.Equal(new Pong(1), await receiver.AskAsync<Pong>(new Ping(1)));

        async Task<Refusal> RefusalAsync(byte[] used) => (await sender.AskAsync<Refused>(new Knock(1, used))).Reason;
    }

    [Fact]
    public async Task Strict_mode_still_hears_knocks()
    {
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        var (receiver, capability) = await new Account().OpenAsync(server);
        await receiver.AskAsync<Done>(new DropCapability(3, Account.HashOf(capability), Refusal.CapabilityWithdrawn));
        Assert.Equal(KnockOutcome.Routed, (await sender.AskAsync<KnockSent>(new Knock(1, capability))).Outcome);
        await receiver.ReceiveAsync<Knocked>();
    }

    [Fact]
    public async Task A_deposit_wakes_when_it_is_stored_and_only_then()
    {
        await using var server = await StartAsync();
        using var sender = await server.OpenDepositAsync();
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var first = account.Deposit(capability);
        await sender.SendAsync(first);
        await receiver.ReceiveAsync<Delivery>();
        await receiver.SendAsync(new Acknowledge(first.Id));
        await sender.ReceiveAsync<Accepted>();
        await sender.AskAsync<Accepted>(account.Deposit(capability, DepositClass.Transient));
        Assert.Empty(push.Wakes);
        // A socket that looks open and says nothing is no reason to let a phone sleep.
        var second = account.Deposit(capability);
        await sender.SendAsync(second);
        await receiver.ReceiveAsync<Delivery>();
        await receiver.ReceiveAsync<Delivery>();
        time.Advance(ServerLimits.Silence);
        Assert.Equal(DepositOutcome.Stored, (await sender.ReceiveAsync<Accepted>()).Outcome);
        await sender.AskAsync<Accepted>(second);
        Assert.Equal([account.Mailbox], push.Wakes);
    }

    [Fact]
    public void Remembered_keys_are_bounded_and_the_oldest_goes_first()
    {
        var limits = new RateLimits<int>(time, TimeSpan.FromMinutes(1), most: 2, keys: 3);
        Assert.True(limits.TryTake(1));
        Assert.True(limits.TryTake(1));
        Assert.False(limits.TryTake(1));
        Assert.True(limits.TryTake(2));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(limits.TryTake(3));
        Assert.True(limits.TryTake(4));
        // 1 made room for 4; 4 is limited as ever.
        Assert.True(limits.TryTake(4));
        Assert.False(limits.TryTake(4));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(limits.TryTake(4));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(limits.TryTake(4));
    }

    private Task<InProcessServer> StartAsync() =>
        InProcessServer.StartAsync(time, services: services => services.AddSingleton<IPushSender>(push));

    private sealed class FakePush : IPushSender
    {
        public PushOutcome Outcome { get; set; } = PushOutcome.Sent;
        public Task Wait { get; set; } = Task.CompletedTask;
        public List<MailboxId> Knocks { get; } = [];
        public List<MailboxId> Wakes { get; } = [];

        public void Wake(MailboxId mailbox) => Wakes.Add(mailbox);

        public async Task<PushResult> KnockAsync(MailboxId mailbox)
        {
            Knocks.Add(mailbox);
            await Wait;
            return new PushResult(Outcome);
        }
    }
}
