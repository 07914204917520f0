using System.Net;
using System.Net.Sockets;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-process-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Killed_in_the_middle_it_loses_nothing_that_it_accepted_and_keeps_the_order()
    {
        const int Rounds = 5;
        var account = new Account();
        byte[]? capability = null;
        var accepted = new List<DepositId>();
        for (var round = 0; round < Rounds; round++)
        {
            using var server = await ServerProcess.StartAsync(folder);
            if (capability is null)
            {
                using var owner = await server.ConnectAsync("/v1/mailbox");
                await account.RegisterAsync(owner, server.Address.Authority);
                await owner.AskAsync<Done>(account.Prekeys(1));
                capability = await Account.PutCapabilityAsync(owner);
                await owner.CloseAsync();
            }
            using var sender = await server.ConnectAsync("/v1/deposit");
            var deposits = Enumerable.Range(0, 200).Select(_ => account.Deposit(capability)).ToList();
            var sending = SendAllAsync(sender, deposits);
            // Killed while the rest is on its way: what was answered counts, what was not may be there or not.
            for (var i = 0; i < 40 * (round + 1) - 20; i++)
            {
                accepted.Add((await sender.ReceiveAsync<Accepted>()).Id);
            }
            await server.KillAsync();
            await Record.ExceptionAsync(() => sending);
        }
        using var last = await ServerProcess.StartAsync(folder);
        using var receiver = await last.ConnectAsync("/v1/mailbox");
        await account.RegisterAsync(receiver, last.Address.Authority);
        await receiver.SendAsync(new Ping(1));
        var delivered = new List<DepositId>();
        while (delivered.Count < accepted.Count || !accepted.ToHashSet().IsSubsetOf(delivered))
        {
            if (await receiver.ReceiveAsync() is Delivery delivery)
            {
                delivered.Add(delivery.Deposit);
                await receiver.SendAsync(new Acknowledge(delivery.Deposit));
            }
        }
        Assert.Equal(delivered.Count, delivered.Distinct().Count());
        Assert.Equal(accepted, delivered.Where(accepted.ToHashSet().Contains));
        Assert.Equal(0, await last.TerminateAsync());
    }

    [Fact]
    public async Task Asked_to_stop_it_says_goodbye_and_exits_with_zero()
    {
        using var server = await ServerProcess.StartAsync(folder);
        using var socket = await server.ConnectAsync("/v1/deposit");
        Assert.Equal(new Pong(1), await socket.AskAsync<Pong>(new Ping(1)));
        var ends = server.TerminateAsync();
        await socket.EndsWithAsync(Refusal.GoingAway);
        await socket.CloseAsync();
        Assert.Equal(0, await ends);
    }

    [Fact]
    public async Task A_client_that_says_nothing_does_not_hold_up_the_stop()
    {
        using var server = await ServerProcess.StartAsync(folder);
        using var socket = await server.ConnectAsync("/v1/deposit");
        await socket.AskAsync<Pong>(new Ping(1));
        var begin = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await server.TerminateAsync());
        // The contract with operators: five seconds.
        Assert.InRange(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_and_a_non_zero_exit()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exit, error) = await ServerProcess.RunAsync(folder, ("RUBARU_URLS", $"http://localhost:{port}"));
        Assert.NotEqual(0, exit);
        Assert.Equal(
            $"Port {port} is in use. Set RUBARU_URLS, for example RUBARU_URLS=http://localhost:{port + 1}.\n",
            error
        );
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_does_not_start()
    {
        using var first = await ServerProcess.StartAsync(folder);
        var (exit, error) = await ServerProcess.RunAsync(folder);
        Assert.NotEqual(0, exit);
        Assert.Contains("another Rubaru server uses it", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_setting_that_cannot_work_is_one_sentence_and_a_non_zero_exit()
    {
        var (exit, error) = await ServerProcess.RunAsync(folder, ("RUBARU_RETENTION", "forever"));
        Assert.NotEqual(0, exit);
        Assert.Equal("RUBARU_RETENTION: forever is not a time of at most 06:00:00.\n", error);
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        (exit, error) = await ServerProcess.RunAsync(file);
        Assert.NotEqual(0, exit);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains("RUBARU_DATA", error, StringComparison.Ordinal);
    }

    private static async Task SendAllAsync(Socket sender, List<Deposit> deposits)
    {
        foreach (var deposit in deposits)
        {
            await sender.SendAsync(deposit);
        }
    }
}
