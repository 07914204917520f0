using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>A peer that plays by the wire format but sends keys that cannot be used is refused when they arrive.</summary>
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
}
