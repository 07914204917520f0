using System.Text;
using Xunit;

namespace Rubaru.E2ee.Tests;

public class SessionTests
{
    [Fact]
    public void Two_people_talk_over_many_epochs()
    {
        var pair = Pair.Accepted();
        for (var round = 0; round < 6; round++)
        {
            foreach (var text in new[] { "a", "bb", "ccc" })
            {
                var toA = pair.ToA(pair.FromB(Encoding.UTF8.GetBytes(text + round)));
                Assert.Equal((DecryptOutcome.Accepted, text + round), (toA.Outcome, Text(toA)));
            }

            foreach (var text in new[] { "x", "yy" })
            {
                var toB = pair.ToB(pair.FromA(Encoding.UTF8.GetBytes(text + round)));
                Assert.Equal((DecryptOutcome.Accepted, text + round), (toB.Outcome, Text(toB)));
            }
        }

        Assert.True(pair.A.Established && pair.B.Established);
    }

    [Fact]
    public void Messages_of_every_epoch_are_read_in_any_order()
    {
        var pair = Pair.Accepted();
        var late = new List<(byte[] Message, byte Content)>();
        for (byte round = 0; round < 4; round++)
        {
            late.Add((pair.FromB([round, 1]), round));
            late.Add((pair.FromB([round, 2]), round));
            pair.ToA(pair.FromB([round, 3]));
            pair.ToB(pair.FromA([round]));
        }

        late.Reverse();
        foreach (var (message, content) in late)
        {
            var read = pair.ToA(message);
            Assert.Equal(DecryptOutcome.Accepted, read.Outcome);
            Assert.Equal(content, read.Content![0]);
        }
    }

    [Fact]
    public void The_initiator_repeats_the_handshake_until_it_was_answered()
    {
        var pair = Pair.Accepted();
        Assert.True(pair.A.InHandshake);
        var repeated = pair.FromA([2]);
        Assert.NotNull(RatchetMessage.TryRead(repeated)!.Handshake);
        Assert.Equal(DecryptOutcome.Accepted, pair.ToB(repeated).Outcome);

        pair.ToA(pair.FromB([3]));
        Assert.False(pair.A.InHandshake);
        Assert.Null(RatchetMessage.TryRead(pair.FromA([4]))!.Handshake);
    }

    [Fact]
    public void A_message_moves_the_turn_and_the_answer_takes_it()
    {
        var pair = Pair.Accepted();
        Assert.True(pair.B.TurnDue);
        Assert.False(pair.A.TurnDue);
        var answer = pair.B.Encrypt(Party.Sodium, [2]);
        Assert.Equal(new MessagePosition(pair.B.Id, 2, 0), answer.Position);
        Assert.False(answer.Next.TurnDue);
        Assert.True(pair.B.TurnDue); // the state that was not replaced
    }

    [Fact]
    public void Encrypt_and_decrypt_leave_the_state_they_started_from()
    {
        var pair = Pair.After(3);
        var (a, b) = (pair.A, pair.B);
        var (beforeA, beforeB) = (a.ToBytes(), b.ToBytes());
        var first = pair.FromB([1]);
        pair.FromB([2]);
        pair.ToA(pair.FromB([3]));
        pair.ToA(first);
        Assert.Equal(beforeA, a.ToBytes());
        Assert.Equal(beforeB, b.ToBytes());
    }

    [Fact]
    public void A_repeated_message_is_a_duplicate_when_its_row_is_known()
    {
        var pair = Pair.After(2);
        var message = pair.FromB([1]);
        pair.ToA(message);
        var commitment = RatchetMessage.TryRead(message)!.Commitment.ToArray();
        Assert.Equal(DecryptOutcome.Duplicate, pair.ToA(message, commitment).Outcome);
        commitment[0] ^= 1;
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(message, commitment).Outcome);
        Assert.Equal(DecryptOutcome.Lost, pair.ToA(message).Outcome);
    }

    [Fact]
    public void A_session_refuses_another_identity()
    {
        var pair = Pair.After(1);
        var message = RatchetMessage.TryRead(pair.FromB([1]))!;
        Assert.Throws<ArgumentException>(() => pair.A.Decrypt(Party.Sodium, pair.Bob.Identity, message, [], Party.Now));
    }

    [Fact]
    public void A_message_of_another_session_is_rejected()
    {
        var pair = Pair.After(1);
        var other = pair.Alice.Initiate(pair.Bob).Encrypt(Party.Sodium, [1]).Message;
        Assert.Equal(DecryptOutcome.Rejected, pair.ToB(other).Outcome);
    }

    [Fact]
    public void No_text_of_a_record_shows_a_secret()
    {
        var pair = Pair.After(2);
        var decrypted = pair.ToA(pair.FromB([1]));
        Assert.Equal("Decrypted Accepted", decrypted.ToString());
        Assert.Equal($"Session {pair.A.Id}", pair.A.ToString());
        Assert.Equal("Prekey { OneTime 286397204 }", pair.Bob.Kem.ToString());
        Assert.Equal("HandshakeInvite { 5 }", new HandshakeInvite(5, new byte[32]).ToString());
        Assert.Equal($"IdentityKeys {pair.Bob.Fingerprint}", pair.Bob.Identity.ToString());
    }

    private static string Text(Decrypted decrypted) => Encoding.UTF8.GetString(decrypted.Content!);
}
