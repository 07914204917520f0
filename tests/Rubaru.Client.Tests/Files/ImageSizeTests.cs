using System.Buffers.Binary;
using System.Text;
using Rubaru.Client.Files;
using Xunit;

namespace Rubaru.Client.Tests.Files;

/// <summary>Dimensions of images by their headers, before anything decodes them.</summary>
public sealed class ImageSizeTests
{
    public static TheoryData<string> Formats =>
        ["png", "gif", "gif-frame", "webp", "webp-lossless", "webp-extended", "jpeg"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_header_says_how_large_it_is(string format)
    {
        Assert.Equal(new ImageSize(640, 480), ImageSize.Of(Head(format, 640, 480)));
        Assert.True(ImageSize.Of(Head(format, 640, 480))!.Value.CanBeDrawn);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_few_bytes_that_are_a_hundred_megapixels_are_not_drawn(string format)
    {
        var size = ImageSize.Of(Head(format, 16_000, 6_500));
        Assert.Equal(104_000_000, size!.Value.Pixels);
        Assert.False(size.Value.CanBeDrawn);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_header_that_ends_early_or_has_no_dimensions_is_none(string format)
    {
        var whole = Head(format, 640, 480);
        for (var length = 0; length < whole.Length; length++)
        {
            // Nothing is read beyond the end, and nothing else than the truth is said.
            var size = ImageSize.Of(whole.AsSpan(0, length));
            Assert.True(size is null || size == new ImageSize(640, 480));
        }
        Assert.Null(ImageSize.Of(whole.AsSpan(0, RasterType.HeadSize)));
        if (!format.StartsWith("webp-", StringComparison.Ordinal))
            Assert.Null(ImageSize.Of(Head(format, 0, 480)));
    }

    [Fact]
    public void A_photograph_has_much_before_its_dimensions()
    {
        // Three segments of 60,000 bytes, as a thumbnail and a colour profile take.
        byte[] segment = [0xFF, 0xE1, 0xEA, 0x62, .. new byte[60_000]];
        byte[] plain = Head("jpeg", 4000, 3000);
        byte[] photo = [.. plain[..2], .. segment, .. segment, .. segment, .. plain[2..]];
        Assert.Equal(new ImageSize(4000, 3000), ImageSize.Of(photo));
    }

    [Fact]
    public void A_frame_of_an_animation_that_is_larger_than_its_screen_counts()
    {
        var gif = Head("gif-frame", 640, 480);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), 1);
        Assert.Equal(new ImageSize(640, 480), ImageSize.Of(gif));
    }

    [Fact]
    public void What_is_no_image_has_no_size()
    {
        Assert.Null(ImageSize.Of([]));
        Assert.Null(ImageSize.Of("<svg width='10' height='10'></svg> and more than enough"u8));
        Assert.Null(ImageSize.Of(Enumerable.Repeat((byte)0xFF, 5_000).ToArray()));
    }

    private static byte[] Head(string format, int width, int height)
    {
        var (w, h) = ((ushort)width, (ushort)height);
        return format switch
        {
            "png" => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, .. Big(w), 0, 0, .. Big(h)],
            // A global table of two colours, a comment, a frame.
            "gif" or "gif-frame" =>
            [
                .. "GIF89a"u8,
                .. Little(w),
                .. Little(h),
                0x80,
                0,
                0,
                .. new byte[6],
                (byte)'!',
                0xFE,
                2,
                (byte)',',
                (byte)',',
                0,
                (byte)',',
                0,
                0,
                0,
                0,
                .. Little(w),
                .. Little(h),
                0,
            ],
            "webp" => WebP("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, .. Little(w), .. Little(h)]),
            "webp-lossless" => WebP("VP8L", [0x2F, .. Bits((uint)(w - 1) & 0x3FFF | ((uint)(h - 1) & 0x3FFF) << 14)]),
            "webp-extended" => WebP("VP8X", [0, 0, 0, 0, .. Bits((uint)(w - 1))[..3], .. Bits((uint)(h - 1))[..3]]),
            _ =>
            [
                0xFF,
                0xD8,
                0xFF,
                0xE0,
                0,
                4,
                1,
                2,
                0xFF,
                0xFF,
                0xC4,
                0,
                2,
                0xFF,
                0xC2,
                0,
                17,
                8,
                .. Big(h),
                .. Big(w),
            ],
        };
    }

    private static byte[] WebP(string kind, byte[] body) =>
        [
            .. "RIFF"u8,
            .. new byte[4],
            .. "WEBP"u8,
            .. Encoding.ASCII.GetBytes(kind),
            .. new byte[4],
            .. body,
            .. new byte[8],
        ];

    private static byte[] Big(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Little(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Bits(uint value) =>
        [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
