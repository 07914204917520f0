using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Server.Tests;

public sealed class LimitTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public async Task A_flood_is_refused_then_disconnected_and_others_are_served()
    {
        await using var server = await InProcessServer.StartAsync(
            time,
            change: options => options with { LimitsScale = 0.1 }
        );
        var account = new Account();
        var (receiver, capability) = await account.OpenAsync(server);
        using var flooder = await server.OpenDepositAsync();
        var allowed = ServerLimits.FramesAtOnce / 10;
        var refused = ServerLimits.RefusedFramesAtOnce / 10;
        for (var i = 0; i < allowed + refused + 1; i++)
        {
            await flooder.SendAsync(new Ping(1));
        }
        for (var i = 0; i < allowed; i++)
        {
            await flooder.ReceiveAsync<Pong>();
        }
        for (var i = 0; i < refused; i++)
        {
            Assert.Equal(Refusal.RateLimited, (await flooder.ReceiveAsync<Refused>()).Reason);
        }
        await flooder.EndsWithAsync(Refusal.RateLimited);
        using var other = await server.OpenDepositAsync();
        var deposit = account.Deposit(capability, DepositClass.Transient);
        Assert.Equal(DepositOutcome.Routed, (await other.AskAsync<Accepted>(deposit)).Outcome);
        Assert.Equal(deposit.Id, (await receiver.ReceiveAsync<Delivery>()).Deposit);
    }

    [Fact]
    public async Task Who_slows_down_is_served_again()
    {
        await using var server = await InProcessServer.StartAsync(
            time,
            change: options => options with { LimitsScale = 0.1 }
        );
        using var socket = await server.OpenDepositAsync();
        for (var i = 0u; i < ServerLimits.FramesAtOnce / 10; i++)
        {
            Assert.Equal(new Pong(i), await socket.AskAsync<Pong>(new Ping(i)));
        }
        Assert.Equal(Refusal.RateLimited, (await socket.AskAsync<Refused>(new Ping(1))).Reason);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Pong(2), await socket.AskAsync<Pong>(new Ping(2)));
    }

    [Fact]
    public async Task Connections_of_one_address_are_bounded()
    {
        await using var server = await InProcessServer.StartAsync(
            time,
            change: options => options with { LimitsScale = 0.003 }
        );
        using var one = await server.OpenDepositAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => server.OpenDepositAsync());
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new Pong(2), await one.AskAsync<Pong>(new Ping(2)));
    }

    [Fact]
    public async Task Requests_of_one_address_are_bounded()
    {
        await using var server = await InProcessServer.StartAsync(
            time,
            change: options => options with { LimitsScale = 0.001 }
        );
        var token = TestContext.Current.CancellationToken;
        var codes = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            codes.Add((int)(await server.Http.GetAsync("/health/live", token)).StatusCode);
        }
        Assert.Equal([200, 200, 200, 200, 429, 429], codes);
    }

    [Fact]
    public async Task A_message_above_the_largest_frame_is_refused()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var socket = await server.OpenDepositAsync();
        await socket.SendAsync(new byte[Limits.MaxFrame + 1]);
        await socket.EndsWithAsync(Refusal.TooLarge);
    }

    [Fact]
    public async Task Text_and_empty_messages_and_frames_of_the_other_socket_are_malformed()
    {
        await using var server = await InProcessServer.StartAsync(time);
        using var text = await server.OpenDepositAsync();
        await text.SendAsync("hello"u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Text);
        await text.EndsWithAsync(Refusal.Malformed);
        using var empty = await server.OpenDepositAsync();
        await empty.SendAsync([]);
        await empty.EndsWithAsync(Refusal.Malformed);
        using var other = await server.OpenDepositAsync();
        await other.SendAsync(new PrekeyCount(1));
        await other.EndsWithAsync(Refusal.Malformed);
        var (mailbox, _) = await new Account().RegisterAsync(server);
        await mailbox.SendAsync(new FetchBundle(1, new byte[32]));
        await mailbox.EndsWithAsync(Refusal.Malformed);
    }

    [Fact]
    public async Task No_bytes_on_a_live_socket_hurt_the_server()
    {
        await using var server = await InProcessServer.StartAsync(
            time,
            change: options => options with { LimitsScale = 1_000 }
        );
        var account = new Account();
        var (_, capability) = await account.OpenAsync(server);
        var (canary, _) = await new Account().RegisterAsync(server);
        var valid = FrameCodec.Encode(account.Deposit(capability));
        var messages = Gen.OneOf(
            Gen.Byte.Array[0, 300],
            Gen.Select(Gen.Byte[0x00, 0x30], Gen.Byte.Array[0, 200], (kind, rest) => (byte[])[kind, .. rest]),
            Gen.Select(Gen.Int[0, 90], Gen.Byte[1, 255], (at, flip) => Flip(valid, at, flip)),
            Gen.Int[1, 4_000].Select(cut => valid[..^cut])
        );
        foreach (var path in (string[])["/v1/deposit", "/v1/mailbox"])
        {
            foreach (var message in messages.Array[300].Single())
            {
                using var socket = await Socket.OpenAsync(server, path);
                await socket.SendAsync(message);
                await socket.SendAsync(new Ping(1));
                // Whatever is said, each answer decodes, and the last is either our pong or the reason of a close.
                Frame? last = null;
                while (await socket.ReceiveAsync() is { } frame)
                {
                    last = frame;
                    if (frame is Pong)
                    {
                        break;
                    }
                }
                Assert.True(last is Pong or Refused { Request: 0 }, $"{last} after {Convert.ToHexString(message)}");
            }
        }
        Assert.Equal(new Pong(7), await canary.AskAsync<Pong>(new Ping(7)));
    }

    private static byte[] Flip(byte[] frame, int at, byte flip)
    {
        var copy = frame.ToArray();
        copy[at] ^= flip;
        return copy;
    }
}
