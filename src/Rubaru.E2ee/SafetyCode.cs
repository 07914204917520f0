namespace Rubaru.E2ee;

/// <summary>
/// What the QR code of a safety check carries (protocol section 10): "RUBARU1" || 0x01 || FP_me || FP_you, 72 bytes. No
/// secret: whoever photographs it learns two fingerprints.
/// </summary>
/// <param name="Shows">The fingerprint of the device that shows the code.</param>
/// <param name="Expects">The one that this device has of the other person.</param>
public readonly record struct SafetyCode(Fingerprint Shows, Fingerprint Expects)
{
    public const int Size = 8 + (2 * Fingerprint.Size);
    private const byte Version = 0x01;
    private static ReadOnlySpan<byte> Mark => "RUBARU1"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        _ = new Concatenation(bytes).Add(Mark).Add(Version).Add(Shows).Add(Expects);
        return bytes;
    }

    /// <summary>Some version's safety code, whether or not this one can read it.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Mark);

    /// <returns><c>null</c> unless the bytes are exactly one code of this version.</returns>
    public static SafetyCode? TryRead(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size && IsMarked(bytes) && bytes[7] == Version
            ? new SafetyCode(Fingerprint.Read(bytes[8..]), Fingerprint.Read(bytes[40..]))
            : null;
}
