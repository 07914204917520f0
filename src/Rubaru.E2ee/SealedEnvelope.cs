using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// HPKE base mode, suite 0x647A / 0x0001 / 0x0003 (RFC 9180), around everything that passes the server (section 7.1):
/// 0x01 || mbk_id(4) || enc(1120) || AEAD(FP_sender(32) || ratchet message).
/// </summary>
public static class SealedEnvelope
{
    /// <summary>Bytes added to a ratchet message.</summary>
    public const int Overhead = Header + KeySizes.KemCiphertext + Fingerprint.Size + KeySizes.AeadTag;

    private const byte Version = 0x01;
    private const int Header = 5;
    private const int SealedOffset = Header + KeySizes.KemCiphertext;
    private const int MailboxIdSize = 16;

    /// <param name="mailboxKey">Verified by <see cref="SignedPrekey.Verify"/>.</param>
    /// <param name="mailboxId">16 bytes.</param>
    public static byte[] Seal(
        ISodium sodium,
        SignedPrekey mailboxKey,
        ReadOnlySpan<byte> mailboxId,
        Fingerprint sender,
        ReadOnlySpan<byte> ratchetMessage
    )
    {
        if (mailboxKey.Type != PrekeyType.Mailbox)
        {
            throw new ArgumentException("Not a mailbox key.", nameof(mailboxKey));
        }

        var envelope = new byte[Overhead + ratchetMessage.Length];
        envelope[0] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(envelope.AsSpan(1), mailboxKey.Id);

        Span<byte> shared = stackalloc byte[KeySizes.KemShared];
        if (!sodium.KemEncapsulate(mailboxKey.PublicKey, envelope.AsSpan(Header, KeySizes.KemCiphertext), shared))
        {
            throw new ArgumentException("An unusable mailbox key was not verified.", nameof(mailboxKey));
        }

        var plaintext = new byte[Fingerprint.Size + ratchetMessage.Length];
        _ = new Concatenation(plaintext).Add(sender).Add(ratchetMessage);
        Span<byte> key = stackalloc byte[KeySizes.AeadKey];
        Span<byte> nonce = stackalloc byte[KeySizes.AeadNonce];
        Derive(sodium, shared, mailboxId, key, nonce);
        sodium.AeadEncrypt(key, nonce, envelope.AsSpan(0, Header), plaintext, envelope.AsSpan(SealedOffset));
        CryptographicOperations.ZeroMemory(shared);
        CryptographicOperations.ZeroMemory(key);
        return envelope;
    }

    /// <summary>mbk_id of an envelope, to find the secret; <c>null</c> when it is not an envelope.</summary>
    public static uint? MailboxKeyId(ReadOnlySpan<byte> envelope) =>
        envelope.Length > Overhead && envelope[0] == Version
            ? BinaryPrimitives.ReadUInt32BigEndian(envelope[1..])
            : null;

    /// <param name="mailboxId">16 bytes: an envelope opens only in the mailbox it was sealed for.</param>
    /// <param name="sender">What the envelope claims; the ratchet message inside authenticates it.</param>
    public static bool TryOpen(
        ISodium sodium,
        Prekey mailboxKey,
        ReadOnlySpan<byte> mailboxId,
        ReadOnlySpan<byte> envelope,
        out Fingerprint sender,
        out byte[] ratchetMessage
    )
    {
        sender = default;
        ratchetMessage = [];
        Span<byte> shared = stackalloc byte[KeySizes.KemShared];
        if (
            mailboxKey.Type != PrekeyType.Mailbox
            || MailboxKeyId(envelope) != mailboxKey.Id
            || !sodium.KemDecapsulate(mailboxKey.SecretKey, envelope[Header..SealedOffset], shared)
        )
        {
            return false;
        }

        Span<byte> key = stackalloc byte[KeySizes.AeadKey];
        Span<byte> nonce = stackalloc byte[KeySizes.AeadNonce];
        Derive(sodium, shared, mailboxId, key, nonce);
        var plaintext = new byte[envelope.Length - SealedOffset - KeySizes.AeadTag];
        var opened = sodium.AeadDecrypt(key, nonce, envelope[..Header], envelope[SealedOffset..], plaintext);
        CryptographicOperations.ZeroMemory(shared);
        CryptographicOperations.ZeroMemory(key);
        if (opened)
        {
            sender = Fingerprint.Read(plaintext);
            ratchetMessage = plaintext[Fingerprint.Size..];
        }

        return opened;
    }

    private static void Derive(
        ISodium sodium,
        ReadOnlySpan<byte> shared,
        ReadOnlySpan<byte> mailboxId,
        Span<byte> key,
        Span<byte> nonce
    )
    {
        if (mailboxId.Length != MailboxIdSize)
        {
            throw new ArgumentException("A mailbox id has 16 bytes.", nameof(mailboxId));
        }

        Span<byte> info = stackalloc byte[12 + MailboxIdSize];
        new Concatenation(info).Add("Rubaru/1 env"u8).Add(mailboxId);
        HpkeKeySchedule.Derive(sodium, shared, info, key, nonce);
    }
}
