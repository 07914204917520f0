using System.Security.Cryptography;
using System.Text;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <param name="Psk">32 bytes, or all zero without an invite.</param>
public sealed record HandshakeInvite(ulong InviteId, byte[] Psk)
{
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(InviteId);
        return true;
    }
}

/// <param name="Content">Of the message that brought the handshake.</param>
/// <param name="TranscriptHash">th; kept for every accepted last-resort handshake so that a replay is refused.</param>
public sealed record Accepted(Session Session, byte[] Content, byte[] TranscriptHash)
{
    public override string ToString() => $"Accepted {Session}";
}

/// <summary>PQXDH-style handshake with X-Wing and static KEM legs (protocol section 4).</summary>
public static class Handshake
{
    private const int PskSize = 32;

    /// <param name="bundle">Already verified by <see cref="PrekeyBundle.Verify"/>; checked again here.</param>
    /// <exception cref="ArgumentException">The bundle does not verify, it is my own, or the psk has not 32 bytes.</exception>
    public static Session Initiate(
        ISodium sodium,
        IdentityKeys identity,
        PrekeyBundle bundle,
        Fingerprint peer,
        HandshakeInvite? invite
    )
    {
        if (peer == identity.Fingerprint)
        {
            throw new ArgumentException("A session with oneself.", nameof(peer));
        }

        if (!bundle.Verify(sodium, peer))
        {
            throw new ArgumentException("The bundle does not verify.", nameof(bundle));
        }

        if (invite is not null && invite.Psk.Length != PskSize)
        {
            throw new ArgumentException("A psk has 32 bytes.", nameof(invite));
        }

        Span<byte> ephemeralPublic = stackalloc byte[KeySizes.X25519];
        Span<byte> ephemeral = stackalloc byte[KeySizes.X25519];
        Span<byte> prekeyCiphertext = stackalloc byte[KeySizes.KemCiphertext];
        Span<byte> identityCiphertext = stackalloc byte[KeySizes.KemCiphertext];
        var secrets = new HandshakeSecrets(stackalloc byte[HandshakeSecrets.Size]);
        sodium.X25519KeyPair(ephemeralPublic, ephemeral);
        var agreed =
            sodium.X25519(identity.DhSecret, bundle.Signed.PublicKey, secrets.Dh1)
            && sodium.X25519(ephemeral, bundle.Identity.DhKey, secrets.Dh2)
            && sodium.X25519(ephemeral, bundle.Signed.PublicKey, secrets.Dh3)
            && sodium.KemEncapsulate(bundle.Kem.PublicKey, prekeyCiphertext, secrets.PrekeyShared)
            && sodium.KemEncapsulate(bundle.Identity.KemKey, identityCiphertext, secrets.IdentityShared);
        CryptographicOperations.ZeroMemory(ephemeral);
        if (!agreed)
        {
            secrets.Wipe();
            throw new ArgumentException("The bundle holds an unusable key.", nameof(bundle));
        }

        invite?.Psk.CopyTo(secrets.Psk);
        var ratchetSecret = new byte[KeySizes.KemSecret];
        var block = new byte[RatchetMessage.BlockLength(MessageFlags.Handshake)];
        sodium.KemKeyPair(block.AsSpan(0, KeySizes.KemPublic), ratchetSecret);
        var header = block.AsSpan(KeySizes.KemPublic);
        new HandshakeHeader(
            identity.Public,
            bundle.Signed.Id,
            bundle.Kem.Type,
            bundle.Kem.Id,
            invite?.InviteId ?? 0
        ).Write(header, ephemeralPublic, prekeyCiphertext, identityCiphertext);

        Span<byte> transcript = stackalloc byte[KeySizes.Hash];
        Transcript(sodium, header, peer, bundle.Signed, bundle.Kem, transcript);
        var (root, chain) = secrets.Derive(sodium, transcript);
        secrets.Wipe();
        return Session.Initiated(
            new SessionParties(SessionId.Read(transcript), identity.Fingerprint, peer, IsInitiator: true),
            root,
            new SendingChain(1, 0, 0, chain, ratchetSecret, block)
        );
    }

