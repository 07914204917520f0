using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

public class HandshakeTests
{
    private static readonly ISodium Sodium = Party.Sodium;

    [Theory]
    [InlineData(PrekeyType.OneTime)]
    [InlineData(PrekeyType.LastResort)]
    public void The_first_message_is_accepted_and_answered(PrekeyType kem)
    {
        var (alice, bob) = (new Party(), new Party(kem));
        var first = alice.Initiate(bob).Encrypt(Sodium, [1, 2, 3]);
        var accepted = bob.Accept(alice, first.Message)!;
        Assert.Equal([1, 2, 3], accepted.Content);
        Assert.Equal(first.Next.Id, accepted.Session.Id);
        Assert.Equal((alice.Fingerprint, bob.Fingerprint), (accepted.Session.Peer, accepted.Session.Me));
        Assert.True(accepted.Session.Established && accepted.Session.TurnDue && !accepted.Session.IsInitiator);

        var answer = accepted.Session.Encrypt(Sodium, [4]);
        Assert.Equal([4], alice.Decrypt(first.Next, answer.Message).Content!);
    }

    [Fact]
    public void A_later_message_of_epoch_1_is_accepted_first_and_the_earlier_ones_follow()
    {
        var (alice, bob) = (new Party(), new Party());
        var first = alice.Initiate(bob).Encrypt(Sodium, [0]);
        var second = first.Next.Encrypt(Sodium, [1]);
        var third = second.Next.Encrypt(Sodium, [2]);
        var accepted = bob.Accept(alice, third.Message)!;
        Assert.Equal([2], accepted.Content);
        var read = bob.Decrypt(accepted.Session, first.Message);
        Assert.Equal([0], read.Content!);
        Assert.Equal([1], bob.Decrypt(read.Next!, second.Message).Content!);
    }

    [Fact]
    public void The_psk_of_the_invite_must_be_the_same_on_both_sides()
    {
        var (alice, bob) = (new Party(), new Party());
        var psk = new byte[32];
        psk[31] = 1;
        var first = alice.Initiate(bob, new HandshakeInvite(77, psk)).Encrypt(Sodium, [1]).Message;
        Assert.Equal(77ul, RatchetMessage.TryRead(first)!.Handshake!.InviteId);
        Assert.Null(bob.Accept(alice, first));
        Assert.NotNull(bob.Accept(alice, first, psk));
    }

    [Fact]
    public void The_sender_must_be_the_identity_of_the_handshake_and_not_oneself()
    {
        var (alice, bob) = (new Party(), new Party());
        var first = alice.Initiate(bob).Encrypt(Sodium, [1]).Message;
        Assert.Null(bob.Accept(new Party(), first));
        Assert.Null(alice.Accept(alice, first));
        Assert.Throws<ArgumentException>(() => alice.Initiate(alice));
    }

    [Fact]
    public void Other_prekeys_than_those_named_are_refused()
    {
        var (alice, bob) = (new Party(), new Party());
        var message = RatchetMessage.TryRead(alice.Initiate(bob).Encrypt(Sodium, [1]).Message)!;
        var otherSigned = Prekey.Create(Sodium, bob.Identity, PrekeyType.Signed, bob.Signed.Id);
        var otherKem = Prekey.Create(Sodium, bob.Identity, PrekeyType.OneTime, bob.Kem.Id);
        Assert.Null(Accept(otherSigned, bob.Kem));
        Assert.Null(Accept(bob.Signed, otherKem));
        Assert.Null(Accept(bob.Signed with { Id = 5 }, bob.Kem));
        Assert.Null(Accept(bob.Signed, bob.Kem with { Id = 5 }));
        Assert.Null(Accept(bob.Signed, bob.Kem with { Type = PrekeyType.LastResort }));
        Assert.Null(Accept(bob.Kem, bob.Signed));
        Assert.NotNull(Accept(bob.Signed, bob.Kem));

        Accepted? Accept(Prekey signed, Prekey kem) =>
            Handshake.TryAccept(Sodium, bob.Identity, alice.Fingerprint, message, signed, kem, Party.NoPsk, Party.Now);
    }

    [Fact]
    public void The_transcript_is_equal_for_every_message_of_a_handshake_and_only_for_those()
    {
        var (alice, bob) = (new Party(), new Party(PrekeyType.LastResort));
        var first = alice.Initiate(bob).Encrypt(Sodium, [1]);
        var second = first.Next.Encrypt(Sodium, [2]);
        var other = alice.Initiate(bob).Encrypt(Sodium, [1]);
        Assert.Equal(Transcript(first.Message), Transcript(second.Message));
        Assert.NotEqual(Transcript(first.Message), Transcript(other.Message));
        Assert.Equal(Transcript(first.Message), bob.Accept(alice, second.Message)!.TranscriptHash);
        Assert.Equal(first.Next.Id, SessionId.Read(Transcript(first.Message)));

        byte[] Transcript(byte[] message) =>
            Handshake.TranscriptHash(
                Sodium,
                RatchetMessage.TryRead(message)!,
                bob.Fingerprint,
                bob.Signed.Public,
                bob.Kem.Public
            );
    }

    [Fact]
    public void A_bundle_of_somebody_else_starts_no_session()
    {
        var (alice, bob, eve) = (new Party(), new Party(), new Party());
        Assert.Throws<ArgumentException>(() =>
            Handshake.Initiate(Sodium, alice.Identity, eve.Bundle, bob.Fingerprint, null)
        );
        Assert.Throws<ArgumentException>(() =>
            Handshake.Initiate(
                Sodium,
                alice.Identity,
                bob.Bundle with
                {
                    Signed = eve.Signed.Public,
                },
                bob.Fingerprint,
                null
            )
        );
    }
}
