using Rubaru.E2ee;
using static Rubaru.Sodium.Contract.Golden.GoldenPerson;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>Alice's first message to Bob, and her session once it was made (protocol section 4).</summary>
internal sealed record GoldenHandshake(ulong InviteId, byte[] Psk, byte[] Session, byte[] Content, byte[] Message)
{
    /// <summary>Ratchet key (1216) and handshake (3570), at 46: the same in every message of epoch 1 (section 5.4).</summary>
    private static readonly Range Block = 46..(46 + KeySizes.KemPublic + 3570);

    internal static GoldenHandshake Create(ISodium sodium, Person alice, Person bob)
    {
        var (psk, content) = (new byte[32], new byte[60]);
        sodium.Random(psk);
        sodium.Random(content);
        const ulong InviteId = 0x1122334455667788;
        var session = Handshake.Initiate(
            sodium,
            alice.Identity,
            bob.Bundle,
            bob.Fingerprint,
            new HandshakeInvite(InviteId, psk)
        );
        var encrypted = session.Encrypt(sodium, content);
        return new GoldenHandshake(InviteId, psk, encrypted.Next.ToBytes(), content, encrypted.Message);
    }

    /// <summary>Bob accepts and answers, Alice reads the answer: both sessions, as they stand then.</summary>
    internal (Session Alice, Session Bob) Read(ISodium sodium, Person alice, Person bob)
    {
        var message = RatchetMessage.TryRead(Message) ?? throw new CheckFailedException("A first message.");
        Expect.True(message.Handshake?.InviteId == InviteId, "the handshake names the invite");
        var accepted =
            Handshake.TryAccept(
                sodium,
                bob.Identity,
                alice.Fingerprint,
                message,
                bob.Signed,
                bob.OneTime,
                Psk,
                GoldenConversation.Now
            ) ?? throw new CheckFailedException("Bob does not accept.");
        Expect.Bytes(Content, accepted.Content);

        var session = E2ee.Session.TryRead(Session) ?? throw new CheckFailedException("Alice's session.");
        Expect.Bytes(Session, session.ToBytes());
        var again = session.Encrypt(sodium, "again"u8);
        Expect.Bytes(Message.AsSpan(Block), again.Message.AsSpan(Block), "the ratchet key and handshake, repeated");
        var (received, second) = GoldenConversation.Decrypt(sodium, bob, accepted.Session, again.Message);
        Expect.Bytes("again"u8, second);

        var answer = received.Encrypt(sodium, "welcome"u8);
        var (next, content) = GoldenConversation.Decrypt(sodium, alice, again.Next, answer.Message);
        Expect.Bytes("welcome"u8, content);
        return (next, answer.Next);
    }
}
