using Rubaru.Client.Conversations;
using Rubaru.Client.Tests.Transport;
using Rubaru.Client.Tests.World;
using Rubaru.Client.Transport;
using Rubaru.Wire;
using Xunit;

namespace Rubaru.Client.Tests.Hostile;

/// <summary>Somebody in the middle of the direct connection (C-mitm; protocol sections 8 and 8.1).</summary>
public sealed class MiddleTests
{
    [Fact]
    public async Task A_hundred_of_a_hundred_swapped_fingerprints_are_refused_with_a_warning()
    {
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            await using var pair = new LinkPair();
            // The worst case: the ratchet is taken to be broken, so that the swap is signed, and the browser looks away.
            pair.Network.BrowserChecksFingerprint = false;
            var (one, other) = i % 2 == 0 ? (pair.Ann, pair.Bob) : (pair.Bob, pair.Ann);
            one.Rewrites = signal => signal with { Sdp = Swap(signal.Sdp, i) };
            if (i % 4 >= 2)
                other.Rewrites = signal => signal with { Sdp = Swap(signal.Sdp, i + 1) };
            pair.Reach();
            pair.Ann.Link.Want(true);
            pair.Run(8);
            if (
                pair.Ann.IdentityFailures + pair.Bob.IdentityFailures > 0
                && (pair.Ann.Link.Connects, pair.Bob.Link.Connects) == (0, 0)
                && !pair.Ann.Link.TrySend([1])
                && !pair.Bob.Link.TrySend([1])
            )
                refused++;
        }
        Assert.Equal(100, refused);
    }

    [Fact]
    public async Task With_somebody_in_the_middle_the_chat_says_so_and_every_text_goes_by_the_server()
    {
        await using var town = await Town.FoundAsync(peers: true);
        var server = new HostileServer(town);
        town.Network.BrowserChecksFingerprint = false;
        town.Network.Tamper = sdp => Swap(sdp, 1);
        var frames = new List<byte[]>();
        town.Network.Tap = frame =>
        {
            lock (frames)
                frames.Add(frame);
        };
        var (ann, bob) = await town.FriendsAsync();
        await ann.Only.ShowAsync();
        await bob.Only.ShowAsync();
        await town.UntilAsync(() => ann.Only.IdentityCheckFailed || bob.Only.IdentityCheckFailed, "somebody is told");
        await ann.Only.SendAsync("not by this way");
        await bob.Only.SendAsync("nor mine");
        await town.UntilAsync(() => ann.AllDelivered && bob.AllDelivered, "they go by the server", step: 0.25);

        Assert.All(ann.Said.Concat(bob.Said), message => Assert.Equal(MessagePath.Server, message.Path));
        lock (frames)
            Assert.DoesNotContain(frames, frame => frame[0] == 0);
        town.Network.Tamper = null;
        await town.UntilAsync(
            () => IsGood(ann) && IsGood(bob),
            "a true connection is found and the warning ends",
            step: 0.25
        );
    }

    [Fact]
    public async Task No_bit_of_a_signal_can_be_changed_by_the_server()
    {
        await using var town = await Town.FoundAsync();
        var server = new HostileServer(town);
        var (ann, bob) = await town.FriendsAsync();
        var random = new Chance(26);
        var changed = 0;
        server.ToClient(
            bob,
            frame =>
            {
                if (frame is not Delivery { Class: DepositClass.Transient } signal)
                    return [frame];
                var envelope = signal.Envelope.ToArray();
                lock (random)
                    random.Flip(envelope);
                changed++;
                return [signal with { Envelope = envelope }];
            }
        );
        // Whatever was under way before is over.
        await town.ConnectedAgainAsync(ann, bob);
        town.Network.IsImpossible = false;
        await ann.Only.ShowAsync();
        await town.UntilAsync(() => changed >= 20, "signals were changed", step: 0.25);
        await ann.Only.SendAsync("by the server then");
        await town.UntilAsync(() => ann.AllDelivered, "it is delivered", step: 0.25);

        Assert.Equal(MessagePath.Server, ann.Said[^1].Path);
        Assert.NotEqual(LinkState.Connected, bob.Only.LinkState);
        // Bob's browser was never given a description of the server's making.
        Assert.False(bob.Only.IdentityCheckFailed);
    }

    private static bool IsGood(Person person) =>
        person.Only.Path == MessagePath.Direct && !person.Only.IdentityCheckFailed;

    private static string Swap(string sdp, int seed)
    {
        const string prefix = "a=fingerprint:sha-256 ";
        var at = sdp.IndexOf(prefix, StringComparison.Ordinal);
        if (at < 0)
            return sdp;
        var end = sdp.IndexOf('\r', at);
        var bytes = System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(seed + 1_000_000));
        var other = string.Join(':', bytes.Select(b => b.ToString("X2", null)));
        return sdp[..(at + prefix.Length)] + other + sdp[end..];
    }
}
