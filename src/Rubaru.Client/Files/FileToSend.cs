namespace Rubaru.Client.Files;

/// <summary>A file as a person wants to send it.</summary>
public sealed record FileToSend(IFileSource Source, string Name, string Mime)
{
    /// <summary>No name: what is printed may be logged.</summary>
    public override string ToString() => nameof(FileToSend);

    /// <summary>Of an image: a raster of at most 10 KiB, and the dimensions of the image in pixels.</summary>
    public byte[]? Thumbnail { get; init; }
    public int Width { get; init; }
    public int Height { get; init; }

    /// <summary>Of a spoken message.</summary>
    public VoiceNote? Voice { get; init; }
    public string Caption { get; init; } = "";
}
