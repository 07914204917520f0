using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>The process itself, with its own clock and the system's sockets.</summary>
public sealed class DeliverFirstProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-first-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Acknowledged_it_is_delivered_in_silence_it_is_stored_and_killed_it_was_promised_to_nobody()
    {
        var account = new Account();
        Deposit stored;
        Deposit held;
        byte[] capability;
        using (var server = await ServerProcess.StartAsync(folder))
        {
            using var receiver = await server.ConnectAsync("/v1/mailbox");
            await account.RegisterAsync(receiver, server.Address.Authority);
            await receiver.AskAsync<Done>(account.Prekeys(1));
            capability = await Account.PutCapabilityAsync(receiver);
            using var sender = await server.ConnectAsync("/v1/deposit");
            var first = account.Deposit(capability);
            await sender.SendAsync(first);
            Assert.Equal(first.Envelope, (await receiver.ReceiveAsync<Delivery>()).Envelope);
            await receiver.SendAsync(new Acknowledge(first.Id));
            Assert.Equal(DepositOutcome.Delivered, (await sender.ReceiveAsync<Accepted>()).Outcome);
            stored = account.Deposit(capability);
            await sender.SendAsync(stored);
            await receiver.ReceiveAsync<Delivery>();
            Assert.Equal(DepositOutcome.Stored, (await sender.ReceiveAsync<Accepted>()).Outcome);
            await receiver.SendAsync(new Acknowledge(stored.Id));
            await receiver.AskAsync<PrekeyCountIs>(new PrekeyCount(2));
            held = account.Deposit(capability);
            await sender.SendAsync(held);
            await receiver.ReceiveAsync<Delivery>();
            await server.KillAsync();
            // Either nothing was said, or the second was over and it is on the disk: both are true.
            var said = await Record.ExceptionAsync(async () =>
                Assert.Equal(DepositOutcome.Stored, (await sender.ReceiveAsync<Accepted>()).Outcome)
            );
            Assert.True(said is null or not Xunit.Sdk.EqualException, "Nobody acknowledged it.");
        }
        using var again = await ServerProcess.StartAsync(folder);
        using var retry = await again.ConnectAsync("/v1/deposit");
        Assert.Equal(DepositOutcome.Stored, (await retry.AskAsync<Accepted>(held)).Outcome);
        using var device = await again.ConnectAsync("/v1/mailbox");
        await account.RegisterAsync(device, again.Address.Authority);
        Assert.Equal(held.Id, (await device.ReceiveAsync<Delivery>()).Deposit);
        Assert.Equal(new Pong(1), await device.AskAsync<Pong>(new Ping(1)));
    }

    [Fact]
    public async Task The_second_line_says_whether_there_is_a_relay_and_not_its_secret()
    {
        using var off = await ServerProcess.StartAsync(folder);
        Assert.EndsWith(", TURN: off", off.StorageLine, StringComparison.Ordinal);
        await off.KillAsync();
        const string Secret = "a secret of this test";
        using var on = await ServerProcess.StartAsync(
            folder,
            ("RUBARU_TURN_URLS", "turn:turn.example.org:3478?transport=udp, turns:turn.example.org"),
            ("RUBARU_TURN_SECRET", Secret),
            ("RUBARU_STUN_URLS", "stun:turn.example.org")
        );
        Assert.EndsWith(", TURN: on", on.StorageLine, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, on.StorageLine, StringComparison.Ordinal);
        using var socket = await on.ConnectAsync("/v1/mailbox");
        await new Account().RegisterAsync(socket, on.Address.Authority);
        var answer = await socket.AskAsync<IceServers>(new FetchIceServers(1));
        Assert.Equal(
            ["stun:turn.example.org", "turn:turn.example.org:3478?transport=udp", "turns:turn.example.org"],
            answer.Servers.Select(server => server.Url)
        );
        await on.KillAsync();
        var (code, error) = await ServerProcess.RunAsync(folder, ("RUBARU_TURN_URLS", "turn:turn.example.org"));
        Assert.NotEqual(0, code);
        Assert.Contains("RUBARU_TURN_SECRET", error, StringComparison.Ordinal);
    }
}
