using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>A restored image of a profile (section 5.3, 5.6, R4): the peer refuses, no AEAD key and nonce repeats.</summary>
public class OldImageTests
{
    [Fact]
    public void A_sender_that_rolled_back_within_an_epoch_is_lost_until_it_is_past_what_was_received()
    {
        var sodium = new RecordingSodium();
        var pair = Pair.After(2);
        var old = pair.B;
        var before = Send(sodium, pair.B, 1);
        pair.ToA(before.Message);
        var commitment = RatchetMessage.TryRead(before.Message)!.Commitment.ToArray();
        var snapshot = pair.A.ToBytes();

        var again = Send(sodium, old, 2);
        Assert.Equal(before.Position.Counter, again.Position.Counter);
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(again.Message, commitment).Outcome);
        Assert.Equal(snapshot, pair.A.ToBytes());
        Assert.Equal(2, sodium.Encryptions);
    }

    [Fact]
    public void A_sender_that_takes_a_turn_again_is_lost_or_rejected()
    {
        var sodium = new RecordingSodium();
        var pair = Pair.Accepted();
        var old = pair.B;
        Assert.True(old.TurnDue);
        var before = Send(sodium, pair.B, 1);
        pair.ToA(before.Message);

        var first = Send(sodium, old, 2);
        var second = Send(sodium, first.Next, 3);
        Assert.Equal(before.Position, first.Position);
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(first.Message).Outcome);
        Assert.Equal(DecryptOutcome.Rejected, pair.ToA(second.Message).Outcome);
    }

    [Fact]
    public void A_receiver_that_rolled_back_over_its_own_turn_finds_the_peer_out_of_reach()
    {
        var pair = Pair.After(1);
        var old = pair.A;
        pair.ToB(pair.FromA([1]));
        var ahead = pair.FromB([2]);
        Assert.Equal(DecryptOutcome.OutOfReach, pair.Alice.Decrypt(old, ahead).Outcome);
    }

    [Fact]
    public void A_receiver_that_rolled_back_within_an_epoch_reads_again()
    {
        var pair = Pair.After(2);
        var message = pair.FromB([1]);
        var old = pair.A;
        pair.ToA(message);
        Assert.Equal([1], pair.Alice.Decrypt(old, message).Content!);
    }

    [Fact]
    public void The_same_position_encrypted_twice_has_two_keys()
    {
        var sodium = new RecordingSodium();
        var pair = Pair.After(3);
        var messages = Enumerable.Range(0, 200).Select(i => Send(sodium, pair.B, (byte)i)).ToArray();
        Assert.Single(messages.Select(message => message.Position).Distinct());
        Assert.Equal(200, sodium.Encryptions);
    }

    private static Encrypted Send(ISodium sodium, Session session, byte content) => session.Encrypt(sodium, [content]);
}
