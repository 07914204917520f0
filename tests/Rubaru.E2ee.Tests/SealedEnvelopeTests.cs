using Xunit;
using static Rubaru.E2ee.Tests.Independent;

namespace Rubaru.E2ee.Tests;

public class SealedEnvelopeTests
{
    private static readonly byte[] MailboxId = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Fact]
    public void Opens_what_was_sealed_for_this_mailbox_and_key()
    {
        var (alice, bob) = (new Party(), new Party());
        var message = alice.Initiate(bob).Encrypt(Party.Sodium, [1]).Message;
        var envelope = SealedEnvelope.Seal(Party.Sodium, bob.Mailbox.Public, MailboxId, alice.Fingerprint, message);
        Assert.Equal(8192, envelope.Length);
        Assert.Equal(bob.Mailbox.Id, SealedEnvelope.MailboxKeyId(envelope));
        Assert.True(Open(bob, MailboxId, envelope, out var sender, out var opened));
        Assert.Equal(alice.Fingerprint, sender);
        Assert.Equal(message, opened);
    }

    [Fact]
    public void An_envelope_opens_with_a_second_implementation_of_the_text()
    {
        var bob = new Party();
        byte[] message = [9, 8, 7];
        var envelope = SealedEnvelope.Seal(Party.Sodium, bob.Mailbox.Public, MailboxId, bob.Fingerprint, message);
        Assert.Equal([1, 0x21, 0x22, 0x23, 0x24], envelope[..5]);

        // RFC 9180 section 5.1 for mode base, with its labels written out.
        byte[] suite = [.. Ascii("HPKE"), 0x64, 0x7A, 0, 1, 0, 3];
        var shared = XWingDecapsulate(bob.Mailbox.SecretKey, envelope[5..1125]);
        var context = Join(
            [0],
            Extract([], "psk_id_hash", []),
            Extract([], "info_hash", Join(Ascii("Rubaru/1 env"), MailboxId))
        );
        var secret = Extract(shared, "secret", []);
        var plaintext = AeadOpen(
            ExpandLabeled("key", 32),
            ExpandLabeled("base_nonce", 12),
            envelope[..5],
            envelope[1125..]
        );
        Assert.Equal(Join(bob.Fingerprint.ToBytes(), message), plaintext);

        byte[] Extract(byte[] salt, string label, byte[] input) =>
            Hmac(salt.Length == 0 ? new byte[32] : salt, Join(Ascii("HPKE-v1"), suite, Ascii(label), input));

        byte[] ExpandLabeled(string label, byte length) =>
            Expand(secret, Join([0, length], Ascii("HPKE-v1"), suite, Ascii(label), context), length);
    }

    [Fact]
    public void Every_byte_of_an_envelope_counts()
    {
        var bob = new Party();
        var envelope = SealedEnvelope.Seal(Party.Sodium, bob.Mailbox.Public, MailboxId, bob.Fingerprint, new byte[100]);
        for (var i = 0; i < envelope.Length; i++)
        {
            if (!RunLength.Visits(i) && i < envelope.Length - 16)
            {
                continue;
            }

            envelope[i] ^= 0x40;
            Assert.False(Open(bob, MailboxId, envelope, out _, out var message), $"byte {i}");
            Assert.Empty(message);
            envelope[i] ^= 0x40;
        }

        Assert.False(Open(bob, new byte[16], envelope, out _, out _));
        Assert.False(Open(new Party(), MailboxId, envelope, out _, out _));
        Assert.False(Open(bob, MailboxId, envelope.AsSpan(0, envelope.Length - 1), out _, out _));
        Assert.True(Open(bob, MailboxId, envelope, out _, out _));
    }

    [Fact]
    public void Short_bytes_are_no_envelope()
    {
        for (var length = 0; length <= SealedEnvelope.Overhead; length++)
        {
            var bytes = new byte[length];
            bytes.AsSpan().Fill(1);
            Assert.Null(SealedEnvelope.MailboxKeyId(bytes));
        }
    }

    [Fact]
    public void Only_a_mailbox_key_and_a_mailbox_id_seal()
    {
        var bob = new Party();
        Assert.Throws<ArgumentException>(() =>
            SealedEnvelope.Seal(Party.Sodium, bob.Kem.Public, MailboxId, bob.Fingerprint, [1])
        );
        Assert.Throws<ArgumentException>(() =>
            SealedEnvelope.Seal(Party.Sodium, bob.Mailbox.Public, MailboxId.AsSpan(1), bob.Fingerprint, [1])
        );
    }

    private static bool Open(
        Party owner,
        ReadOnlySpan<byte> mailboxId,
        ReadOnlySpan<byte> envelope,
        out Fingerprint sender,
        out byte[] message
    ) => SealedEnvelope.TryOpen(Party.Sodium, owner.Mailbox, mailboxId, envelope, out sender, out message);
}
