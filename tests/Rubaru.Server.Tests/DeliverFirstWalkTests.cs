using System.Net.WebSockets;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Server.Mailboxes;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

/// <summary>
/// Random walks of two senders and a receiver who acknowledges, freezes without a word, loses its line or logs in again:
/// every deposit is answered once and truly, arrives, and arrives in the order of its sender.
/// </summary>
public sealed class DeliverFirstWalkTests(ITestOutputHelper output)
{
    [Fact]
    public Task Every_deposit_is_answered_once_and_arrives_in_the_order_of_its_sender() =>
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 1_499]).Array[300].SampleAsync(WalkAsync, iter: 6, threads: 1);

    private async Task WalkAsync((int Kind, int Choice)[] steps)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        await using var server = await InProcessServer.StartAsync(time);
        var account = new Account();
        var (socket, capability) = await account.OpenAsync(server);
        var counted = await Account.PutCapabilityAsync(socket, deposits: Account.Counted);
        var receiver = new Receiver(socket);
        var sent = new List<Deposit>[] { [], [] };
        var senders = new[] { new Listener(server), new Listener(server) };
        foreach (var (kind, choice) in steps)
        {
            switch (kind)
            {
                case < 75:
                    var who = choice % 2;
                    var deposit = account.Deposit(choice % 20 < 2 ? counted : capability);
                    sent[who].Add(deposit);
                    await senders[who].Socket.SendAsync(deposit);
                    break;
                case < 82:
                    receiver.IsFrozen = true;
                    break;
                case < 90:
                    time.Advance(TimeSpan.FromMilliseconds(choice));
                    break;
                default:
                    if (choice % 2 == 0)
                    {
                        receiver.Socket.Dispose();
                    }
                    receiver = new Receiver((await account.LogInAsync(server)).Socket, receiver);
                    if (choice % 3 == 0)
                    {
                        // Calm: with nothing waiting, what follows is delivered first again.
                        await receiver.ArrivedAsync([.. sent.SelectMany(deposits => deposits)]);
                    }
                    break;
            }
        }
        var (total, neverStored) = (0, 0);
        receiver = new Receiver((await account.LogInAsync(server)).Socket, receiver);
        await Task.WhenAll(senders.Select((sender, i) => sender.AnsweredAsync(sent[i].Count)));
        foreach (var (sender, deposits) in senders.Zip(sent))
        {
            await receiver.ArrivedAsync(deposits);
            // Exactly one answer each; a true one, since no acknowledgement is in it that the receiver did not give.
            Assert.Equal(deposits.Select(d => d.Id).Order(Ids), sender.Answers.Select(a => a.Id).Order(Ids));
            var direct = sender.Answers.Where(answer => answer.Outcome == DepositOutcome.Delivered).ToList();
            Assert.All(direct, answer => Assert.Contains(answer.Id, receiver.Acknowledged));
            total += deposits.Count;
            neverStored += direct.Count;
            var mine = deposits.Select(d => d.Id).ToList();
            Assert.Equal(mine, receiver.FirstArrivals.Where(mine.Contains));
        }
        Assert.Equal(0, server.Services.GetRequiredService<HeldDeposits>().Bytes);
        output.WriteLine($"{total} deposits, {neverStored} of them never stored");
    }

    private static readonly Comparer<DepositId> Ids = Comparer<DepositId>.Create((a, b) => a.Value.CompareTo(b.Value));

    private static async Task UntilAsync(Func<bool> condition, Func<string> state)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), state());
            await Task.Yield();
        }
    }

    private sealed class Listener
    {
        private readonly Lock gate = new();
        private readonly List<Accepted> answers = [];

        public Listener(InProcessServer server)
        {
            Socket = server.OpenDepositAsync().GetAwaiter().GetResult();
            _ = ListenAsync();
        }

        public Socket Socket { get; }

        public IReadOnlyList<Accepted> Answers
        {
            get
            {
                lock (gate)
                {
                    return [.. answers];
                }
            }
        }

        public Task AnsweredAsync(int count) =>
            UntilAsync(() => Answers.Count >= count, () => $"{Answers.Count} of {count} deposits were answered.");

        private async Task ListenAsync()
        {
            while (await Socket.ReceiveAsync() is Accepted accepted)
            {
                lock (gate)
                {
                    answers.Add(accepted);
                }
            }
        }
    }

    private sealed class Receiver
    {
        private readonly Lock gate;
        private readonly List<DepositId> arrivals;
        private bool isFrozen;

        public Receiver(Socket socket, Receiver? before = null)
        {
            Socket = socket;
            gate = before?.gate ?? new Lock();
            arrivals = before?.arrivals ?? [];
            Acknowledged = before?.Acknowledged ?? [];
            _ = ListenAsync();
        }

        public Socket Socket { get; }

        /// <summary>Only read at the end, when nothing is acknowledged any more.</summary>
        public HashSet<DepositId> Acknowledged { get; }

        public IEnumerable<DepositId> FirstArrivals
        {
            get
            {
                lock (gate)
                {
                    return [.. arrivals.Distinct()];
                }
            }
        }

        /// <summary>As a device that crashed with its line open: what comes is lost, until a login.</summary>
        public bool IsFrozen
        {
            get => Volatile.Read(ref isFrozen);
            set => Volatile.Write(ref isFrozen, value);
        }

        public Task ArrivedAsync(List<Deposit> deposits)
        {
            bool Arrived()
            {
                lock (gate)
                {
                    return deposits.TrueForAll(deposit => Acknowledged.Contains(deposit.Id));
                }
            }
            return UntilAsync(Arrived, () => "Not every deposit arrived.");
        }

        private async Task ListenAsync()
        {
            try
            {
                while (await Socket.ReceiveAsync() is { } frame)
                {
                    if (frame is Delivery delivery && !IsFrozen)
                    {
                        lock (gate)
                        {
                            arrivals.Add(delivery.Deposit);
                            // Before it leaves: the sender may hear of it before this line goes on.
                            Acknowledged.Add(delivery.Deposit);
                        }
                        await Socket.SendAsync(new Acknowledge(delivery.Deposit));
                    }
                }
            }
            catch (Exception error)
                when (error
                        is ObjectDisposedException
                            or IOException
                            or OperationCanceledException
                            or InvalidOperationException
                            or WebSocketException
                )
            {
                // The line was cut, perhaps with an acknowledgement in it: the server never heard it and delivers again.
            }
        }
    }
}
