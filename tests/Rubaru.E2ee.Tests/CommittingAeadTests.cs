using Xunit;
using static Rubaru.E2ee.Tests.Independent;

namespace Rubaru.E2ee.Tests;

public class CommittingAeadTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70000)]
    public void A_box_opens_here_and_with_a_second_implementation_of_the_text(int length)
    {
        byte[] text = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        var box = CommittingAead.Seal(Party.Sodium, Key, "rec"u8, "ad"u8, text);
        Assert.Equal(72 + length, box.Length);
        Assert.Equal(text, CommittingAead.TryOpen(Party.Sodium, Key, "rec"u8, "ad"u8, box)!);

        var okm = Expand(Hmac(box[..24], Key), Ascii("Rubaru/1 caeadrec"), 64);
        Assert.Equal(okm[32..], box[24..56]);
        Assert.Equal(text, AeadOpen(okm[..32], new byte[12], Ascii("ad"), box[56..]));
    }

    [Fact]
    public void Every_byte_of_the_box_and_every_argument_count()
    {
        var box = CommittingAead.Seal(Party.Sodium, Key, "rec"u8, "ad"u8, [1, 2, 3]);
        for (var i = 0; i < box.Length; i++)
        {
            box[i] ^= 1;
            Assert.Null(CommittingAead.TryOpen(Party.Sodium, Key, "rec"u8, "ad"u8, box));
            box[i] ^= 1;
        }

        Assert.Null(CommittingAead.TryOpen(Party.Sodium, new byte[32], "rec"u8, "ad"u8, box));
        Assert.Null(CommittingAead.TryOpen(Party.Sodium, Key, "slot"u8, "ad"u8, box));
        Assert.Null(CommittingAead.TryOpen(Party.Sodium, Key, "rec"u8, "da"u8, box));
        for (var length = 0; length < box.Length; length++)
        {
            Assert.Null(CommittingAead.TryOpen(Party.Sodium, Key, "rec"u8, "ad"u8, box.AsSpan(0, length)));
        }
    }

    [Fact]
    public void The_same_text_gives_another_box_each_time_and_a_long_label_is_whole()
    {
        var label = new byte[1000];
        var box = CommittingAead.Seal(Party.Sodium, Key, label, [], [1]);
        Assert.NotEqual(box, CommittingAead.Seal(Party.Sodium, Key, label, [], [1]));
        Assert.NotNull(CommittingAead.TryOpen(Party.Sodium, Key, label, [], box));
        label[^1] = 1;
        Assert.Null(CommittingAead.TryOpen(Party.Sodium, Key, label, [], box));
    }
}
