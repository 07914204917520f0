using Rubaru.Client.Files;
using Xunit;

namespace Rubaru.Client.Tests.Files;

public sealed class PieceBatchTests
{
    [Fact]
    public void What_was_packed_comes_out_message_by_message()
    {
        FilePiece[] pieces =
        [
            new(7, 0, 0, new byte[1]),
            new(7, 0, 1, new byte[32 * 1024]),
            new(8, 3, 0, new byte[] { 5 }),
        ];

        var messages = PieceBatch.Split(PieceBatch.Pack(pieces)).ToArray();

        Assert.Equal(pieces.Select(piece => piece.ToBytes()), messages);
    }

    [Fact]
    public void Nothing_is_no_message() => Assert.Empty(PieceBatch.Split(PieceBatch.Pack([])));

    [Theory]
    [InlineData(0, 0, 1, 16)]
    [InlineData(1, 0, 8, 17)]
    [InlineData(65_536, 0, 1, 65_552)]
    [InlineData(65_537, 0, 1, 65_552)]
    [InlineData(65_537, 0, 2, 65_552 + 17)]
    [InlineData(65_537, 1, 8, 17)]
    [InlineData(65_537, 2, 1, 0)]
    [InlineData(10 * 65_536, 1, 8, 8 * 65_552)]
    public void Chunks_that_stand_together_have_the_sum_of_their_sizes(long size, long chunk, int count, int expected)
    {
        Assert.Equal(expected, new FileSize(size).BoxesOf(chunk, count));
        var each = Enumerable.Range(0, count).Select(i => chunk + i).Where(i => i < new FileSize(size).Chunks);
        Assert.Equal(expected, each.Sum(new FileSize(size).BoxOf));
    }
}
