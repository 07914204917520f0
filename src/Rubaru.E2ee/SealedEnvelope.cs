using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>HPKE base mode, suite 0x647A / 0x0001 / 0x0003 (RFC 9180), around everything that passes the server (section 7.1).</summary>
public static class SealedEnvelope
{
    /// <summary>Bytes added to a ratchet message.</summary>
    public const int Overhead = 1173;

    public static byte[] Seal(
        ISodium sodium,
        SignedPrekey mailboxKey,
        ReadOnlySpan<byte> mailboxId,
        Fingerprint sender,
        ReadOnlySpan<byte> ratchetMessage
    ) => throw new NotImplementedException();

    /// <summary>mbk_id of an envelope, to find the secret; <c>null</c> when it is not an envelope.</summary>
    public static uint? MailboxKeyId(ReadOnlySpan<byte> envelope) => throw new NotImplementedException();

    public static bool TryOpen(
        ISodium sodium,
        Prekey mailboxKey,
        ReadOnlySpan<byte> mailboxId,
        ReadOnlySpan<byte> envelope,
        out Fingerprint sender,
        out byte[] ratchetMessage
    ) => throw new NotImplementedException();
}
