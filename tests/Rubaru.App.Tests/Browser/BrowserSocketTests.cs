using System.Net.WebSockets;
using Microsoft.JSInterop;
using Rubaru.App.Browser;

namespace Rubaru.App.Tests.Browser;

/// <summary>What BrowserSocket makes of the events of the page's WebSocket.</summary>
public sealed class BrowserSocketTests : IDisposable
{
    private static readonly Uri Address = new("wss://localhost/v1/mailbox");
    private readonly PageSocket _page = new();
    private readonly BrowserSocket _socket = new();

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_attempt_that_is_given_up_is_closed_in_the_page()
    {
        using var patience = new CancellationTokenSource();
        var opening = _socket.OpenAsync(_page, Address, patience.Token);
        Assert.DoesNotContain("close", _page.Calls);

        await patience.CancelAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => opening);
        Assert.Contains("close", _page.Calls);
        Assert.Equal(WebSocketState.Aborted, _socket.State);
    }

    [Fact]
    public async Task Aborting_closes_in_the_page_and_wakes_who_reads()
    {
        await OpenAsync();
        var reading = _socket.ReceiveAsync(new byte[8].AsMemory(), Stop).AsTask();

        _socket.Abort();

        Assert.Contains("close", _page.Calls);
        await Assert.ThrowsAsync<WebSocketException>(() => reading);
        await Assert.ThrowsAsync<WebSocketException>(() => SendAsync([1]));
    }

    [Fact]
    public async Task Messages_are_read_in_order_and_in_parts_that_fit()
    {
        await OpenAsync();
        _socket.Received([1, 2, 3, 4, 5]);
        _socket.Received([6]);
        _socket.Closed();

        var read = new List<(byte[] Bytes, bool IsEnd)>();
        var buffer = new byte[3];
        for (var i = 0; i < 3; i++)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), Stop);
            read.Add((buffer[..part.Count], part.EndOfMessage));
        }

        Assert.Equal(
            [
                [1, 2, 3],
                [4, 5],
                [6],
            ],
            read.Select(part => part.Bytes)
        );
        Assert.Equal([false, true, true], read.Select(part => part.IsEnd));
        await Assert.ThrowsAsync<WebSocketException>(() => _socket.ReceiveAsync(buffer.AsMemory(), Stop).AsTask());
    }

    [Fact]
    public async Task A_server_that_sends_more_than_is_read_is_cut_off()
    {
        await OpenAsync();
        var message = new byte[1024 * 1024];
        for (var sent = 0; sent < BrowserSocket.MostUnread; sent += message.Length)
            _socket.Received(message);
        Assert.Equal(WebSocketState.Open, _socket.State);

        _socket.Received([1]);

        Assert.Equal(WebSocketState.Aborted, _socket.State);
        Assert.Contains("close", _page.Calls);
    }

    [Fact]
    public async Task What_is_sent_reaches_the_page_and_a_full_socket_is_waited_for()
    {
        await OpenAsync();
        await SendAsync([1, 2]);
        Assert.Equal(["open", "send", "isFull"], _page.Calls);

        _page.IsFull = true;
        var sending = SendAsync([3]);
        Assert.False(sending.IsCompleted);
        _page.Room.SetResult();
        await sending;
        Assert.Equal(
            [
                [1, 2],
                [3],
            ],
            _page.Sent
        );
    }

    public void Dispose()
    {
        _socket.Dispose();
        _page.Dispose();
    }

    private Task SendAsync(byte[] message) =>
        _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, Stop).AsTask();

    private async Task OpenAsync()
    {
        var opening = _socket.OpenAsync(_page, Address, Stop);
        _socket.Opened();
        await opening;
    }

    /// <summary>Stands where server-socket.js stands, as the module and as the socket it opens.</summary>
    private sealed class PageSocket : IJSInProcessObjectReference
    {
        public List<string> Calls { get; } = [];
        public List<byte[]> Sent { get; } = [];
        public bool IsFull { get; set; }
        public TaskCompletionSource Room { get; } = new();

        public T Invoke<T>(string identifier, params object?[]? args)
        {
            Calls.Add(identifier);
            if (identifier == "send")
                Sent.Add((byte[])args![0]!);
            return (T?)
                (
                    identifier switch
                    {
                        "open" => (object)this,
                        "send" => true,
                        "isFull" => IsFull,
                        _ => null,
                    }
                )!;
        }

        public async ValueTask<T> InvokeAsync<T>(string identifier, object?[]? args)
        {
            Calls.Add(identifier);
            await Room.Task;
            return default!;
        }

        public ValueTask<T> InvokeAsync<T>(string identifier, CancellationToken cancellation, object?[]? args) =>
            InvokeAsync<T>(identifier, args);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public void Dispose() { }
    }
}
