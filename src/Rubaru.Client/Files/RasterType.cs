namespace Rubaru.Client.Files;

/// <summary>
/// The kinds of image that are drawn, told by their first bytes and by nothing that the sender says. SVG is not among
/// them: it is a document that can hold script. What is none of these is only ever saved, under a neutral type.
/// </summary>
public static class RasterType
{
    /// <summary>Enough to tell.</summary>
    public const int HeadSize = 12;

    /// <returns>The MIME type; <c>null</c> for anything else.</returns>
    public static string? Of(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) ? "image/gif"
        : head.Length >= HeadSize && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;
}
