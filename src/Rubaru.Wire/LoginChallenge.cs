using System.Buffers.Binary;
using System.Text;

namespace Rubaru.Wire;

/// <summary>What a login signs (protocol section 7.2).</summary>
public static class LoginChallenge
{
    /// <summary>"Rubaru/1 login" || mailbox_id(16) || nonce(32) || unix_s(8) || host (UTF-8, as in the Host header).</summary>
    public static byte[] ToBeSigned(MailboxId mailbox, ReadOnlySpan<byte> nonce, long unixSeconds, string host) =>
        ToBeSigned("Rubaru/1 login"u8, mailbox, nonce, unixSeconds, host);

    /// <summary>
    /// "Rubaru/1 handover" || new login key(32) || mailbox_id(16) || nonce(32) || unix_s(8) || host (protocol section 11).
    /// Its own text, so that no signature for a login can move a mailbox.
    /// </summary>
    public static byte[] HandoverToBeSigned(
        MailboxId mailbox,
        ReadOnlySpan<byte> loginKey,
        ReadOnlySpan<byte> nonce,
        long unixSeconds,
        string host
    ) => ToBeSigned([.. "Rubaru/1 handover"u8, .. loginKey], mailbox, nonce, unixSeconds, host);

    private static byte[] ToBeSigned(
        ReadOnlySpan<byte> domain,
        MailboxId mailbox,
        ReadOnlySpan<byte> nonce,
        long unixSeconds,
        string host
    )
    {
        var bytes = new byte[domain.Length + MailboxId.Size + nonce.Length + 8 + Encoding.UTF8.GetByteCount(host)];
        var rest = bytes.AsSpan();
        domain.CopyTo(rest);
        rest = rest[domain.Length..];
        mailbox.Write(rest);
        rest = rest[MailboxId.Size..];
        nonce.CopyTo(rest);
        rest = rest[nonce.Length..];
        BinaryPrimitives.WriteInt64BigEndian(rest, unixSeconds);
        Encoding.UTF8.GetBytes(host, rest[8..]);
        return bytes;
    }
}
