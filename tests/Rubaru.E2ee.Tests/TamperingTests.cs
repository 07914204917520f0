using Xunit;

namespace Rubaru.E2ee.Tests;

public class TamperingTests
{
    [Fact]
    public void Every_byte_of_a_first_message_counts()
    {
        var (alice, bob) = (new Party(), new Party());
        var message = alice.Initiate(bob).Encrypt(Party.Sodium, [1]).Message;
        foreach (var changed in Flips(message))
        {
            Assert.Null(bob.Accept(alice, changed));
        }

        Assert.NotNull(bob.Accept(alice, message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_byte_of_a_message_counts_and_a_refused_one_changes_nothing(int turns)
    {
        var pair = Pair.After(turns);
        var toA = turns % 2 == 0;
        var inEpoch = toA ? pair.FromB([1]) : pair.FromA([1]); // begins an epoch for its receiver
        var next = toA ? pair.FromB([2]) : pair.FromA([2]);
        Refuse(inEpoch);
        Assert.Equal(DecryptOutcome.Accepted, Deliver(inEpoch).Outcome);
        Refuse(next);
        Assert.Equal(DecryptOutcome.Accepted, Deliver(next).Outcome);

        void Refuse(byte[] message)
        {
            var session = toA ? pair.A : pair.B;
            var before = session.ToBytes();
            foreach (var changed in Flips(message))
            {
                var refused = (toA ? pair.Alice : pair.Bob).Decrypt(session, changed);
                Assert.NotEqual(DecryptOutcome.Accepted, refused.Outcome);
                Assert.NotEqual(DecryptOutcome.Duplicate, refused.Outcome);
                Assert.Null(refused.Next);
                Assert.Null(refused.Content);
            }

            Assert.Equal(before, session.ToBytes());
        }

        Decrypted Deliver(byte[] message) => toA ? pair.ToA(message) : pair.ToB(message);
    }

    [Fact]
    public void Every_byte_of_a_skipped_message_counts()
    {
        var pair = Pair.After(2);
        var skipped = pair.FromB([1]);
        pair.ToA(pair.FromB([2]));
        var before = pair.A.ToBytes();
        foreach (var changed in Flips(skipped))
        {
            Assert.NotEqual(DecryptOutcome.Accepted, pair.ToA(changed).Outcome);
        }

        Assert.Equal(before, pair.A.ToBytes());
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(skipped).Outcome);
    }

    [Fact]
    public void A_message_is_not_read_by_its_sender_nor_between_other_people()
    {
        var pair = Pair.After(2);
        var message = pair.FromB([1]);
        Assert.Equal(DecryptOutcome.Rejected, pair.ToB(message).Outcome);
        var other = Pair.After(2);
        Assert.Equal(DecryptOutcome.Rejected, other.ToA(message).Outcome);
    }

    /// <summary>Each byte once, another bit each time; of the sealed part only the beginning and the tag.</summary>
    private static IEnumerable<byte[]> Flips(byte[] message)
    {
        for (var i = 0; i < message.Length; i++)
        {
            if ((i > 4900 || !RunLength.Visits(i)) && i < message.Length - 16)
            {
                continue;
            }

            var changed = message.ToArray();
            changed[i] ^= (byte)(1 << i % 8);
            yield return changed;
        }
    }
}
