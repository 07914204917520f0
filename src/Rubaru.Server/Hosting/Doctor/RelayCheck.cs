using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Rubaru.Server.Turn;

namespace Rubaru.Server.Hosting.Doctor;

/// <summary>Does the relay answer, let the right ones in and relay nothing to where it stands?</summary>
internal sealed class RelayCheck(TurnOptions turn, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Nobody's relay has to pass packets on to here.</summary>
    private static readonly IPAddress Inner = IPAddress.Parse("10.0.0.1");

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        if (turn.Secret is not { } secret)
        {
            return
            [
                new Finding(
                    false,
                    "TURN",
                    "off. Two people whose networks do not let each other in talk by the server only; strict chats between them do not open. See ./run --turn."
                ),
            ];
        }

        var findings = new List<Finding>();
        foreach (var url in turn.TurnUrls)
        {
            findings.Add(await RunAsync(url, secret));
        }

        return findings;
    }

    private async Task<Finding> RunAsync(string url, string secret)
    {
        Finding Warn(string words) => new(false, $"TURN {url}", words);
        if (RelayAddress.TryRead(url) is not { } address)
        {
            return Warn("is not an address that this check understands.");
        }

        try
        {
            var now = time.GetUtcNow();
            using var expired = await ConnectAsync(address);
            if (await AllocateAsync(expired, secret, now.AddHours(-1)) == 0)
            {
                return Warn("lets in who has expired credentials: is its clock right, and use-auth-secret set?");
            }

            using var client = await ConnectAsync(address);
            return await AllocateAsync(client, secret, now.AddHours(1)) switch
            {
                0 when await client.PermitAsync(Inner) != 0 => new Finding(
                    true,
                    $"TURN {url}",
                    "answers, lets in only who has fresh credentials, and relays to no inner address."
                ),
                0 => Warn($"would relay to {Inner}: use the shipped deploy/coturn/turnserver.conf."),
                TurnClient.Unauthorized => Warn(
                    "refuses our credentials: is RUBARU_TURN_SECRET its static-auth-secret?"
                ),
                var error => Warn($"answers with error {error}."),
            };
        }
        catch (Exception error)
            when (error
                    is SocketException
                        or TimeoutException
                        or IOException
                        or AuthenticationException
                        or OperationCanceledException
            )
        {
            return Warn($"cannot be reached: {error.Message}");
        }
    }

    private static Task<int> AllocateAsync(TurnClient client, string secret, DateTimeOffset expires)
    {
        var (user, password) = TurnCredentials.Make(secret, expires, RandomNumberGenerator.GetBytes(16));
        return client.AllocateAsync(user, password);
    }

    private static async Task<TurnClient> ConnectAsync(RelayAddress relay)
    {
        using var stop = new CancellationTokenSource(Patience);
        var address = (await Dns.GetHostAddressesAsync(relay.Host, stop.Token))[0];
        var socket = relay.IsDatagram
            ? new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var end = new IPEndPoint(address, relay.Port);
        return await TurnClient.ConnectAsync(socket, end, relay.IsTls ? relay.Host : null, stop.Token);
    }
}
