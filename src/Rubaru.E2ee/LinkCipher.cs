using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>Keys and counters of the link frames of one RTCPeerConnection (protocol section 8.1). Mutable; dies with the link.</summary>
public sealed class LinkCipher : IDisposable
{
    private const byte LinkFrame = 0x01;
    private const int Header = 9;

    private readonly ISodium _sodium;
    private readonly byte[] _sendKey = new byte[KeySizes.AeadKey];
    private readonly byte[] _receiveKey = new byte[KeySizes.AeadKey];
    private ulong _sent;
    private ulong _received;
    private bool _closed;
    private bool _disposed;

    /// <param name="isOfferer">Whether this side made the first offer of the rtc_id.</param>
    /// <param name="nonceOfferer">32 bytes from the first offer.</param>
    /// <param name="nonceAnswerer">32 bytes from the first answer.</param>
    /// <param name="rtcId">16 bytes.</param>
    /// <param name="fingerprintOfferer">DTLS certificate hash, SHA-256, 32 bytes.</param>
    /// <param name="fingerprintAnswerer">DTLS certificate hash, SHA-256, 32 bytes.</param>
    public LinkCipher(
        ISodium sodium,
        bool isOfferer,
        ReadOnlySpan<byte> nonceOfferer,
        ReadOnlySpan<byte> nonceAnswerer,
        ReadOnlySpan<byte> rtcId,
        ReadOnlySpan<byte> fingerprintOfferer,
        ReadOnlySpan<byte> fingerprintAnswerer
    )
    {
        // Fixed sizes: with others two different links could concatenate to the same key input.
        Require(nonceOfferer.Length == 32, nameof(nonceOfferer));
        Require(nonceAnswerer.Length == 32, nameof(nonceAnswerer));
        Require(rtcId.Length == 16, nameof(rtcId));
        Require(fingerprintOfferer.Length == 32, nameof(fingerprintOfferer));
        Require(fingerprintAnswerer.Length == 32, nameof(fingerprintAnswerer));

        _sodium = sodium;
        Span<byte> nonces = stackalloc byte[64];
        Span<byte> prk = stackalloc byte[KeySizes.Hash];
        Span<byte> info = stackalloc byte[3 + 16 + 32 + 32];
        new Concatenation(info[3..]).Add(rtcId).Add(fingerprintOfferer).Add(fingerprintAnswerer);
        sodium.HkdfExtract(
            "Rubaru/1 link"u8,
            new Concatenation(nonces).Add(nonceOfferer).Add(nonceAnswerer).Bytes,
            prk
        );
        "o2a"u8.CopyTo(info);
        sodium.HkdfExpand(prk, info, isOfferer ? _sendKey : _receiveKey);
        "a2o"u8.CopyTo(info);
        sodium.HkdfExpand(prk, info, isOfferer ? _receiveKey : _sendKey);
        CryptographicOperations.ZeroMemory(nonces);
        CryptographicOperations.ZeroMemory(prk);
    }

    /// <summary>0x01 || counter(8) || AEAD(body).</summary>
    public byte[] Seal(ReadOnlySpan<byte> body)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var frame = new byte[Header + body.Length + KeySizes.AeadTag];
        frame[0] = LinkFrame;
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(1), _sent);
        Span<byte> nonce = stackalloc byte[KeySizes.AeadNonce];
        _sodium.AeadEncrypt(_sendKey, Nonce(nonce, _sent), frame.AsSpan(0, Header), body, frame.AsSpan(Header));
        _sent++;
        return frame;
    }

    /// <summary><c>null</c>: not exactly the next counter, or the tag failed; the link must be closed. Nothing opens after that.</summary>
    public byte[]? TryOpen(ReadOnlySpan<byte> frame)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (
            _closed
            || frame.Length < Header + KeySizes.AeadTag
            || frame[0] != LinkFrame
            || BinaryPrimitives.ReadUInt64BigEndian(frame[1..]) != _received
        )
        {
            _closed = true;
            return null;
        }

        var body = new byte[frame.Length - Header - KeySizes.AeadTag];
        Span<byte> nonce = stackalloc byte[KeySizes.AeadNonce];
        if (!_sodium.AeadDecrypt(_receiveKey, Nonce(nonce, _received), frame[..Header], frame[Header..], body))
        {
            _closed = true;
            return null;
        }

        _received++;
        return body;
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_sendKey);
        CryptographicOperations.ZeroMemory(_receiveKey);
    }

    private static ReadOnlySpan<byte> Nonce(Span<byte> nonce, ulong counter)
    {
        nonce[..4].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], counter);
        return nonce;
    }

    private static void Require(bool size, string name)
    {
        if (!size)
        {
            throw new ArgumentException("Wrong size.", name);
        }
    }
}
