using System.Security.Cryptography;

namespace Rubaru.Server.Push;

/// <summary>Points of the curve that RFC 8291 and 8292 prescribe, as 0x04 || x(32) || y(32).</summary>
internal static class P256
{
    public const int PointSize = 65;
    private const int CoordinateSize = 32;

    public static ECCurve Curve => ECCurve.NamedCurves.nistP256;

    public static byte[] Write(ECPoint point) => [4, .. Pad(point.X!), .. Pad(point.Y!)];

    /// <summary>Throws unless the point lies on the curve: the platform checks that when the key is imported.</summary>
    /// <exception cref="CryptographicException">Not a point of the curve.</exception>
    public static ECDiffieHellman ReadPublic(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointSize || point[0] != 4)
        {
            throw new CryptographicException("Not an uncompressed point of P-256.");
        }
        var parameters = new ECParameters
        {
            Curve = Curve,
            Q = new ECPoint
            {
                X = point.Slice(1, CoordinateSize).ToArray(),
                Y = point[(1 + CoordinateSize)..].ToArray(),
            },
        };
        parameters.Validate();
        return ECDiffieHellman.Create(parameters);
    }

    public static bool IsPoint(ReadOnlySpan<byte> point)
    {
        try
        {
            ReadPublic(point).Dispose();
            return true;
        }
        catch (CryptographicException)
        {
            // What a subscription brings comes from outside; a bad key is refused, not an error.
            return false;
        }
    }

    private static byte[] Pad(byte[] coordinate) => [.. new byte[CoordinateSize - coordinate.Length], .. coordinate];
}
