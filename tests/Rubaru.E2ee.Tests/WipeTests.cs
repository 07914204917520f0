using Xunit;

namespace Rubaru.E2ee.Tests;

public class WipeTests
{
    private static readonly byte[] Zero = new byte[32];

    [Fact]
    public void After_an_encryption_the_old_chain_key_is_gone()
    {
        var pair = Pair.After(1); // B is in its epoch 2
        var old = pair.B;
        pair.FromB([1]);
        WipeAfterCommit(old, pair.B);
        Assert.Equal(Zero, SessionFields.Read(old, SessionFields.SendingKey));
        Assert.NotEqual(Zero, SessionFields.Read(old, SessionFields.Root)); // shared with the live state
    }

    [Fact]
    public void After_a_turn_the_old_root_is_gone()
    {
        var pair = Pair.Accepted();
        var old = pair.B;
        pair.FromB([1]);
        WipeAfterCommit(old, pair.B);
        Assert.Equal(Zero, SessionFields.Read(old, SessionFields.Root));
        Assert.NotEqual(Zero, SessionFields.Read(old, SessionFields.ReceivingKey));
    }

    [Fact]
    public void After_a_new_epoch_was_received_the_spent_pair_and_the_old_chains_are_gone()
    {
        var pair = Pair.After(2);
        pair.ToB(pair.FromA([1]));
        pair.ToA(pair.FromB([1]));
        pair.FromA([1]);
        var message = pair.B.Encrypt(Party.Sodium, [1]).Message; // same epoch: only the receiving chain moves
        var old = pair.A;
        pair.ToA(message);
        WipeAfterCommit(old, pair.A);
        Assert.Equal(Zero, SessionFields.Read(old, SessionFields.ReceivingKey));
        Assert.NotEqual(Zero, SessionFields.Read(old, SessionFields.RatchetSecret));

        pair.ToB(pair.FromA([2]));
        old = pair.A;
        pair.ToA(pair.FromB([2])); // the next epoch
        WipeAfterCommit(old, pair.A);
        foreach (
            var key in new[]
            {
                SessionFields.Root,
                SessionFields.SendingKey,
                SessionFields.RatchetSecret,
                SessionFields.ReceivingKey,
            }
        )
        {
            Assert.Equal(Zero, SessionFields.Read(old, key));
        }
    }

    [Fact]
    public void A_used_skipped_key_is_gone_and_the_others_stay()
    {
        var pair = Pair.After(2);
        var messages = Enumerable.Range(0, 3).Select(i => pair.FromB([(byte)i])).ToArray();
        pair.ToA(messages[2]);
        var old = pair.A;
        pair.ToA(messages[0]);
        WipeAfterCommit(old, pair.A);
        var records = SessionFields.Read(old, SessionFields.Skipped);
        Assert.Equal(Zero, records[16..48]);
        Assert.NotEqual(Zero, records[64..96]);
        Assert.Equal([1], pair.ToA(messages[1]).Content!);
    }

    [Fact]
    public void An_abandoned_state_takes_nothing_from_the_one_that_stays()
    {
        var pair = Pair.After(2);
        var before = pair.A.ToBytes();
        var message = pair.FromB([1]);
        var next = pair.Alice.Decrypt(pair.A, message).Next!;
        WipeAfterCommit(next, pair.A);
        Assert.Equal(before, pair.A.ToBytes());
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(message).Outcome);
        pair.A.Wipe(pair.A);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(pair.FromB([1])).Outcome);
    }

    [Fact]
    public void A_deleted_session_keeps_no_key()
    {
        var pair = Pair.After(2);
        pair.FromB([1]);
        pair.ToA(pair.FromB([1]));
        pair.FromA([1]);
        pair.A.Wipe();
        foreach (
            var key in new[]
            {
                SessionFields.Root,
                SessionFields.SendingKey,
                SessionFields.RatchetSecret,
                SessionFields.ReceivingKey,
            }
        )
        {
            Assert.Equal(Zero, SessionFields.Read(pair.A, key));
        }

        Assert.Equal(Zero, SessionFields.Read(pair.A, SessionFields.Skipped)[16..48]);
        var message = pair.FromB([1]);
        Assert.Throws<ObjectDisposedException>(() => pair.FromA([1]));
        Assert.Throws<ObjectDisposedException>(() => pair.ToA(message));
        Assert.Throws<ObjectDisposedException>(pair.A.ToBytes);
    }

    private static void WipeAfterCommit(Session old, Session live)
    {
        var before = live.ToBytes();
        old.Wipe(live);
        Assert.Equal(before, live.ToBytes());
    }
}
