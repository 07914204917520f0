using Rubaru.Client.Storage;

namespace Rubaru.Client.Files;

/// <summary>What a bubble shows of a file. Everything in it is the sender's word until the file was compared.</summary>
/// <param name="Name">Clean (<see cref="FileName"/>).</param>
/// <param name="Size">Plaintext bytes.</param>
public sealed record FileNote(UInt128 Id, string Name, long Size, string Mime)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(FileNote);

    /// <summary>A raster image of at most 10 KiB; <c>null</c>: this is shown as a file.</summary>
    public byte[]? Thumbnail { get; init; }

    /// <summary>Of the image, in pixels, so that its place is kept before it is there.</summary>
    public int Width { get; init; }
    public int Height { get; init; }

    /// <summary>Of a spoken message; <c>null</c>: this is shown as a file.</summary>
    public VoiceNote? Voice { get; init; }

    /// <summary>It can be drawn: its sender says that it is an image, and its thumbnail is one.</summary>
    public bool IsImage => Thumbnail is not null && Width > 0 && Height > 0;

    internal CborRecord Write(CborRecord record)
    {
        record.Add(1, Content.MessageIds.Bytes(Id)).Add(4, (ulong)Size).Add(5, Name).Add(6, Mime).Add(8, Thumbnail);
        if (IsImage)
            record.Add(9, (ulong)Width).Add(10, (ulong)Height);
        return Voice is { } voice && !IsImage ? voice.Write(record) : record;
    }

    /// <summary>Never throws. A thumbnail that is none, or too large, is left out; the file can still be received.</summary>
    internal static FileNote? Read(CborMap map)
    {
        if (
            map.Bytes(1, 16) is not { } id
            || map.Unsigned(4) is not { } size
            || size > (ulong)FileLimits.MostBytes
            || map.Text(5, FileLimits.NameBytes * 4) is not { } name
        )
            return null;
        var note = new FileNote(
            Content.MessageIds.Read(id),
            FileName.Clean(name),
            (long)size,
            FileName.CleanType(map.Text(6, FileLimits.MimeBytes) ?? "")
        );
        var thumbnail = map.Bytes(8);
        var (width, height) = (map.Unsigned(9) ?? 0, map.Unsigned(10) ?? 0);
        var drawable =
            thumbnail is { Length: > 0 and <= FileLimits.ThumbnailBytes }
            // JPEG only, as every app makes it: ten kilobytes of another format can be a gigabyte of pixels.
            && RasterType.Of(thumbnail) == "image/jpeg"
            && width is > 0 and <= FileLimits.MostPixels
            && height is > 0 and <= FileLimits.MostPixels;
        return drawable
            ? note with
            {
                Thumbnail = thumbnail,
                Width = (int)width,
                Height = (int)height,
            }
            : note with
            {
                Voice = VoiceNote.Read(map, note.Mime, note.Size),
            };
    }
}
