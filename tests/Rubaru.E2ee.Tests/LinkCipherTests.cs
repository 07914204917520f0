using Xunit;
using static Rubaru.E2ee.Tests.Independent;

namespace Rubaru.E2ee.Tests;

public class LinkCipherTests
{
    private static readonly byte[][] Parts =
    [
        Filled(1, 32), // nonce of the offerer
        Filled(2, 32), // nonce of the answerer
        Filled(3, 16), // rtc_id
        Filled(4, 32), // fingerprint of the offerer
        Filled(5, 32), // fingerprint of the answerer
    ];

    [Fact]
    public void Frames_go_both_ways_in_order()
    {
        using var offerer = Link(true);
        using var answerer = Link(false);
        for (byte i = 0; i < 5; i++)
        {
            Assert.Equal([i, 1], answerer.TryOpen(offerer.Seal([i, 1]))!);
            Assert.Equal([i, 2], offerer.TryOpen(answerer.Seal([i, 2]))!);
        }

        Assert.Equal([], answerer.TryOpen(offerer.Seal([]))!);
    }

    [Fact]
    public void A_frame_opens_with_a_second_implementation_of_the_text()
    {
        using var offerer = Link(true);
        using var answerer = Link(false);
        offerer.Seal([0]);
        var frame = offerer.Seal([7, 8]);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 1], frame[..9]);
        Assert.Equal([7, 8], Open("o2a", frame));
        Assert.Equal([9], Open("a2o", answerer.Seal([9])));

        static byte[] Open(string direction, byte[] frame)
        {
            var prk = Hmac(Ascii("Rubaru/1 link"), Join(Parts[0], Parts[1]));
            var key = Expand(prk, Join(Ascii(direction), Parts[2], Parts[3], Parts[4]), 32);
            return AeadOpen(key, Join(new byte[4], frame[1..9]), frame[..9], frame[9..]);
        }
    }

    [Fact]
    public void A_lost_repeated_reordered_or_returned_frame_closes_the_link()
    {
        Closes((offerer, _) => (offerer.Seal([1]), offerer.Seal([2])).Item2);
        Closes((offerer, answerer) => Delivered(answerer, offerer.Seal([1])));
        Closes((_, answerer) => answerer.Seal([1]));

        static byte[] Delivered(LinkCipher to, byte[] frame)
        {
            Assert.NotNull(to.TryOpen(frame));
            return frame;
        }
    }

    [Fact]
    public void Every_byte_of_a_frame_counts()
    {
        for (var i = 0; i < 9 + 3 + 16; i++)
        {
            var at = i;
            Closes(
                (offerer, _) =>
                {
                    var frame = offerer.Seal([1, 2, 3]);
                    frame[at] ^= 1;
                    return frame;
                }
            );
        }

        Closes((_, _) => []);
        Closes((offerer, _) => offerer.Seal([])[..24]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Another_nonce_rtc_id_or_certificate_gives_another_key(int part)
    {
        var other = Parts.Select(bytes => bytes.ToArray()).ToArray();
        other[part][^1] ^= 1;
        using var offerer = Link(true);
        using var answerer = Link(false, other);
        Assert.Null(answerer.TryOpen(offerer.Seal([1])));
    }

    [Fact]
    public void Wrong_sizes_and_use_after_the_end_are_misuse()
    {
        for (var part = 0; part < Parts.Length; part++)
        {
            var wrong = Parts.ToArray();
            wrong[part] = [.. wrong[part], 0];
            Assert.Throws<ArgumentException>(() => Link(true, wrong));
        }

        var link = Link(true);
        link.Dispose();
        Assert.Throws<ObjectDisposedException>(() => link.Seal([1]));
        Assert.Throws<ObjectDisposedException>(() => link.TryOpen([]));
    }

    private static void Closes(Func<LinkCipher, LinkCipher, byte[]> make)
    {
        using var offerer = Link(true);
        using var answerer = Link(false);
        var good = Link(true).Seal([1]);
        Assert.Null(answerer.TryOpen(make(offerer, answerer)));
        Assert.Null(answerer.TryOpen(good)); // closed is closed
    }

    private static LinkCipher Link(bool isOfferer, byte[][]? parts = null)
    {
        parts ??= Parts;
        return new LinkCipher(Party.Sodium, isOfferer, parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static byte[] Filled(byte value, int length) => [.. Enumerable.Repeat(value, length)];
}
