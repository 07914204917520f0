using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.World;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>Bytes that are no frames, too many of them, and frames with fields changed at random, to real clients (C-fuzz).</summary>
public sealed class MalformedServerTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("RUBARU_LONG") == "1";

    [Fact]
    public async Task Frames_that_are_none_end_the_socket_and_nothing_else()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        byte[][] frames =
        [
            [],
            [0],
            [0xff],
            [(byte)FrameKind.Delivery],
            new byte[Rubaru.Wire.Limits.MaxFrame],
            new byte[Rubaru.Wire.Limits.MaxFrame + 1],
            new byte[4 * 1024 * 1024],
            [(byte)FrameKind.IceServers, 0, 0, 0, 1, 0, 0, 0, 1, 255],
            [(byte)FrameKind.Refused, 0, 0, 0, 0, 200],
        ];
        foreach (var frame in frames)
        {
            foreach (var path in (string[])[HostileServer.Mailbox, HostileServer.Deposits])
            {
                server.SayBytes(ann, path, frame);
                await town.UntilAsync(() => !IsOpen(ann, path), $"{frame.Length} bytes end the socket");
                await town.UntilAsync(() => ann.IsReady, "it is opened again", step: 0.25);
            }
        }
        await ann.Only.SendAsync("still standing");
        await bob.Only.SendAsync("good");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "they go on", step: 0.5);
        Assert.Equal(["good"], ann.Heard);
    }

    [Fact]
    public async Task With_every_frame_of_the_server_changed_at_random_nothing_wrong_is_shown_and_nothing_is_lost()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var random = new Chance(24);
        var changed = 0;
        // Half of the frames pass, so that every later state of the conversation is met too. A word of the protocol's own
        // that stops the client for good (another version, signed in elsewhere) is the subject of other tests.
        server.Corrupts = frame =>
        {
            lock (random)
            {
                if (random.Below(2) == 0)
                    return frame;
                var mutant = Mutate(random, frame);
                if (FrameCodec.TryDecode(mutant) is Refused { Request: 0 })
                    return frame;
                // The answer to a login is taken for one whatever its number.
                if (
                    FrameCodec.TryDecode(mutant) is Refused
                    {
                        Reason: Refusal.Version or Refusal.Superseded or Refusal.LoginReplaced
                    }
                )
                    return frame;
                changed++;
                return mutant;
            }
        };
        var rounds = IsLong ? 400 : 12;
        for (var i = 0; i < rounds; i++)
        {
            await ann.Only.SendAsync($"a{i}");
            await bob.Only.SendAsync($"b{i}");
            await town.PassAsync(TimeSpan.FromSeconds(15), step: 0.25);
            ann.AssertHealthy();
            bob.AssertHealthy();
        }
        server.Repent();
        await SendAgainAsync(ann);
        await SendAgainAsync(bob);
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "an honest server delivers all", step: 0.5);

        TestContext.Current.TestOutputHelper?.WriteLine($"{changed} changed frames in {rounds} rounds");
        Assert.Equal(Enumerable.Range(0, rounds).Select(i => $"b{i}"), ann.Heard);
        Assert.Equal(Enumerable.Range(0, rounds).Select(i => $"a{i}"), bob.Heard);
        Assert.DoesNotContain(
            ann.Only.Messages.Concat(bob.Only.Messages),
            message => message.Kind == MessageKind.Unknown
        );
    }

    /// <summary>What a lie about a refusal has stopped for good says so, and goes when the person says so.</summary>
    private static async Task SendAgainAsync(Person person)
    {
        foreach (var message in person.Said.Where(message => message.State == MessageState.Failed))
            await person.Only.RetryAsync(message.Id);
    }

    private static bool IsOpen(Person person, string path) =>
        path == HostileServer.Mailbox ? person.Client.Engine.Mailbox.IsReady : person.Client.Engine.Deposits.IsReady;

    private static byte[] Mutate(Chance random, byte[] frame)
    {
        var mutant = frame.ToArray();
        switch (random.Below(6))
        {
            case 0:
                return mutant[..random.Below(mutant.Length)];
            case 1:
                return [.. mutant, .. new byte[1 + random.Below(63)]];
            case 2:
                random.Fill(mutant.AsSpan(Math.Min(1, mutant.Length)));
                return mutant;
            case 3:
                mutant[0] = (byte)random.Below(0x40);
                return mutant;
            default:
                for (var i = 1 + random.Below(3); i > 0; i--)
                    random.Flip(mutant);
                return mutant;
        }
    }
}
