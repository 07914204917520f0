using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

/// <summary>What a hostile path or a broken peer can send (protocol sections 8 and 8.1).</summary>
public sealed class PeerLinkSecurityTests
{
    [Fact]
    public async Task A_swapped_fingerprint_never_becomes_a_link()
    {
        await using var pair = new LinkPair();

        // Somebody in the middle: each browser talks to a certificate that fits what it was told.
        pair.Network.BrowserChecksFingerprint = false;
        pair.Bob.Rewrites = signal => signal with { Sdp = Swap(signal.Sdp) };
        pair.Reach();
        pair.Ann.Link.Want(true);

        pair.Run(10);

        Assert.NotEqual(0, pair.Ann.IdentityFailures + pair.Bob.IdentityFailures);
        Assert.Equal((0, 0), (pair.Ann.Link.Connects, pair.Bob.Link.Connects));
        Assert.False(pair.Ann.Link.TrySend([1]));
        pair.Bob.Rewrites = signal => signal;
        pair.RunUntil(() => pair.BothFresh);
    }

    [Fact]
    public async Task A_browser_that_refuses_the_certificate_is_only_a_failed_attempt()
    {
        await using var pair = new LinkPair();
        pair.Network.Tamper = Swap;
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Run(5);

        Assert.Equal(0, pair.Ann.Link.Connects);
        pair.Network.Tamper = null;
        pair.RunUntil(() => pair.BothFresh);
    }

    [Theory]
    [InlineData("a=fingerprint:sha-1 00:11\r\n")]
    [InlineData("")]
    [InlineData("two")]
    public async Task An_offer_without_exactly_one_sha_256_fingerprint_is_refused(string attribute)
    {
        await using var pair = new LinkPair();
        pair.Ann.Rewrites = signal =>
            signal with
            {
                Sdp = attribute == "two" ? signal.Sdp + Swap(signal.Sdp) : "v=0\r\no=memory 1\r\n" + attribute,
            };
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.Run(1);

        Assert.Equal(LinkState.Idle, pair.Bob.Link.State);
        Assert.Equal(1, pair.Bob.Link.Refusals);
        Assert.Empty(pair.Bob.Sent);
    }

