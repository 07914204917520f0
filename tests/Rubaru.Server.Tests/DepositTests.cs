using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class DepositTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private InProcessServer server = null!;
    private Socket sender = null!;

    public async ValueTask InitializeAsync()
    {
        server = await InProcessServer.StartAsync(time);
        sender = await Socket.OpenAsync(server, "/v1/deposit");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_stored_deposit_is_accepted_and_pushed_to_the_open_socket()
    {
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        var deposit = account.Deposit(capability);
        Assert.Equal(
            new Accepted(deposit.Id, DepositOutcome.Stored, 1_800_000_000 + 21_600),
            await sender.AskAsync<Accepted>(deposit)
        );
        var delivery = await receiver.ReceiveAsync<Delivery>();
        Assert.Equal(deposit.Id, delivery.Deposit);
        Assert.Equal(DepositClass.Stored, delivery.Class);
        Assert.Equal(Account.HashOf(capability)[..8], delivery.Slot);
        Assert.Equal(deposit.Envelope, delivery.Envelope);
    }

    [Fact]
    public async Task A_deposit_for_an_absent_receiver_waits_for_its_login()
    {
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        await receiver.CloseAsync();
        var deposits = Enumerable.Range(0, 5).Select(_ => account.Deposit(capability, size: 8192)).ToList();
        foreach (var deposit in deposits)
        {
            Assert.Equal(DepositOutcome.Stored, (await sender.AskAsync<Accepted>(deposit)).Outcome);
        }
        var (again, loggedIn) = await account.LogInAsync(server);
        Assert.False(loggedIn.Created);
        Assert.Equal(21_600u, loggedIn.RetentionSeconds);
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
        var (again, _) = await account.LogInAsync(server);
        Assert.Equal(new Pong(9), await again.AskAsync<Pong>(new Ping(9)));
    }
}
