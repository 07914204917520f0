using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Rubaru.Server.Hosting.Doctor;

/// <summary>
/// As much of a TURN client (RFC 8656) as shows whether a relay answers, whom it lets in and whither it relays: one
/// allocation and permissions on it. It ends with the socket or after its ten minutes.
/// </summary>
internal sealed class TurnClient : IDisposable
{
    internal const int Unauthorized = 401;
    internal const int Forbidden = 403;
    internal const int QuotaReached = 486;
    private const ushort UserName = 0x0006;
    private const ushort XorPeerAddress = 0x0012;
    private const ushort Realm = 0x0014;
    private const ushort Nonce = 0x0015;
    private const ushort RequestedFamily = 0x0017;
    private const ushort RequestedTransport = 0x0019;
    private const byte Udp = 17;

    /// <summary>The first answer to a UDP request may be lost: asked again after this, four times.</summary>
    private static readonly TimeSpan Resend = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private readonly Socket _socket;
    private readonly Stream? _stream;
    private byte[] _realm = [];
    private byte[] _nonce = [];
    private byte[] _user = [];
    private byte[] _key = [];

    private TurnClient(Socket socket, Stream? stream) => (_socket, _stream) = (socket, stream);

    /// <param name="socket">A new one, for datagrams or a stream; belongs to the client from here on.</param>
    /// <param name="tlsHost">The name in the relay's certificate; <c>null</c>: no TLS.</param>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">Its certificate is not good.</exception>
    internal static async Task<TurnClient> ConnectAsync(
        Socket socket,
        IPEndPoint relay,
        string? tlsHost,
        CancellationToken stop,
        RemoteCertificateValidationCallback? trust = null
    )
    {
        try
        {
            await socket.ConnectAsync(relay, stop);
            if (socket.SocketType == SocketType.Dgram)
            {
                return new TurnClient(socket, null);
            }

            Stream stream = new NetworkStream(socket);
            if (tlsHost is not null)
            {
                var tls = new SslStream(stream, leaveInnerStreamOpen: false, trust);
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = tlsHost }, stop);
                stream = tls;
            }

            return new TurnClient(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>0: there is an allocation. Else the error code.</returns>
    /// <exception cref="TimeoutException">No answer.</exception>
    internal async Task<int> AllocateAsync(string user, string password, bool ipv6 = false)
    {
        StunMessage Request()
        {
            var request = new StunMessage(StunMessage.Allocate, RandomNumberGenerator.GetBytes(12));
            request.Add(RequestedTransport, [Udp, 0, 0, 0]);
            return ipv6 ? request.Add(RequestedFamily, [2, 0, 0, 0]) : request;
        }

        var challenge = await AskAsync(Request(), key: null);
        if (challenge.Error != Unauthorized || challenge.Find(Realm) is not { } realm)
        {
            // Also an allocation without credentials, which nobody should get.
            return challenge.IsSuccess ? -1 : challenge.Error;
        }

        (_realm, _nonce, _user) = (realm, challenge.Find(Nonce) ?? [], Encoding.UTF8.GetBytes(user));
#pragma warning disable CA5351 // RFC 8489 section 9.2.2 says MD5 here; the password is a one-time one.
        _key = MD5.HashData([.. _user, (byte)':', .. _realm, (byte)':', .. Encoding.UTF8.GetBytes(password)]);
#pragma warning restore CA5351
        return (await AskAsync(Signed(Request()), _key)).Error;
    }

    /// <returns>0: the relay would pass packets of and to this address on. Else the error code.</returns>
    internal async Task<int> PermitAsync(IPAddress peer)
    {
        var request = new StunMessage(StunMessage.CreatePermission, RandomNumberGenerator.GetBytes(12));
        return (await AskAsync(Signed(request.AddAddress(XorPeerAddress, peer)), _key)).Error;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
    }

    private StunMessage Signed(StunMessage request) =>
        request.Add(UserName, _user).Add(Realm, _realm).Add(Nonce, _nonce);

    private async Task<StunMessage> AskAsync(StunMessage request, byte[]? key)
    {
        using var stop = new CancellationTokenSource(Patience);
        var bytes = request.ToBytes(key);
        try
        {
            while (true)
            {
                await SendAsync(bytes, stop.Token);
                using var soon = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                if (_stream is null)
                {
                    soon.CancelAfter(Resend);
                }

                try
                {
                    return await AnswerAsync(request, soon.Token);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    // Lost on the way, or the answer was: the same request again.
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("The relay did not answer.");
        }
    }

    private async Task<StunMessage> AnswerAsync(StunMessage request, CancellationToken stop)
    {
        while (true)
        {
            if (StunMessage.TryRead(await ReceiveAsync(stop)) is not { } answer)
            {
                continue;
            }

            if (answer.Transaction.AsSpan().SequenceEqual(request.Transaction))
            {
                return answer;
            }
        }
    }

    private async Task SendAsync(byte[] bytes, CancellationToken stop)
    {
        if (_stream is { } stream)
        {
            await stream.WriteAsync(bytes, stop);
        }
        else
        {
            await _socket.SendAsync(bytes, stop);
        }
    }

    private async Task<byte[]> ReceiveAsync(CancellationToken stop)
    {
        var buffer = new byte[ushort.MaxValue];
        if (_stream is not { } stream)
        {
            return buffer[..await _socket.ReceiveAsync(buffer, stop)];
        }

        await stream.ReadExactlyAsync(buffer.AsMemory(0, StunMessage.HeaderSize), stop);
        var size = StunMessage.HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(2));
        await stream.ReadExactlyAsync(buffer.AsMemory(StunMessage.HeaderSize, size - StunMessage.HeaderSize), stop);
        return buffer[..size];
    }
}
