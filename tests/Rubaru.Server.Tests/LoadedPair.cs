using System.Buffers.Binary;
using Rubaru.Wire;

namespace Rubaru.Server.Tests;

/// <summary>
/// A sender that repeats what was not accepted, and a receiver that knows a delivery it had before by its name: what the
/// engine does, without its cryptography. Every second receiver comes and goes, so that deposits wait for it.
/// </summary>
internal sealed class LoadedPair(Func<Uri> server, int deposits, PlantedFault fault, bool comesAndGoes)
{
    private const int InFlight = 16;
    private const int Visit = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Account account = new();
    private readonly Deposit?[] sent = new Deposit?[deposits];
    private readonly bool[] accepted = new bool[deposits];
    private readonly HashSet<DepositId> known = [];
    private readonly List<int> shown = [];
    private readonly Lock gate = new();
    private byte[] capability = [];
    private int acceptedCount;

    /// <summary>Deliveries that the receiver had before and recognised.</summary>
    public int Recognised { get; private set; }
    public int Accepted => Volatile.Read(ref acceptedCount);
    public bool IsSent => Accepted == deposits;

    /// <summary>Timestamp of the latest "accepted".</summary>
    public long LastAccepted { get; private set; }

    /// <summary>Grows while anything arrives.</summary>
    public int Handled
    {
        get
        {
            lock (gate)
            {
                return shown.Count + Recognised;
            }
        }
    }

    public async Task OpenAsync()
    {
        using var owner = await ConnectAsync("/v1/mailbox");
        await account.RegisterAsync(owner, server().Authority);
        await owner.AskAsync<Done>(account.Prekeys(1));
        capability = await Account.PutCapabilityAsync(owner);
    }

    /// <summary>Numbers in the order in which the receiver showed them.</summary>
    public List<int> Snapshot()
    {
        lock (gate)
        {
            return [.. shown];
        }
    }

    /// <summary>Accepted, and not shown so far.</summary>
    public IReadOnlyList<int> Lost()
    {
        lock (gate)
        {
            return [.. Enumerable.Range(0, deposits).Where(number => accepted[number]).Except(shown)];
        }
    }

    /// <summary>Until everything was accepted.</summary>
    public async Task SendAsync(CancellationToken stop)
    {
        while (Accepted < deposits && !stop.IsCancellationRequested)
        {
            try
            {
                using var line = new SenderLine(await ConnectAsync("/v1/deposit"), fault);
                await SendAsync(line, stop);
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                // The server was killed, or refuses because its database was: as a client does, try again.
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    /// <summary>Until told to stop.</summary>
    public async Task ReceiveAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await ConnectAsync("/v1/mailbox");
                await account.RegisterAsync(socket, server().Authority);
                using var line = new ReceiverLine(socket, fault);
                using var end = stop.Register(line.Dispose);
                await ReceiveAsync(line);
                var seen = Accepted;
                while (Accepted < Math.Min(seen + Visit, deposits) && !stop.IsCancellationRequested)
                {
                    await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
                }
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
            catch (Exception)
            {
                // The end of the run closed the line.
            }
        }
    }

    private async Task SendAsync(SenderLine line, CancellationToken stop)
    {
        using var free = new SemaphoreSlim(InFlight);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var hearing = HearAsync(line, free, ended);
        for (var number = 0; number < deposits; number++)
        {
            if (!accepted[number])
            {
                await free.WaitAsync(ended.Token);
                await line.SendAsync(sent[number] ??= Make(number));
            }
        }
        await hearing;
        await line.FinishAsync();
    }

    private async Task HearAsync(SenderLine line, SemaphoreSlim free, CancellationTokenSource ended)
    {
        try
        {
            while (Accepted < deposits)
            {
                if (await line.ReceiveAsync() is not Accepted answer)
                {
                    throw new InvalidOperationException("The server refused, or closed.");
                }
                Accept(answer.Id);
                free.Release();
            }
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private void Accept(DepositId id)
    {
        lock (gate)
        {
            var number = Array.FindIndex(sent, deposit => deposit?.Id == id);
            if (!accepted[number])
            {
                accepted[number] = true;
                Volatile.Write(ref acceptedCount, acceptedCount + 1);
            }
            LastAccepted = TimeProvider.System.GetTimestamp();
        }
    }

    private async Task ReceiveAsync(ReceiverLine line)
    {
        for (var visit = 0; !comesAndGoes || visit < Visit; visit++)
        {
            var delivery = await line.ReceiveAsync();
            // A device's own commit takes its time, so that deliveries gather on the line.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            lock (gate)
            {
                if (known.Add(delivery.Deposit))
                {
                    shown.Add(BinaryPrimitives.ReadInt32BigEndian(delivery.Envelope.AsSpan(5)));
                }
                else
                {
                    Recognised++;
                }
            }
            await line.AcknowledgeAsync(delivery);
            if (comesAndGoes && Accepted == deposits)
            {
                visit = 0;
            }
        }
    }

    private Deposit Make(int number)
    {
        var deposit = account.Deposit(capability);
        BinaryPrimitives.WriteInt32BigEndian(deposit.Envelope.AsSpan(5), number);
        return deposit;
    }

    private async Task<Socket> ConnectAsync(string path)
    {
        var address = server();
        var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", address.GetLeftPart(UriPartial.Authority));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = path }.Uri, patience.Token);
        return new Socket(socket);
    }
}
