using System.Globalization;
using System.Text;
using QRCoder;

namespace Rubaru.App.Components;

/// <summary>A QR code as the outline of an SVG path: attributes only, so it needs neither inline style nor markup text.</summary>
internal static class QrPath
{
    /// <returns>Width of the symbol in modules with its quiet zone, and the path of the dark modules.</returns>
    public static (int Size, string Path) Of(byte[] bytes)
    {
        using var data = QRCodeGenerator.GenerateQrCode(bytes, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                if (!rows[y][x])
                {
                    continue;
                }

                var from = x;
                while (x + 1 < rows.Count && rows[y][x + 1])
                {
                    x++;
                }

                var width = x - from + 1;
                path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{width}v1h-{width}z");
            }
        }

        return (rows.Count, path.ToString());
    }
}
