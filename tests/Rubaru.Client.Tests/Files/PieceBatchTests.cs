using System.Buffers.Binary;
using Rubaru.Client.Files;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>The seam between this program and its browser: what it names, and that no length makes it read beside.</summary>
public sealed class PieceBatchTests
{
    [Fact]
    public void What_is_to_be_sent_is_named_with_its_header()
    {
        var block = FileBytes.HeldAs(9, 0, 100_000);
        var packed = PieceBatch.Pack([new(7, 1, 2, block.Slice(0, 40_000)), new(7, 3, 4, block.Slice(40_000, 60_000))]);
        Assert.Equal([9, 0, 40_000, 7, 1, 2, 9, 40_000, 60_000, 7, 3, 4], Numbers(packed));
        Assert.Equal([9, 50_000, 10], Numbers(PieceBatch.Name([block.Slice(20_000, 50_000).Slice(30_000, 10)])));
        Assert.Empty(PieceBatch.Pack([]));
        Assert.Throws<ArgumentException>(() => PieceBatch.Pack([new(7, 0, 0, new byte[9])]));
    }

    [Fact]
    public void What_came_is_a_piece_by_its_header_and_its_length_alone()
    {
        byte[] packed = [.. Bytes(5, 12 + 30_000, 7, 1, 2), .. Bytes(6, 13, 8, 0, 0)];
        var pieces = PieceBatch.Split(packed).ToArray();
        Assert.Equal(new FilePiece(7, 1, 2, FileBytes.HeldAs(5, 12, 30_000)), pieces[0]);
        Assert.Equal(new FilePiece(8, 0, 0, FileBytes.HeldAs(6, 12, 1)), pieces[1]);
        Assert.Empty(PieceBatch.Split([]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(FilePiece.MostBytes + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_message_of_a_size_that_no_version_sends_is_no_piece(int length) =>
        Assert.Null(Assert.Single(PieceBatch.Split(Bytes(0, length, 7, 0, 0))));

    [Fact]
    public void A_message_in_memory_is_read_by_the_same_rule()
    {
        Assert.Null(FilePiece.TryRead(new byte[FilePiece.Header]));
        Assert.Null(FilePiece.TryRead(new byte[FilePiece.MostBytes + 1]));
        Assert.Equal(FilePiece.MostBytes, FilePiece.TryRead(new byte[FilePiece.MostBytes])!.Value.ToBytes().Length);
    }

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

    private static byte[] Bytes(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }

    private static int[] Numbers(byte[] bytes) =>
        [
            .. Enumerable
                .Range(0, bytes.Length / 4)
                .Select(i => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 * i))),
        ];
}
