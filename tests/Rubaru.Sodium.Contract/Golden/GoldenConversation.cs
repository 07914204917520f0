using Rubaru.E2ee;
using static Rubaru.Sodium.Contract.Golden.GoldenPerson;

namespace Rubaru.Sodium.Contract.Golden;

/// <summary>Both ends of one session in the middle of it, and the messages still under way (protocol section 5).</summary>
internal sealed record GoldenConversation(byte[] Alice, byte[] Bob, List<GoldenMessage> UnderWay)
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    internal static GoldenConversation Create(ISodium sodium, Person alice, Person bob, Session a, Session b) =>
        new Talk(sodium, alice, bob, a, b).Written();

    /// <summary>Delivers what is under way, the newest first, and goes on talking.</summary>
    internal GoldenConversation Continue(ISodium sodium, Person alice, Person bob)
    {
        var (a, b) = (Session.TryRead(Alice), Session.TryRead(Bob));
        Expect.True(a is not null && b is not null, "both sessions are read");
        Expect.Bytes(Alice, a!.ToBytes());
        Expect.Bytes(Bob, b!.ToBytes());

        var talk = new Talk(sodium, alice, bob, a, b);
        foreach (var message in Enumerable.Reverse(UnderWay))
        {
            talk.Deliver(message);
        }

        return talk.Written();
    }

    internal static (Session Next, byte[] Content) Decrypt(
        ISodium sodium,
        Person person,
        Session session,
        byte[] message
    )
    {
        var parsed = RatchetMessage.TryRead(message) ?? throw new CheckFailedException("A message cannot be read.");
        var decrypted = session.Decrypt(sodium, person.Identity, parsed, [], Now);
        Expect.True(decrypted is { Next: not null, Content: not null }, $"the message is {decrypted.Outcome}");
        return (decrypted.Next!, decrypted.Content!);
    }

    private sealed class Talk(ISodium sodium, Person alice, Person bob, Session a, Session b)
    {
        private const int Turns = 4;

        internal void Deliver(GoldenMessage message)
        {
            var (next, content) = message.ToAlice
                ? Decrypt(sodium, alice, a, message.Message)
                : Decrypt(sodium, bob, b, message.Message);
            Expect.Bytes(message.Content, content);
            (a, b) = message.ToAlice ? (next, b) : (a, next);
        }

        /// <summary>
        /// Two messages a turn. The first is left under way and its key stored, but in the last turn both are, so that
        /// the other back end makes the next step of the ratchet from a message it did not write.
        /// </summary>
        internal GoldenConversation Written()
        {
            var underWay = new List<GoldenMessage>();
            for (var turn = 0; turn < Turns; turn++)
            {
                var toAlice = turn % 2 == 1;
                underWay.Add(Say(toAlice, 10));
                var second = Say(toAlice, 400 * turn);
                if (turn == Turns - 1)
                {
                    underWay.Add(second);
                }
                else
                {
                    Deliver(second);
                }
            }

            return new GoldenConversation(a.ToBytes(), b.ToBytes(), underWay);
        }

        private GoldenMessage Say(bool toAlice, int length)
        {
            var content = new byte[length];
            sodium.Random(content);
            var encrypted = (toAlice ? b : a).Encrypt(sodium, content);
            (a, b) = toAlice ? (a, encrypted.Next) : (encrypted.Next, b);
            return new GoldenMessage(toAlice, content, encrypted.Message);
        }
    }
}

internal sealed record GoldenMessage(bool ToAlice, byte[] Content, byte[] Message);
