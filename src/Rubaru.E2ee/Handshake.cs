using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <param name="Psk">32 bytes, or all zero without an invite.</param>
public sealed record HandshakeInvite(ulong InviteId, byte[] Psk);

/// <param name="TranscriptHash">th; kept for every accepted last-resort handshake so that a replay is refused.</param>
public sealed record Accepted(Session Session, byte[] Content, byte[] TranscriptHash);

/// <summary>PQXDH-style handshake with X-Wing and static KEM legs (protocol section 4).</summary>
public static class Handshake
{
    /// <param name="bundle">Already verified by <see cref="PrekeyBundle.Verify"/>; checked again here.</param>
    public static Session Initiate(
        ISodium sodium,
        IdentityKeys identity,
        PrekeyBundle bundle,
        Fingerprint peer,
        HandshakeInvite? invite
    ) => throw new NotImplementedException();

    /// <summary>
    /// Accepts an epoch-1 message. The caller found the prekeys and the psk by the ids of the header and checked the
    /// replay list by <see cref="TranscriptHash"/>. <c>null</c> when anything does not fit; nothing changed then.
    /// </summary>
    public static Accepted? TryAccept(
        ISodium sodium,
        IdentityKeys identity,
        Fingerprint sender,
        RatchetMessage message,
        Prekey signed,
        Prekey kem,
        ReadOnlySpan<byte> psk,
        DateTimeOffset now
    ) => throw new NotImplementedException();

    /// <summary>th = H("Rubaru/1 hs" || HS || FP_B || SPK_B.pk || H(kem_prekey.pk)).</summary>
    public static byte[] TranscriptHash(
        ISodium sodium,
        RatchetMessage message,
        Fingerprint responder,
        SignedPrekey signed,
        SignedPrekey kem
    ) => throw new NotImplementedException();
}
