using Rubaru.E2ee;
using static Rubaru.Sodium.Contract.Golden.GoldenPerson;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>A message of Alice sealed to Bob's mailbox key (protocol section 7.1).</summary>
internal sealed record GoldenEnvelope(byte[] MailboxId, byte[] Message, byte[] Envelope)
{
    internal static GoldenEnvelope Create(ISodium sodium, Person alice, Person bob, byte[] message)
    {
        var mailboxId = new byte[16];
        sodium.Random(mailboxId);
        var envelope = SealedEnvelope.Seal(sodium, bob.Mailbox.Public, mailboxId, alice.Fingerprint, message);
        return new GoldenEnvelope(mailboxId, message, envelope);
    }

    internal void Read(ISodium sodium, Person alice, Person bob)
    {
        Expect.True(SealedEnvelope.MailboxKeyId(Envelope) == bob.Mailbox.Id, "the envelope names the mailbox key");
        Expect.True(SealedEnvelope.TryOpen(sodium, bob.Mailbox, MailboxId, Envelope, out var sender, out var message));
        Expect.True(sender == alice.Fingerprint, "the sender is Alice");
        Expect.Bytes(Message, message);
    }
}
