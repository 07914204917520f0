using System.Buffers.Binary;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>Section 5.6: jumps, stored keys, their age, and the numbers at the edges.</summary>
public class LimitsTests
{
    [Fact]
    public void A_jump_of_5000_is_followed_and_one_of_5001_is_out_of_reach()
    {
        var pair = Pair.After(1); // A has epoch 2; B goes on in it
        var messages = FromB(pair, 5002);
        var before = pair.A.ToBytes();
        Assert.Equal(DecryptOutcome.OutOfReach, pair.ToA(messages[5001]).Outcome);
        Assert.Equal(before, pair.A.ToBytes());
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[5000]).Outcome);

        // 1,000 of the 5,000 are stored: the last ones.
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(messages[3999]).Outcome);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[4000]).Outcome);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[4999]).Outcome);
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(messages[4999]).Outcome);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[5001]).Outcome);
    }

    [Fact]
    public void A_new_epoch_is_followed_over_5000_messages_of_the_old_one_and_not_over_5001()
    {
        Assert.Equal(DecryptOutcome.Accepted, Follow(5000, 0));
        Assert.Equal(DecryptOutcome.OutOfReach, Follow(5001, 0));
        Assert.Equal(DecryptOutcome.Accepted, Follow(0, 5000));
        Assert.Equal(DecryptOutcome.OutOfReach, Follow(0, 5001));

        static DecryptOutcome Follow(int lostBefore, int lostAfter)
        {
            var pair = Pair.After(1);
            FromB(pair, lostBefore);
            pair.ToB(pair.FromA([1]));
            FromB(pair, lostAfter);
            return pair.ToA(pair.FromB([2])).Outcome;
        }
    }

    [Fact]
    public void A_session_stores_2000_keys_and_drops_the_oldest()
    {
        var pair = Pair.After(1);
        var messages = FromB(pair, 2503);
        pair.ToA(messages[900]);
        pair.ToA(messages[1700]);
        pair.ToA(messages[2502]); // 900 + 799 + 801 = 2500 skipped
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(messages[0]).Outcome);
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(messages[499]).Outcome);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[500]).Outcome);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[2501]).Outcome);
        Assert.True(Session.TryRead(pair.A.ToBytes())!.ToBytes().SequenceEqual(pair.A.ToBytes()));
    }

    [Fact]
    public void A_stored_key_lives_48_hours()
    {
        var pair = Pair.After(1);
        var messages = FromB(pair, 5);
        pair.ToA(messages[4]);
        var almost = Party.Now.AddHours(48).AddMilliseconds(-1);
        Assert.Same(pair.A, pair.A.WithoutExpiredKeys(almost));
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[0], now: almost).Outcome);
        var over = Party.Now.AddHours(48);
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(messages[1], now: over).Outcome);
        // Nothing was removed by a refused message; the next accepted one, or the sweep, removes them.
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(messages[1], now: almost).Outcome);
        var swept = pair.A.WithoutExpiredKeys(over);
        Assert.Equal(DecryptOutcome.Lost, pair.Alice.Decrypt(swept, messages[2], now: almost).Outcome);
        pair.ToA(pair.FromB([9]), now: over);
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(messages[2], now: almost).Outcome);
    }

    [Fact]
    public void A_clock_set_back_gives_no_key_a_longer_life()
    {
        var pair = Pair.After(1);
        var messages = FromB(pair, 2);
        pair.ToA(messages[1], now: Party.Now.AddDays(400));
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(messages[0]).Outcome);
    }

    [Fact]
    public void An_epoch_beyond_the_next_one_is_out_of_reach()
    {
        var pair = Pair.After(1);
        var old = pair.A;
        pair.ToB(pair.FromA([1]));
        pair.ToA(pair.FromB([1]));
        pair.ToB(pair.FromA([1]));
        var epoch6 = pair.FromB([1]);
        Assert.Equal(DecryptOutcome.OutOfReach, pair.Alice.Decrypt(old, epoch6).Outcome);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(epoch6).Outcome);
    }

    [Fact]
    public void An_unknown_run_is_out_of_reach_in_a_new_epoch_and_rejected_in_a_known_one()
    {
        var pair = Pair.After(1);
        var message = pair.FromA([1]);
        var mixed = message.ToArray();
        mixed[1] = 4;
        Assert.Equal(DecryptOutcome.OutOfReach, pair.ToB(mixed).Outcome);
        pair.ToB(message);
        mixed = pair.FromA([2]);
        mixed[1] = 4;
        Assert.Equal(DecryptOutcome.Rejected, pair.ToB(mixed).Outcome);
    }

    [Fact]
    public void Without_an_old_chain_the_previous_count_is_zero()
    {
        var (alice, bob) = (new Party(), new Party());
        var first = alice.Initiate(bob).Encrypt(Party.Sodium, [1]);
        Assert.Null(bob.Accept(alice, With(first.Message, 26, 1)));
        var answer = bob.Accept(alice, first.Message)!.Session.Encrypt(Party.Sodium, [2]).Message;
        Assert.Equal(DecryptOutcome.Rejected, alice.Decrypt(first.Next, With(answer, 26, 1)).Outcome);
    }

    [Theory]
    [InlineData(22)]
    [InlineData(26)]
    public void Numbers_at_the_edge_neither_wrap_nor_throw(int offset)
    {
        foreach (var value in new[] { uint.MaxValue, uint.MaxValue - 1, 0x7FFFFFFFu, 0x80000000u })
        {
            var pair = Pair.After(2);
            var inEpoch = With(pair.FromB([1]), offset, value);
            Assert.NotEqual(DecryptOutcome.Accepted, pair.ToA(inEpoch).Outcome);
            var known = Pair.After(2);
            known.ToA(known.FromB([1]));
            Assert.NotEqual(DecryptOutcome.Accepted, known.ToA(With(known.FromB([1]), offset, value)).Outcome);
        }
    }

    [Fact]
    public void A_first_message_beyond_the_jump_is_not_accepted()
    {
        var (alice, bob) = (new Party(), new Party());
        var session = alice.Initiate(bob);
        var messages = new List<byte[]>();
        for (var i = 0; i < 5002; i++)
        {
            var encrypted = session.Encrypt(Party.Sodium, [1]);
            session = encrypted.Next;
            messages.Add(encrypted.Message);
        }

        Assert.Null(bob.Accept(alice, messages[5001]));
        Assert.NotNull(bob.Accept(alice, messages[5000]));
    }

    private static byte[] With(byte[] message, int offset, uint value)
    {
        var changed = message.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(offset), value);
        return changed;
    }

    private static List<byte[]> FromB(Pair pair, int count)
    {
        var messages = new List<byte[]>(count);
        for (var i = 0; i < count; i++)
        {
            messages.Add(pair.FromB([(byte)i]));
        }

        return messages;
    }
}
