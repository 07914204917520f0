using System.Net;
using System.Net.Sockets;

namespace Rubaru.Server.Push;

/// <summary>The addresses of a name.</summary>
/// <exception cref="SocketException">There are none, or the resolver does not answer.</exception>
internal delegate Task<IPAddress[]> ResolveName(string host, CancellationToken stop);

/// <summary>
/// Where the names of endpoints lead. A name is resolved, its addresses are checked, and exactly those are connected to:
/// a name that answers differently the second time (DNS rebinding) gains nothing.
/// </summary>
/// <param name="resolve">The system's resolver; another one in tests.</param>
internal sealed class PushNames(PushHosts hosts, ResolveName resolve)
{
    /// <returns>
    /// <c>false</c> if the name leads inside. A name without an address just now is not refused: it is checked again at
    /// every connect.
    /// </returns>
    public async Task<bool> MayAskAsync(Uri endpoint, CancellationToken stop)
    {
        try
        {
            return hosts.Contains(endpoint.IdnHost, endpoint.Port) || IsPublic(await resolve(endpoint.IdnHost, stop));
        }
        catch (SocketException)
        {
            // Unknown, or the resolver does not answer.
            return true;
        }
    }

    /// <summary>Opens the connection of a request to a push service.</summary>
    /// <exception cref="InsideAddressException">The name leads inside; nothing was connected to.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await resolve(host, stop);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }
        if (!hosts.Contains(host, port) && !IsPublic(addresses))
        {
            throw new InsideAddressException();
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // One inside address among public ones is no accident either.
    private static bool IsPublic(IPAddress[] addresses) => addresses.All(PublicAddress.Is);
}

/// <summary>The name of an endpoint leads to an address that this server does not ask for strangers.</summary>
internal sealed class InsideAddressException() : Exception("Not a public address.");
