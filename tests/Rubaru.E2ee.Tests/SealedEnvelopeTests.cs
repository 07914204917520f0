using Xunit;

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
    public void Every_byte_of_an_envelope_counts()
    {
        var bob = new Party();
        var envelope = SealedEnvelope.Seal(Party.Sodium, bob.Mailbox.Public, MailboxId, bob.Fingerprint, new byte[100]);
        for (var i = 0; i < envelope.Length; i++)
        {
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

    private static bool Open(
        Party owner,
        ReadOnlySpan<byte> mailboxId,
        ReadOnlySpan<byte> envelope,
        out Fingerprint sender,
        out byte[] message
    ) => SealedEnvelope.TryOpen(Party.Sodium, owner.Mailbox, mailboxId, envelope, out sender, out message);
}
