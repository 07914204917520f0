using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Load;

/// <summary>One sender and one receiver. A number of deposits is in flight; each accepted one starts the next.</summary>
internal sealed class Pair : IDisposable
{
    private static readonly NativeSodium Sodium = new();
    private readonly ConcurrentDictionary<DepositId, long> begun = new();
    private readonly List<double> latencies = [];
    private readonly ClientWebSocket sender;
    private readonly ClientWebSocket? receiver;
    private readonly byte[] frame;
    private readonly SemaphoreSlim free = new(0);
    private long count;
    private long deliveredFirst;

    private Pair(ClientWebSocket sender, ClientWebSocket? receiver, byte[] frame)
    {
        this.sender = sender;
        this.receiver = receiver;
        this.frame = frame;
    }

    public long Count => Interlocked.Read(ref count);

    /// <summary>Answers that said: on the receiver's device, never stored.</summary>
    public long DeliveredFirst => Interlocked.Read(ref deliveredFirst);

    /// <summary>Milliseconds: to the receiver where there is one, otherwise to the acceptance.</summary>
    public IReadOnlyList<double> Latencies
    {
        get
        {
            lock (latencies)
            {
                return [.. latencies];
            }
        }
    }

    /// <param name="quota">Of deposits; with one every deposit passes the database. 0 = none.</param>
    public static async Task<Pair> OpenAsync(Uri server, DepositClass @class, bool receive, uint quota, int bytes)
    {
        var mailboxKey = Bytes(Limits.SignedKemKeySize);
        var capability = Bytes(Limits.CapabilitySize);
        var receiver = await RegisterAsync(server, mailboxKey, capability, quota);
        if (!receive)
        {
            await receiver.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            receiver.Dispose();
        }
        byte[] envelope = [1, .. mailboxKey.AsSpan(0, 4), .. Bytes(bytes - 5)];
        var deposit = new Deposit(default, capability, @class, 0, Bytes(Limits.HashSize), envelope);
        var sender = await ConnectAsync(server, "/v1/deposit");
        return new Pair(sender, receive ? receiver : null, FrameCodec.Encode(deposit));
    }

    public void Reset()
    {
        Interlocked.Exchange(ref count, 0);
        Interlocked.Exchange(ref deliveredFirst, 0);
        lock (latencies)
        {
            latencies.Clear();
        }
    }

    public async Task RunAsync(int window, CancellationToken stop)
    {
        free.Release(window);
        try
        {
            await Task.WhenAll(
                SendAsync(stop),
                HearAsync(stop),
                receiver is null ? Task.CompletedTask : ReceiveAsync(stop)
            );
        }
        catch (Exception error)
            when (error is OperationCanceledException or WebSocketException && stop.IsCancellationRequested)
        {
            // The measurement is over; a receive that is cancelled takes its socket along.
        }
    }

    public void Dispose()
    {
        sender.Dispose();
        receiver?.Dispose();
        free.Dispose();
    }

    private async Task SendAsync(CancellationToken stop)
    {
        while (true)
        {
            await free.WaitAsync(stop);
            var id = DepositId.Read(Bytes(DepositId.Size));
            id.Write(frame.AsSpan(1));
            begun[id] = Stopwatch.GetTimestamp();
            await sender.SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, true, stop);
        }
    }

    private async Task HearAsync(CancellationToken stop)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var size = await ReadAsync(sender, buffer, stop);
            if (FrameCodec.TryDecode(buffer.AsSpan(0, size)) is not Accepted accepted)
            {
                throw new InvalidOperationException("A deposit was refused: raise the limits for this measurement.");
            }
            if (accepted.Outcome == DepositOutcome.Delivered)
            {
                Interlocked.Increment(ref deliveredFirst);
            }
            if (receiver is null)
            {
                Finish(accepted.Id);
            }
            free.Release();
        }
    }

    private async Task ReceiveAsync(CancellationToken stop)
    {
        var buffer = new byte[Limits.MaxFrame];
        while (true)
        {
            await ReadAsync(receiver!, buffer, stop);
            var id = DepositId.Read(buffer.AsSpan(1));
            Finish(id);
            if (buffer[DeliveryFrame.HeaderSize - 1] == (byte)DepositClass.Stored)
            {
                var acknowledge = FrameCodec.Encode(new Acknowledge(id));
                await receiver!.SendAsync(acknowledge.AsMemory(), WebSocketMessageType.Binary, true, stop);
            }
        }
    }

    private void Finish(DepositId id)
    {
        if (begun.TryRemove(id, out var start))
        {
            Interlocked.Increment(ref count);
            lock (latencies)
            {
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
    }

    private static async Task<ClientWebSocket> RegisterAsync(
        Uri server,
        byte[] mailboxKey,
        byte[] capability,
        uint quota
    )
    {
        var publicKey = new byte[32];
        var secretKey = new byte[64];
        Sodium.SignKeyPair(publicKey, secretKey);
        var mailbox = MailboxId.Read(Bytes(MailboxId.Size));
        var socket = await ConnectAsync(server, "/v1/mailbox");
        var challenge = (Challenge)await AskAsync(socket, null);
        var signature = new byte[64];
        var signed = LoginChallenge.ToBeSigned(mailbox, challenge.Nonce, challenge.UnixSeconds, server.Authority);
        Sodium.Sign(secretKey, signed, signature);
        await AskAsync(socket, new Register(mailbox, publicKey, signature));
        var key = Bytes(Limits.SignedKemKeySize);
        await AskAsync(
            socket,
            new PutPrekeys(1, Bytes(Limits.IdentityPublicSize), Bytes(Limits.SignedPrekeySize), key, mailboxKey, [])
        );
        var hash = new byte[Limits.HashSize];
        Sodium.Sha256(capability, hash);
        await AskAsync(socket, new PutCapability(2, hash, DepositClass.Stored | DepositClass.Transient, quota, 0, 0));
        return socket;
    }

    private static async Task<Frame> AskAsync(ClientWebSocket socket, Frame? question)
    {
        if (question is not null)
        {
            var bytes = FrameCodec.Encode(question);
            await socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None);
        }
        var buffer = new byte[4096];
        var size = await ReadAsync(socket, buffer, CancellationToken.None);
        return FrameCodec.TryDecode(buffer.AsSpan(0, size)) is { } answer and not Refused
            ? answer
            : throw new InvalidOperationException("The server refused the set-up.");
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri server, string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", server.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = path }.Uri, CancellationToken.None);
        return socket;
    }

    private static async Task<int> ReadAsync(ClientWebSocket socket, byte[] buffer, CancellationToken stop)
    {
        var size = 0;
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer.AsMemory(size), stop);
            size += message.Count;
            if (message.MessageType == WebSocketMessageType.Close)
            {
                throw new InvalidOperationException("The server closed a connection.");
            }
            if (message.EndOfMessage)
            {
                return size;
            }
        }
    }

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        Sodium.Random(bytes);
        return bytes;
    }
}
