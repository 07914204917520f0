using Rubaru.E2ee;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>Frames of one data channel in both directions (protocol section 8.1).</summary>
internal sealed record GoldenLink(
    byte[] NonceOfferer,
    byte[] NonceAnswerer,
    byte[] RtcId,
    byte[] FingerprintOfferer,
    byte[] FingerprintAnswerer,
    List<byte[]> Bodies,
    List<byte[]> ToAnswerer,
    List<byte[]> ToOfferer
)
{
    internal static GoldenLink Create(ISodium sodium)
    {
        var bodies = new List<byte[]> { Bytes(sodium, 1), Bytes(sodium, 0), Bytes(sodium, 33) };
        var link = new GoldenLink(
            Bytes(sodium, 32),
            Bytes(sodium, 32),
            Bytes(sodium, 16),
            Bytes(sodium, 32),
            Bytes(sodium, 32),
            bodies,
            [],
            []
        );
        using var offerer = link.Cipher(sodium, isOfferer: true);
        using var answerer = link.Cipher(sodium, isOfferer: false);
        return link with
        {
            ToAnswerer = [.. bodies.Select(body => offerer.Seal(body))],
            ToOfferer = [.. bodies.Select(body => answerer.Seal(body))],
        };
    }

    internal void Read(ISodium sodium)
    {
        using var offerer = Cipher(sodium, isOfferer: true);
        using var answerer = Cipher(sodium, isOfferer: false);
        for (var i = 0; i < Bodies.Count; i++)
        {
            Expect.Bytes(Bodies[i], answerer.TryOpen(ToAnswerer[i]) ?? throw new CheckFailedException("A link frame."));
            Expect.Bytes(Bodies[i], offerer.TryOpen(ToOfferer[i]) ?? throw new CheckFailedException("A link frame."));
        }

        Expect.True(Bodies.Count > 0, "there are frames");
    }

    private LinkCipher Cipher(ISodium sodium, bool isOfferer) =>
        new(sodium, isOfferer, NonceOfferer, NonceAnswerer, RtcId, FingerprintOfferer, FingerprintAnswerer);

    private static byte[] Bytes(ISodium sodium, int length)
    {
        var bytes = new byte[length];
        sodium.Random(bytes);
        return bytes;
    }
}
