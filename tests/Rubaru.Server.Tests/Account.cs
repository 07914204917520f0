using System.Security.Cryptography;
using Rubaru.Sodium;
using Rubaru.Wire;

namespace Rubaru.Server.Tests;

/// <summary>A mailbox owner as the server knows one: ids and keys, no people. Prekeys are patterns, which is all it sees.</summary>
internal sealed class Account
{
    /// <summary>
    /// A quota too large to matter: deposits by a counted capability pass the database whoever is connected, while others
    /// are delivered first.
    /// </summary>
    public const uint Counted = 1_000_000;

    public static readonly NativeSodium Sodium = new();
    private readonly byte[] secret = new byte[64];

    public Account()
    {
        Sodium.SignKeyPair(LoginKey, secret);
        MailboxKey = SignedKey(1);
    }

    public MailboxId Mailbox { get; } = MailboxId.Read(Bytes(16));
    public byte[] LoginKey { get; } = new byte[32];
    public byte[] IdentityPublic { get; set; } = Bytes(Limits.IdentityPublicSize);
    public byte[] SignedPrekey { get; } = Bytes(Limits.SignedPrekeySize);
    public byte[] LastResort { get; } = Bytes(Limits.SignedKemKeySize);
    public byte[] MailboxKey { get; set; }

    public static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        Sodium.Random(bytes);
        return bytes;
    }

    public static byte[] HashOf(byte[] capability) => SHA256.HashData(capability);

    public static byte[] SignedKey(byte id) => [0, 0, 0, id, .. Bytes(Limits.SignedKemKeySize - 4)];

    /// <summary>An envelope under the current mailbox key.</summary>
    public byte[] Envelope(int size = 4096) => [1, .. MailboxKey.AsSpan(0, 4), .. Bytes(size - 5)];

    public Deposit Deposit(byte[] capability, DepositClass @class = DepositClass.Stored, int size = 4096) =>
        new(DepositId.Read(Bytes(16)), capability, @class, 0, Bytes(32), Envelope(size));

    public byte[] Sign(Challenge challenge, string host = "localhost:5080")
    {
        var signature = new byte[64];
        var signed = LoginChallenge.ToBeSigned(Mailbox, challenge.Nonce, challenge.UnixSeconds, host);
        Sodium.Sign(secret, signed, signature);
        return signature;
    }

    public byte[] Sign(byte[] text)
    {
        var signature = new byte[64];
        Sodium.Sign(secret, text, signature);
        return signature;
    }

    public async Task<(Socket Socket, LoggedIn LoggedIn)> RegisterAsync(InProcessServer server)
    {
        var socket = await Socket.OpenAsync(server, "/v1/mailbox");
        return (socket, await RegisterAsync(socket, server.Origin.Authority));
    }

    /// <param name="host">The host that the login signs.</param>
    public async Task<LoggedIn> RegisterAsync(Socket socket, string host)
    {
        var challenge = await socket.ReceiveAsync<Challenge>();
        return await socket.AskAsync<LoggedIn>(new Register(Mailbox, LoginKey, Sign(challenge, host)));
    }

    public async Task<(Socket Socket, LoggedIn LoggedIn)> LogInAsync(InProcessServer server)
    {
        var socket = await Socket.OpenAsync(server, "/v1/mailbox");
        var challenge = await socket.ReceiveAsync<Challenge>();
        return (socket, await socket.AskAsync<LoggedIn>(new Login(Mailbox, Sign(challenge))));
    }

    public PutPrekeys Prekeys(uint request, int oneTime = 0) =>
        new(
            request,
            IdentityPublic,
            SignedPrekey,
            LastResort,
            MailboxKey,
            [.. Enumerable.Range(0, oneTime).Select(i => SignedKey((byte)(i + 1)))]
        );

    /// <summary>Registers, puts prekeys and one capability.</summary>
    public async Task<(Socket Socket, byte[] Capability)> OpenAsync(
        InProcessServer server,
        DepositClass classes = DepositClass.Stored | DepositClass.Transient,
        int oneTime = 0,
        uint deposits = 0
    )
    {
        var (socket, _) = await RegisterAsync(server);
        await socket.AskAsync<Done>(Prekeys(1, oneTime));
        return (socket, await PutCapabilityAsync(socket, classes, deposits));
    }

    public static async Task<byte[]> PutCapabilityAsync(
        Socket socket,
        DepositClass classes = DepositClass.Stored | DepositClass.Transient,
        uint deposits = 0,
        uint bundles = 0,
        long expires = 0
    )
    {
        var capability = Bytes(Limits.CapabilitySize);
        await socket.AskAsync<Done>(new PutCapability(2, HashOf(capability), classes, deposits, bundles, expires));
        return capability;
    }
}
