using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Rubaru.EndToEnd;

/// <summary>A film in the raw form that Chromium plays as its camera; read anew whenever a page starts the camera.</summary>
internal sealed partial class FakeCamera : IDisposable
{
    private const int Width = 640;
    private const int Height = 480;
    private readonly string folder = Directory.CreateTempSubdirectory("rubaru-camera-").FullName;
    private readonly string file;

    public FakeCamera()
    {
        file = Path.Combine(folder, "film.y4m");
        Film((_, _) => 128);
    }

    public string[] Arguments =>
        [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--use-file-for-fake-video-capture=" + file,
        ];

    /// <summary>Holds the code that a page shows before the camera, as a person would: its modules, not its bytes.</summary>
    public async Task ShowAsync(ILocator code)
    {
        var size = int.Parse((await code.GetAttributeAsync("viewBox"))!.Split(' ')[2], CultureInfo.InvariantCulture);
        var path = (await code.Locator("path").GetAttributeAsync("d"))!;
        var dark = new bool[size, size];
        foreach (Match run in Run().Matches(path))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            for (var i = 0; i < length; i++)
            {
                dark[x + i, y] = true;
            }
        }

        var scale = (Height - 40) / size;
        var (left, top) = ((Width - (size * scale)) / 2, (Height - (size * scale)) / 2);
        Film(
            (x, y) =>
            {
                var (column, row) = ((x - left) / scale, (y - top) / scale);
                var inside = x >= left && y >= top && column < size && row < size;
                return inside && dark[column, row] ? (byte)30 : (byte)225;
            }
        );
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Two frames of grey values, in place at once.</summary>
    private void Film(Func<int, int, byte> light)
    {
        using (var film = File.Create(file + ".new"))
        {
            film.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420\n"));
            var frame = new byte[Width * Height * 3 / 2];
            Array.Fill(frame, (byte)128);
            for (var i = 0; i < Width * Height; i++)
            {
                frame[i] = light(i % Width, i / Width);
            }

            for (var i = 0; i < 2; i++)
            {
                film.Write("FRAME\n"u8);
                film.Write(frame);
            }
        }

        File.Move(file + ".new", file, overwrite: true);
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1")]
    private static partial Regex Run();
}
