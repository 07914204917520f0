using System.Buffers.Binary;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Rubaru.Client.Files;

namespace Rubaru.App.Browser;

/// <summary>Choosing files, and what images among them look like (file-picker.js, image-preview.js).</summary>
public sealed class FileInput(IJSRuntime js)
{
    /// <summary>Sharp on every screen, and a fraction of what a camera makes.</summary>
    private const int SmallerSide = 2048;

    private readonly BrowserModule picker = new(js, "file-picker");
    private readonly BrowserModule preview = new(js, "image-preview");

    public Task<IJSObjectReference> WatchAsync<T>(
        ElementReference input,
        ElementReference camera,
        DotNetObjectReference<T> events
    )
        where T : class => picker.CallAsync<IJSObjectReference>("watch", input, camera, events);

    public Task ChooseAsync(ElementReference input) => picker.CallAsync("choose", input);

    /// <summary>It is an image of more pixels than a page can hold: nothing decodes it, and it goes as a file.</summary>
    /// <returns>What its header says; an image whose header cannot be read is none.</returns>
    public async Task<bool> IsTooLargeToDrawAsync(ChosenFile file) =>
        ImageSize.Of(await preview.CallAsync<byte[]>("head", file.Id, ImageSize.HeadBytes)) is { CanBeDrawn: false };

    /// <returns>Thumbnail and dimensions; <c>null</c>: no raster image, or too large to draw.</returns>
    public async Task<ImageLook?> DescribeAsync(ChosenFile file)
    {
        var head = await preview.CallAsync<byte[]>("head", file.Id, ImageSize.HeadBytes);
        if (ImageSize.Of(head) is not { CanBeDrawn: true })
        {
            return null;
        }

        var bytes = await preview.CallAsync<byte[]>("describe", file.Id);
        return bytes.Length <= 8 || RasterType.Of(bytes.AsSpan(8)) is null
            ? null
            : new ImageLook(
                BinaryPrimitives.ReadInt32BigEndian(bytes),
                BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)),
                bytes[8..]
            );
    }

    /// <summary>The image drawn anew: at most 2048 pixels a side, and nothing of its metadata.</summary>
    /// <returns><c>null</c>: it cannot be drawn anew here.</returns>
    public async Task<(ChosenFile File, int Width, int Height)?> SmallerAsync(ChosenFile file)
    {
        if (
            await preview.CallAsync<string[]>("withoutMetadata", file.Id, SmallerSide)
            is not [var id, var size, var type, var width, var height]
        )
        {
            return null;
        }

        var extension = type == "image/jpeg" ? ".jpg" : "." + type["image/".Length..];
        var name = Path.ChangeExtension(file.Name, extension) ?? "image" + extension;
        var smaller = new ChosenFile(Number(id), name, type, long.Parse(size, CultureInfo.InvariantCulture));
        return (smaller, Number(width), Number(height));
    }

    /// <summary>The page lets go of it.</summary>
    public Task DropAsync(ChosenFile file) => preview.CallAsync("drop", file.Id);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>An image before it is sent: dimensions in pixels, and a JPEG of at most 10 KiB.</summary>
public sealed record ImageLook(int Width, int Height, byte[] Thumbnail);