    [Fact]
    public async Task A_bad_offer_does_not_cost_the_link_that_works()
    {
        await using var pair = LinkPair.Connected();
        var offer = Assert.Single(pair.Bob.Sent, signal => signal.Kind == SignalKind.Offer);

        await pair.Ann.Link.ReceiveSignalAsync(offer with { RtcId = 99, Sequence = offer.Sequence + 100, Sdp = "v=0" });
        await pair.Ann.Link.ReceiveSignalAsync(
            offer with
            {
                RtcId = 98,
                Sequence = offer.Sequence + 101,
                LinkNonce = new byte[32],
            }
        );
        pair.Run(5);

        Assert.True(pair.BothFresh);
        Assert.Equal(2, pair.Ann.Link.Refusals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_nonce_or_fingerprint_for_an_rtc_id_closes_it(bool nonce)
    {
        await using var pair = LinkPair.Connected();
        var offer = Assert.Single(pair.Bob.Sent, signal => signal.Kind == SignalKind.Offer);
        var changed = nonce
            ? offer with
            {
                LinkNonce = [.. Enumerable.Repeat((byte)5, 32)],
            }
            : offer with
            {
                Sdp = Swap(offer.Sdp),
                LinkNonce = new byte[32],
            };

        await pair.Ann.Link.ReceiveSignalAsync(changed with { Sequence = offer.Sequence + 50 });

        Assert.NotEqual(LinkState.Connected, pair.Ann.Link.State);
        Assert.Equal(1, pair.Ann.IdentityFailures);
    }

    [Fact]
    public async Task Signals_that_come_again_are_ignored()
    {
        await using var pair = LinkPair.Connected();
        pair.Network.Cut();
        pair.Run(3.5);
        pair.Network.Heal();
        pair.RunUntil(() => pair.BothFresh);
        pair.Run(1);
        var opened = pair.Network.Opened;

        foreach (var signal in pair.Bob.Sent.ToArray())
        {
            await pair.Ann.Link.ReceiveSignalAsync(signal);
        }

        foreach (var signal in pair.Ann.Sent.ToArray())
        {
            await pair.Bob.Link.ReceiveSignalAsync(signal);
        }

        pair.Run(10);

        Assert.True(pair.BothFresh);
        Assert.Equal(opened, pair.Network.Opened);
        Assert.Equal((2, 2), (pair.Ann.Link.Connects, pair.Bob.Link.Connects));
    }

    [Fact]
    public async Task An_offer_that_a_newer_one_overtook_is_ignored()
    {
        await using var pair = new LinkPair();
        pair.Ann.Passes = signal => signal.Kind != SignalKind.Offer || signal.Sequence > pair.Ann.Sent[0].Sequence;
        pair.Reach();
        pair.Ann.Link.Want(true);
        pair.RunUntil(() => pair.BothFresh);

        await pair.Bob.Link.ReceiveSignalAsync(pair.Ann.Sent[0]);
        pair.Run(5);

        Assert.True(pair.BothFresh);
        Assert.Equal(1, pair.Bob.Link.Attempts);
    }

    [Fact]
    public async Task A_peer_whose_clock_was_set_back_is_heard_again()
    {
        await using var pair = LinkPair.Connected();
        var offer = Assert.Single(pair.Bob.Sent, signal => signal.Kind == SignalKind.Offer);

        var attempts = pair.Ann.Link.Attempts;

        await pair.Ann.Link.ReceiveSignalAsync(offer with { RtcId = 7, Sequence = offer.Sequence - 3600 });

        Assert.Equal(attempts + 1, pair.Ann.Link.Attempts);
    }

    [Fact]
    public async Task Garbage_on_the_channel_closes_it_and_never_throws()
    {
        byte[][] garbage =
        [
            [],
            [0],
            [1],
            [2, 3, 4],
            [0xFF],
            [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
            new byte[70_000],
        ];
        foreach (var frame in garbage)
        {
            await using var pair = LinkPair.Connected();
            pair.Network.Inject(frame);
            pair.Run(0.05);
            Assert.Equal((1, 1), (pair.Ann.Link.Connects, pair.Bob.Link.Connects));
            Assert.NotEqual(LinkState.Connected, pair.Ann.Link.State);
            Assert.Null(pair.Ann.Link.LastFault);

            pair.RunUntil(() => pair.BothFresh, 3);
        }
    }

    [Fact]
    public async Task A_replayed_link_frame_closes_the_link()
    {
        await using var pair = LinkPair.Connected();
        byte[]? seen = null;
        pair.Network.Tap = frame => seen = frame;
        pair.RunUntil(() => seen is not null);
        pair.Network.Tap = null;
        pair.Run(0.05);

        pair.Network.Inject(seen!);
        pair.Run(0.05);

        Assert.NotEqual(LinkState.Connected, pair.Ann.Link.State);
    }

    [Fact]
    public async Task The_engine_that_does_not_take_messages_bounds_what_waits()
    {
        await using var pair = LinkPair.Connected();
        pair.Bob.Gate = new TaskCompletionSource();
        var message = new byte[64_000];
        var sent = 0;
        while (sent < 400 && pair.Ann.Link.TrySend(message))
        {
            sent++;
            pair.Run(0.01);
        }

        Assert.InRange(sent, 120, 150);
    }

    [Fact]
    public async Task A_frame_of_the_tap_shows_neither_message_type_nor_identifiers()
    {
        await using var pair = LinkPair.Connected();
        var frames = new List<byte[]>();
        pair.Network.Tap = frames.Add;
        var id = new UInt128(0x1122334455667788, 0x99AABBCCDDEEFF00);

        Assert.True(pair.Ann.Link.TryAcknowledge([id]));
        pair.Run(2);

        var text = Convert.ToHexString([.. frames.SelectMany(frame => frame)]);
        Assert.DoesNotContain("1122334455667788", text, StringComparison.Ordinal);
        Assert.All(frames, frame => Assert.Equal(1, frame[0]));
    }

    private static string Swap(string sdp)
    {
        var at = sdp.IndexOf("sha-256 ", StringComparison.Ordinal);
        return at < 0 ? sdp : sdp[..(at + 8)] + (sdp[at + 8] == 'A' ? 'B' : 'A') + sdp[(at + 9)..];
    }
}
