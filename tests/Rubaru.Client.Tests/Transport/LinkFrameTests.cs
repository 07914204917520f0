using CsCheck;
using Rubaru.Client.Transport;
using Xunit;

namespace Rubaru.Client.Tests.Transport;

public sealed class LinkFrameTests
{
    [Fact]
    public void Golden_bytes()
    {
        Assert.Equal([1], LinkFrame.Encode(LinkFrameType.Ping));
        Assert.Equal([2], LinkFrame.Encode(LinkFrameType.Pong));
        Assert.Equal([6], LinkFrame.Encode(LinkFrameType.Bye));
        Assert.Equal(
            "03" + "0000000000000000000000000000002A" + "000102030405060708090A0B0C0D0E0F",
            Convert.ToHexString(LinkFrame.EncodeAck([7, 42, new UInt128(0x0001020304050607, 0x08090A0B0C0D0E0F)], 1, 2))
        );
    }

    [Fact]
    public void An_ack_comes_back_as_it_was() =>
        Gen
            .ULong.Array[1, LinkLimits.AckIds]
            .Sample(numbers =>
            {
                var ids = numbers.Select(n => new UInt128(n, ~n)).ToArray();
                return LinkFrame.TryDecode(LinkFrame.EncodeAck(ids, 0, ids.Length)) is { Type: LinkFrameType.Ack } frame
                    && frame.Ids.SequenceEqual(ids);
            });

    [Fact]
    public void Wrong_lengths_are_refused_and_newer_types_are_not()
    {
        Assert.Null(LinkFrame.TryDecode([]));
        Assert.Null(LinkFrame.TryDecode([0]));
        Assert.Null(LinkFrame.TryDecode([1, 0]));
        Assert.Null(LinkFrame.TryDecode([3]));
        Assert.Null(
            LinkFrame.TryDecode(
                new byte[] { 3 }
                    .Concat(new byte[15])
                    .ToArray()
            )
        );
        Assert.Null(
            LinkFrame.TryDecode(
                new byte[] { 3 }
                    .Concat(new byte[16 * 257])
                    .ToArray()
            )
        );
        Assert.NotNull(LinkFrame.TryDecode([99, 1, 2]));
    }

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen.Byte.Array[0, 5000].Sample(bytes => LinkFrame.TryDecode(bytes) is null or { Ids.Count: <= 256 });
}
