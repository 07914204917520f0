using System.Security.Cryptography;
using System.Text;
using Rubaru.Client.Content;
using Rubaru.E2ee;
using Rubaru.Sodium;

namespace Rubaru.Client.Honesty;

/// <summary>
/// One message of the self-test: from an identity that is made for it and thrown away, to the own mailbox. It is made and
/// opened as every first message is (protocol sections 4, 5 and 7.1); nothing of it is stored on this device.
/// </summary>
/// <param name="Text">Random words, so that finding them in a ciphertext could be no accident.</param>
internal sealed record Probe(string Text, byte[] Message, byte[] Envelope)
{
    /// <summary>Without the text: what is printed may be logged.</summary>
    public override string ToString() => nameof(Probe);

    /// <param name="bundle">The own one, verified.</param>
    public static Probe Seal(Engine engine, PrekeyBundle bundle)
    {
        var sodium = engine.Sodium;
        var random = new byte[8];
        sodium.Random(random);
        var text = "rubaru probe " + Convert.ToHexStringLower(random);
        using var stranger = IdentityKeys.Create(sodium);
        var me = engine.Identity.Fingerprint;
        var session = Handshake.Initiate(sodium, stranger, bundle, me, null);
        var content = new MessageContent(
            ContentType.Text,
            engine.RandomNumber(),
            1,
            engine.Time.GetUtcNow(),
            TextBody.Write(text)
        ).ToBytes();
        var encrypted = session.Encrypt(sodium, content);
        session.Wipe(encrypted.Next);
        encrypted.Next.Wipe();
        CryptographicOperations.ZeroMemory(content);
        var mailbox = engine.Profile.Mailbox.ToBytes();
        var envelope = SealedEnvelope.Seal(sodium, bundle.Mailbox, mailbox, stranger.Fingerprint, encrypted.Message);
        return new Probe(text, encrypted.Message, envelope);
    }

    /// <summary>Whether the text can be read in these bytes.</summary>
    public bool IsReadableIn(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Encoding.UTF8.GetBytes(Text)) >= 0;

    /// <summary>
    /// Opens what the server gave back, layer by layer. <c>true</c>: the first layer gave the ratchet message and no words,
    /// the second the words.
    /// </summary>
    public bool Opens(Engine engine, byte[] envelope)
    {
        if (
            SealedEnvelope.MailboxKeyId(envelope) is not { } keyId
            || engine.Prekeys.Find(PrekeyType.Mailbox, keyId) is not { } mailboxKey
            || !SealedEnvelope.TryOpen(
                engine.Sodium,
                mailboxKey,
                engine.Profile.Mailbox.ToBytes(),
                envelope,
                out var sender,
                out var inner
            )
            || IsReadableIn(inner)
            || RatchetMessage.TryRead(inner) is not { Handshake: { } header } message
            || engine.Prekeys.Find(PrekeyType.Signed, header.SignedPrekeyId) is not { } signed
            || engine.Prekeys.Find(header.KemType, header.KemId) is not { } kem
        )
            return false;
        var now = engine.Time.GetUtcNow();
        var psk = new byte[Wire.Limits.HashSize];
        if (
            Handshake.TryAccept(engine.Sodium, engine.Identity, sender, message, signed, kem, psk, now)
            is not { } accepted
        )
            return false;
        // Taken part in by nobody: the session ends where it began.
        accepted.Session.Wipe();
        return MessageContent.TryRead(accepted.Content) is { Type: ContentType.Text } content
            && TextBody.TryRead(content.Body) == Text;
    }
}