    /// <summary>
    /// Accepts an epoch-1 message. The caller found the prekeys and the psk by the ids of the header and checked the
    /// replay list by <see cref="TranscriptHash"/>. <c>null</c> when anything does not fit; nothing changed then.
    /// </summary>
    /// <param name="sender">FP_sender of the envelope, or of the contact at the other end of the link.</param>
    public static Accepted? TryAccept(
        ISodium sodium,
        IdentityKeys identity,
        Fingerprint sender,
        RatchetMessage message,
        Prekey signed,
        Prekey kem,
        ReadOnlySpan<byte> psk,
        DateTimeOffset now
    )
    {
        if (psk.Length != PskSize)
        {
            throw new ArgumentException("A psk has 32 bytes.", nameof(psk));
        }

        if (
            message.Handshake is not { } header
            || message.PreviousCount != 0
            || signed.Type != PrekeyType.Signed
            || signed.Id != header.SignedPrekeyId
            || kem.Type != header.KemType
            || kem.Id != header.KemId
            || sender == identity.Fingerprint
            || sender != header.Identity.Fingerprint(sodium)
            || !header.Identity.IsUsable(sodium)
            || !KemPublicKey.IsUsable(sodium, message.RatchetKey)
        )
        {
            return null;
        }

        var transcript = TranscriptHash(sodium, message, identity.Fingerprint, signed.Public, kem.Public);
        if (message.Session != SessionId.Read(transcript))
        {
            return null;
        }

        if (TryRespond(sodium, identity, sender, message, signed, kem, psk, transcript) is not { } session)
        {
            return null;
        }

        var decrypted = session.Decrypt(sodium, identity, message, [], now);
        session.Wipe(decrypted.Next);
        return decrypted is { Next: { } next, Content: { } content } ? new Accepted(next, content, transcript) : null;
    }

    /// <summary>th = H("Rubaru/1 hs" || HS || FP_B || SPK_B.pk || H(kem_prekey.pk)).</summary>
    /// <exception cref="ArgumentException">The message has no HS.</exception>
    public static byte[] TranscriptHash(
        ISodium sodium,
        RatchetMessage message,
        Fingerprint responder,
        SignedPrekey signed,
        SignedPrekey kem
    )
    {
        if (message.Handshake is null)
        {
            throw new ArgumentException("Not a message of epoch 1.", nameof(message));
        }

        var transcript = new byte[KeySizes.Hash];
        Transcript(sodium, message.HandshakeBytes, responder, signed, kem, transcript);
        return transcript;
    }

    private static Session? TryRespond(
        ISodium sodium,
        IdentityKeys identity,
        Fingerprint sender,
        RatchetMessage message,
        Prekey signed,
        Prekey kem,
        ReadOnlySpan<byte> psk,
        ReadOnlySpan<byte> transcript
    )
    {
        var initiator = message.Handshake!.Identity;
        var header = message.HandshakeBytes;
        var ephemeralKey = HandshakeHeader.EphemeralKey(header);
        var secrets = new HandshakeSecrets(stackalloc byte[HandshakeSecrets.Size]);
        if (
            !sodium.X25519(signed.SecretKey, initiator.DhKey, secrets.Dh1)
            || !sodium.X25519(identity.DhSecret, ephemeralKey, secrets.Dh2)
            || !sodium.X25519(signed.SecretKey, ephemeralKey, secrets.Dh3)
            || !sodium.KemDecapsulate(kem.SecretKey, HandshakeHeader.PrekeyCiphertext(header), secrets.PrekeyShared)
            || !sodium.KemDecapsulate(
                identity.KemSecret,
                HandshakeHeader.IdentityCiphertext(header),
                secrets.IdentityShared
            )
        )
        {
            secrets.Wipe();
            return null;
        }

        psk.CopyTo(secrets.Psk);
        var (root, chain) = secrets.Derive(sodium, transcript);
        secrets.Wipe();
        return Session.Responding(
            new SessionParties(SessionId.Read(transcript), sender, identity.Fingerprint, IsInitiator: false),
            root,
            new ReceivingChain(1, 0, chain, message.RatchetKey.ToArray()),
            initiator.KemKey.ToArray()
        );
    }

    private static void Transcript(
        ISodium sodium,
        ReadOnlySpan<byte> header,
        Fingerprint responder,
        SignedPrekey signed,
        SignedPrekey kem,
        Span<byte> transcript
    )
    {
        Span<byte> kemHash = stackalloc byte[KeySizes.Hash];
        Span<byte> input = stackalloc byte[11 + HandshakeHeader.Size + 3 * 32];
        sodium.Sha256(kem.PublicKey, kemHash);
        var parts = new Concatenation(input)
            .Add("Rubaru/1 hs"u8)
            .Add(header)
            .Add(responder)
            .Add(signed.PublicKey)
            .Add(kemHash);
        sodium.Sha256(parts.Bytes, transcript);
    }
}
