using System.Buffers.Binary;

namespace Rubaru.Client.Files;

/// <summary>
/// Width and height of a raster image by its header alone, so that nobody decodes what would be gigabytes of pixels: a
/// few kilobytes of a file can say so. Reads no more than it is given and never throws.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>What is read of a file: a photograph has its thumbnail and colour profile before its dimensions.</summary>
    public const int HeadBytes = 512 * 1024;

    public long Pixels => (long)Width * Height;

    /// <summary>A page can hold its pixels.</summary>
    public bool CanBeDrawn => Pixels is > 0 and <= FileLimits.DrawnPixels;

    /// <param name="head">The beginning of the file, up to <see cref="HeadBytes"/>.</param>
    /// <returns><c>null</c>: no raster image (<see cref="RasterType"/>), or its dimensions are not in its head.</returns>
    public static ImageSize? Of(ReadOnlySpan<byte> head) =>
        RasterType.Of(head) switch
        {
            "image/png" => Png(head),
            "image/gif" => Gif(head),
            "image/webp" => WebP(head),
            "image/jpeg" => Jpeg(head),
            _ => null,
        };

    /// <summary>The first chunk must be IHDR.</summary>
    private static ImageSize? Png(ReadOnlySpan<byte> head) =>
        head.Length >= 24 && head[12..].StartsWith("IHDR"u8)
            ? Checked(
                BinaryPrimitives.ReadUInt32BigEndian(head[16..]),
                BinaryPrimitives.ReadUInt32BigEndian(head[20..])
            )
            : null;

    /// <summary>The screen, or the first frame where that is larger: a decoder makes room for both.</summary>
    private static ImageSize? Gif(ReadOnlySpan<byte> head)
    {
        if (head.Length < 13)
            return null;
        var (width, height) = (Little(head, 6), Little(head, 8));
        var at = 13 + ((head[10] & 0x80) != 0 ? 3 << ((head[10] & 7) + 1) : 0);
        while (at + 10 <= head.Length)
        {
            if (head[at] == ',')
                return Checked(
                    (uint)Math.Max(width, Little(head, at + 1) + Little(head, at + 5)),
                    (uint)Math.Max(height, Little(head, at + 3) + Little(head, at + 7))
                );
            if (head[at] != '!')
                return null;
            // An extension: a label and blocks of up to 255 bytes, the last one empty.
            at += 2;
            while (at < head.Length && head[at] != 0)
                at += head[at] + 1;
            at++;
        }
        return null;
    }

    private static ImageSize? WebP(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30)
            return null;
        var body = head[20..];
        if (head[12..].StartsWith("VP8X"u8))
            return Checked(Little24(body[4..]) + 1, Little24(body[7..]) + 1);
        if (head[12..].StartsWith("VP8L"u8) && body[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return Checked((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }
        return head[12..].StartsWith("VP8 "u8) && body[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? Checked((uint)Little(body, 6) & 0x3FFF, (uint)Little(body, 8) & 0x3FFF)
            : null;
    }

    /// <summary>From segment to segment until the one of the frame (SOF).</summary>
    private static ImageSize? Jpeg(ReadOnlySpan<byte> head)
    {
        var at = 2;
        while (at + 9 <= head.Length && head[at] == 0xFF)
        {
            var marker = head[at + 1];
            if (marker == 0xFF)
            {
                at++; // A fill byte.
                continue;
            }
            // C4, C8 and CC are tables among the markers of frames.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return Checked(
                    BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..])
                );
            var length = BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
            // Pixels, or the end, before any dimensions: no decoder of ours could know them.
            if (marker is 0xD9 or 0xDA || length < 2)
                return null;
            at += 2 + length;
        }
        return null;
    }

    private static ImageSize? Checked(uint width, uint height) =>
        width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            ? new ImageSize((int)width, (int)height)
            : null;

    private static int Little(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Little24(ReadOnlySpan<byte> bytes) => bytes[0] | (uint)bytes[1] << 8 | (uint)bytes[2] << 16;
}
