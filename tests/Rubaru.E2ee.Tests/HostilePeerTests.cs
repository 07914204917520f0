using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>A peer that plays by the wire format but sends what no honest one would is refused.</summary>
public class HostilePeerTests
{
    public static TheoryData<string> Keys { get; } = ["none", "ephemeral", "dh", "kem", "ratchet"];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_handshake_with_an_unusable_key_is_not_accepted(string spoiled)
    {
        var bob = new Party();
        var hostile = new HostileSodium
        {
            SpoilEphemeral = spoiled == "ephemeral",
            SpoilDhIdentity = spoiled == "dh",
            SpoilKemIdentity = spoiled == "kem",
            SpoilRatchetKey = spoiled == "ratchet",
        };
        using var identity = IdentityKeys.Create(hostile);
        var message = Handshake
            .Initiate(hostile, identity, bob.Bundle, bob.Fingerprint, null)
            .Encrypt(hostile, [1])
            .Message;
        var accepted = Handshake.TryAccept(
            Party.Sodium,
            bob.Identity,
            identity.Fingerprint,
            RatchetMessage.TryRead(message)!,
            bob.Signed,
            bob.Kem,
            Party.NoPsk,
            Party.Now
        );
        Assert.Equal(spoiled == "none", accepted is not null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_new_epoch_with_an_unusable_key_is_rejected_and_changes_nothing(int turns)
    {
        var pair = Pair.After(turns);
        var hostile = new HostileSodium { SpoilRatchetKey = true };
        var toA = turns % 2 == 0;
        var message = (toA ? pair.B : pair.A).Encrypt(hostile, [1]).Message;
        var before = (toA ? pair.A : pair.B).ToBytes();
        Assert.Equal(DecryptOutcome.Rejected, (toA ? pair.ToA(message) : pair.ToB(message)).Outcome);
        Assert.Equal(before, (toA ? pair.A : pair.B).ToBytes());
    }

    [Fact]
    public void A_used_one_time_prekey_accepts_no_second_session()
    {
        var (alice, bob) = (new Party(), new Party());
        var first = alice.Initiate(bob).Encrypt(Party.Sodium, [1]).Message;
        var second = alice.Initiate(bob).Encrypt(Party.Sodium, [1]).Message;
        Assert.NotNull(bob.Accept(alice, first));
        bob.Kem.Wipe();
        Assert.Null(bob.Accept(alice, first));
        Assert.Null(bob.Accept(alice, second));
    }

    [Fact]
    public void A_handshake_under_the_fingerprint_of_somebody_else_is_not_accepted()
    {
        var (eve, alice, bob) = (new Party(), new Party(), new Party());
        var session = SessionFields.With(eve.Initiate(bob), SessionFields.Initiator, alice.Fingerprint.ToBytes());
        var message = session.Encrypt(Party.Sodium, [1]).Message;
        Assert.Null(bob.Accept(alice, message)); // authenticated for Alice, with the keys of Eve
        Assert.Null(bob.Accept(eve, message));
    }

    [Fact]
    public void A_chosen_session_id_is_not_accepted()
    {
        var (eve, bob) = (new Party(), new Party());
        // The smallest id would be current for ever (section 6, R3).
        var session = SessionFields.With(eve.Initiate(bob), SessionFields.Id, new byte[16]);
        Assert.Null(bob.Accept(eve, session.Encrypt(Party.Sodium, [1]).Message));
    }

    [Fact]
    public void A_previous_count_where_no_chain_was_is_refused()
    {
        var (alice, bob) = (new Party(), new Party());
        var session = alice.Initiate(bob);
        var counting = SessionFields.With(session, SessionFields.PreviousCount, 1);
        Assert.Null(bob.Accept(alice, counting.Encrypt(Party.Sodium, [1]).Message));

        var first = session.Encrypt(Party.Sodium, [1]);
        var accepted = bob.Accept(alice, first.Message)!.Session;
        var answer = SessionFields.With(accepted, SessionFields.SentCount, 1).Encrypt(Party.Sodium, [2]).Message;
        Assert.Equal(DecryptOutcome.Rejected, alice.Decrypt(first.Next, answer).Outcome);
        answer = SessionFields.With(accepted, SessionFields.SentCount, 0).Encrypt(Party.Sodium, [2]).Message;
        Assert.Equal(DecryptOutcome.Accepted, alice.Decrypt(first.Next, answer).Outcome);
    }

    [Fact]
    public void A_previous_count_behind_what_was_received_skips_nothing()
    {
        var pair = Pair.After(1);
        pair.ToA(pair.FromB([1]));
        pair.ToB(pair.FromA([1]));
        var count = pair.B.Encrypt(Party.Sodium, [1]);
        Assert.Equal(2u, RatchetMessage.TryRead(count.Message)!.PreviousCount);
        var behind = SessionFields.With(pair.B, SessionFields.SentCount, 1).Encrypt(Party.Sodium, [1]).Message;
        Assert.Equal(DecryptOutcome.Accepted, pair.ToA(behind).Outcome);
        Assert.Empty(SessionFields.Read(pair.A, SessionFields.Skipped));
    }
}
