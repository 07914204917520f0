using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>Mistakes of a caller, which are told at once and not in a message that nobody can read.</summary>
public class RefusedArgumentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_psk_has_32_bytes_on_both_sides(int size)
    {
        var (alice, bob) = (new Party(), new Party());
        Assert.Throws<ArgumentException>(() => alice.Initiate(bob, new HandshakeInvite(1, new byte[size])));
        var first = alice.Initiate(bob).Encrypt(Party.Sodium, [1]).Message;
        Assert.Throws<ArgumentException>(() => bob.Accept(alice, first, new byte[size]));
    }

    [Fact]
    public void A_message_without_a_handshake_has_no_transcript()
    {
        var pair = Pair.After(1);
        var message = RatchetMessage.TryRead(pair.FromA([1]))!;
        Assert.Throws<ArgumentException>(() =>
            Handshake.TranscriptHash(
                Party.Sodium,
                message,
                pair.Bob.Fingerprint,
                pair.Bob.Signed.Public,
                pair.Bob.Kem.Public
            )
        );
    }

    [Fact]
    public void An_epoch_ends_before_its_counter_repeats()
    {
        var pair = Pair.After(2);
        pair.FromA([1]); // begins the chain
        var last = SessionFields.With(pair.A, SessionFields.SentCount, uint.MaxValue - 1);
        var next = last.Encrypt(Party.Sodium, [1]).Next;
        Assert.Throws<InvalidOperationException>(() => next.Encrypt(Party.Sodium, [1]));
    }

    [Fact]
    public void A_session_that_ended_does_not_even_know_what_it_has_read()
    {
        var pair = Pair.After(2);
        var message = pair.FromB([1]);
        pair.ToA(message);
        var commitment = RatchetMessage.TryRead(message)!.Commitment.ToArray();
        Assert.Equal(DecryptOutcome.Duplicate, pair.ToA(message, commitment).Outcome);
        pair.A.Wipe();
        Assert.Throws<ObjectDisposedException>(() => pair.ToA(message, commitment));
    }
}
