using Rubaru.Client.Files;

namespace Rubaru.App.Components;

/// <summary>How an image of a message is drawn.</summary>
internal static class FileImage
{
    private const int MostWidth = 320;
    private const int MostHeight = 360;

    /// <summary>The thumbnail as an address: its type by its own first bytes, never by what the sender says.</summary>
    public static string Thumbnail(FileNote file) =>
        file.Thumbnail is { } bytes && RasterType.Of(bytes) is { } type
            ? $"data:{type};base64,{Convert.ToBase64String(bytes)}"
            : "";

    /// <summary>Pixels on the page, in the proportions that the sender says; a strip stays visible.</summary>
    public static (int Width, int Height) Place(FileNote file)
    {
        var scale = Math.Min(1, Math.Min((double)MostWidth / file.Width, (double)MostHeight / file.Height));
        return (Math.Max(48, (int)(file.Width * scale)), Math.Max(48, (int)(file.Height * scale)));
    }
}
