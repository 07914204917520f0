using System.Net;
using System.Net.Sockets;

namespace Rubaru.Server.Tests;

/// <summary>
/// Stands between the server under test and PostgreSQL, and on demand cuts the line when a COMMIT is answered, without
/// that answer: the commit has happened and nobody hears of it.
/// </summary>
internal sealed class CutLine : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly int port;
    private int armed;
    private int cuts;

    public CutLine(int port)
    {
        this.port = port;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Cuts => Volatile.Read(ref cuts);

    public void CutAtNextCommit() => Interlocked.Exchange(ref armed, 1);

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!end.IsCancellationRequested)
        {
            _ = ServeAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, port, end.Token);
        await Task.WhenAny(
            CopyAsync(near.GetStream(), far.GetStream(), isAnswer: false),
            CopyAsync(far.GetStream(), near.GetStream(), isAnswer: true)
        );
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, end.Token) is > 0 and var size)
            {
                // The tag of the CommandComplete message: it leaves PostgreSQL after the flush.
                if (
                    isAnswer
                    && buffer.AsSpan(0, size).IndexOf("COMMIT\0"u8) >= 0
                    && Interlocked.Exchange(ref armed, 0) == 1
                )
                {
                    Interlocked.Increment(ref cuts);
                    return;
                }
                await to.WriteAsync(buffer.AsMemory(0, size), end.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side ended, and with it the other.
        }
    }
}
