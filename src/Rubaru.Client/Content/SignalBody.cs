using System.Buffers.Binary;
using System.Text;
using Rubaru.Client.Transport;

namespace Rubaru.Client.Content;

/// <summary>Content type 3: rtc_id(16) || kind(1) || seq(4) || link_nonce(32) || SDP (protocol section 5.7).</summary>
internal static class SignalBody
{
    private const int HeaderSize = 16 + 1 + 4 + NonceSize;
    private const int NonceSize = 32;
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    public static byte[] Write(Signal signal)
    {
        var bytes = new byte[HeaderSize + Encoding.UTF8.GetByteCount(signal.Sdp)];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, signal.RtcId);
        bytes[16] = (byte)signal.Kind;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(17), signal.Sequence);
        signal.LinkNonce.CopyTo(bytes, 21);
        Encoding.UTF8.GetBytes(signal.Sdp, bytes.AsSpan(HeaderSize));
        return bytes;
    }

    /// <summary>Never throws; <c>null</c> for an unknown kind or text that is not UTF-8.</summary>
    public static Signal? TryRead(byte[] body)
    {
        if (body.Length < HeaderSize || body[16] is < (byte)SignalKind.Offer or > (byte)SignalKind.Bye)
            return null;
        try
        {
            return new Signal(
                BinaryPrimitives.ReadUInt128BigEndian(body),
                (SignalKind)body[16],
                BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(17)),
                body[21..HeaderSize],
                _strict.GetString(body.AsSpan(HeaderSize))
            );
        }
        catch (ArgumentException)
        {
            // Not UTF-8: no browser made this SDP.
            return null;
        }
    }
}
