using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>Keys and counters of the link frames of one RTCPeerConnection (protocol section 8.1). Mutable; dies with the link.</summary>
public sealed class LinkCipher : IDisposable
{
    /// <param name="nonceOfferer">32 bytes from the first offer.</param>
    /// <param name="nonceAnswerer">32 bytes from the first answer.</param>
    /// <param name="rtcId">16 bytes.</param>
    /// <param name="fingerprintOfferer">DTLS certificate hash, SHA-256, 32 bytes.</param>
    public LinkCipher(
        ISodium sodium,
        bool isOfferer,
        ReadOnlySpan<byte> nonceOfferer,
        ReadOnlySpan<byte> nonceAnswerer,
        ReadOnlySpan<byte> rtcId,
        ReadOnlySpan<byte> fingerprintOfferer,
        ReadOnlySpan<byte> fingerprintAnswerer
    ) => throw new NotImplementedException();

    /// <summary>0x01 || counter(8) || AEAD(body).</summary>
    public byte[] Seal(ReadOnlySpan<byte> body) => throw new NotImplementedException();

    /// <summary><c>null</c>: not exactly the next counter, or the tag failed; the link must be closed.</summary>
    public byte[]? TryOpen(ReadOnlySpan<byte> frame) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
