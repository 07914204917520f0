using System.Buffers.Binary;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Transport;

/// <summary>
/// The two nonces and DTLS fingerprints of one rtc_id and the keys made of them (protocol section 8.1). Once set they
/// never change. Safe from several threads: sealing and handing over must not be interleaved, or counters would cross.
/// </summary>
internal sealed class LinkKeys(ISodium sodium, UInt128 rtcId, bool isOfferer)
{
    internal static readonly byte[] NoNonce = new byte[LinkLimits.NonceSize];
    private readonly Lock _gate = new();
    private readonly byte[] _nonce = MakeNonce(sodium);
    private byte[]? _peerNonce;
    private byte[]? _localFingerprint;
    private byte[]? _remoteFingerprint;
    private LinkCipher? _cipher;
    private byte[]? _unsent;
    private bool _destroyed;

    internal bool HasPeer => _peerNonce is not null;

    /// <summary>The certificates that the two descriptions name; both known as soon as a frame was opened.</summary>
    internal byte[] LocalFingerprint => _localFingerprint ?? [];
    internal byte[] RemoteFingerprint => _remoteFingerprint ?? [];

    /// <summary>Exactly one fingerprint, and the nonce that the first description of an rtc_id carries.</summary>
    internal static bool CanBegin(Signal description) =>
        SdpFingerprint.TryRead(description.Sdp) is not null && HasNonce(description);

    /// <returns>The nonce to send along: mine with the first description, zeroes later; <c>null</c> refuses the SDP.</returns>
    internal byte[]? TryUseLocal(string sdp)
    {
        var fingerprint = SdpFingerprint.TryRead(sdp);
        if (fingerprint is null || (_localFingerprint is { } own && !fingerprint.AsSpan().SequenceEqual(own)))
        {
            return null;
        }

        var nonce = _localFingerprint is null ? _nonce : NoNonce;
        _localFingerprint = fingerprint;
        MakeCipher();
        return nonce;
    }

    /// <returns><c>false</c>: another nonce or fingerprint than this rtc_id began with, or none; it must be closed.</returns>
    internal bool TryUseRemote(Signal description)
    {
        if (SdpFingerprint.TryRead(description.Sdp) is not { } fingerprint)
        {
            return false;
        }

        if (_peerNonce is not null)
        {
            return fingerprint.AsSpan().SequenceEqual(_remoteFingerprint)
                && (!HasNonce(description) || description.LinkNonce.AsSpan().SequenceEqual(_peerNonce));
        }

        if (!HasNonce(description))
        {
            return false;
        }

        _peerNonce = description.LinkNonce;
        _remoteFingerprint = fingerprint;
        MakeCipher();
        return true;
    }

    /// <summary>
    /// Seals and sends in one step, because the receiver takes exactly the next counter and no other. A frame that a full
    /// buffer did not take goes before the next one.
    /// </summary>
    internal bool TrySend(byte[] body, IPeerConnection connection)
    {
        lock (_gate)
        {
            if (_cipher is null || (_unsent is not null && !connection.TrySend(_unsent)))
            {
                return false;
            }

            var frame = _cipher.Seal(body);
            _unsent = connection.TrySend(frame) ? null : frame;
            return true;
        }
    }

    internal byte[]? TryOpen(byte[] frame)
    {
        lock (_gate)
        {
            return _cipher?.TryOpen(frame);
        }
    }

    internal void Destroy()
    {
        lock (_gate)
        {
            _destroyed = true;
            _cipher?.Dispose();
            _cipher = null;
        }
    }

    private static bool HasNonce(Signal description) => description.LinkNonce.AsSpan().ContainsAnyExcept((byte)0);

    private static byte[] MakeNonce(ISodium sodium)
    {
        var nonce = new byte[LinkLimits.NonceSize];
        sodium.Random(nonce);
        return nonce;
    }

    private void MakeCipher()
    {
        if (_cipher is not null || _peerNonce is null || _localFingerprint is null || _destroyed)
        {
            return;
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, rtcId);
        _cipher = isOfferer
            ? new LinkCipher(sodium, true, _nonce, _peerNonce, id, _localFingerprint, _remoteFingerprint)
            : new LinkCipher(sodium, false, _peerNonce, _nonce, id, _remoteFingerprint, _localFingerprint);
    }
}
