using Xunit;

namespace Rubaru.E2ee.Tests;

public class PaddingTests
{
    [Theory]
    [InlineData(0, 2923)]
    [InlineData(491, 2923)]
    [InlineData(492, 2923)]
    [InlineData(493, 7019)]
    [InlineData(4587, 7019)]
    [InlineData(4588, 7019)]
    [InlineData(4589, 15211)]
    [InlineData(12779, 15211)]
    [InlineData(12780, 15211)]
    [InlineData(12781, 31595)]
    [InlineData(29163, 31595)]
    [InlineData(29164, 31595)]
    [InlineData(29165, 64363)]
    [InlineData(59482, 64363)]
    public void Content_goes_into_the_smallest_size_that_holds_it(int length, int size)
    {
        var pair = Pair.After(3);
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 3 == 0 ? 0x80 : 0))];
        var message = pair.FromB(content);
        Assert.Equal(size, message.Length);
        Assert.Equal(content, pair.ToA(message).Content!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_largest_content_fits_in_every_kind_of_epoch(int turns)
    {
        Assert.Equal(59482, Session.MaxContent);
        var content = new byte[Session.MaxContent];
        content[^1] = 0x80;
        var pair = Pair.After(turns);
        var message = turns % 2 == 0 ? pair.FromB(content) : pair.FromA(content);
        Assert.Equal(64363, message.Length);
        Assert.Equal(content, (turns % 2 == 0 ? pair.ToA(message) : pair.ToB(message)).Content!);

        Assert.Equal(64363, pair.Alice.Initiate(pair.Bob).Encrypt(Party.Sodium, content).Message.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.A.Encrypt(Party.Sodium, [.. content, 0]));
    }

    [Fact]
    public void Every_size_gives_an_envelope_of_a_power_of_two()
    {
        var envelopes = Padding.MessageSizes.ToArray().Select(size => size + SealedEnvelope.Overhead);
        Assert.Equal([4096, 8192, 16384, 32768, 65536], envelopes);
    }

    [Theory]
    [InlineData("00 00 00")]
    [InlineData("01 00 00")]
    [InlineData("80 01")]
    [InlineData("")]
    public void What_was_not_padded_has_no_content(string hex) =>
        Assert.Equal(-1, Padding.ContentLength(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))));
}
