using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

public class PrekeyTests
{
    private static readonly ISodium Sodium = Party.Sodium;

    /// <summary>The points whose multiples by 8 are zero, as little-endian u: 0, 1, two of order 8, p-1, p, p+1.</summary>
    public static TheoryData<string> LowOrderPoints { get; } =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];

    [Theory]
    [MemberData(nameof(LowOrderPoints))]
    public void A_signed_low_order_prekey_starts_no_session(string point)
    {
        var (alice, bob) = (new Party(), new Party());
        var key = Sign(bob, PrekeyType.Signed, Convert.FromHexString(point));
        Assert.False(key.Verify(Sodium, bob.Identity.Public));
        Assert.False((bob.Bundle with { Signed = key }).Verify(Sodium, bob.Fingerprint));
        Assert.Throws<ArgumentException>(() =>
            Handshake.Initiate(Sodium, alice.Identity, bob.Bundle with { Signed = key }, bob.Fingerprint, null)
        );
    }

    [Theory]
    [MemberData(nameof(LowOrderPoints))]
    public void A_low_order_leg_of_an_x_wing_key_is_refused_as_the_library_would(string point)
    {
        var bob = new Party();
        var key = bob.Kem.PublicKey.ToArray();
        Convert.FromHexString(point).CopyTo(key, 1184);
        Assert.False(KemPublicKey.IsUsable(Sodium, key));
        Assert.False(Sodium.KemEncapsulate(key, new byte[1120], new byte[32]));
        Assert.False(Sign(bob, PrekeyType.Mailbox, key).Verify(Sodium, bob.Identity.Public));
    }

    [Fact]
    public void An_ml_kem_key_that_is_not_reduced_is_refused_as_the_library_would()
    {
        var good = new Party().Kem.PublicKey;
        Assert.True(KemPublicKey.IsUsable(Sodium, good));
        for (var i = 0; i < 1152; i += 3 * RunLength.Stride)
        {
            var low = With(good, i, 0x01, 0x0D, null); // first coefficient 3329
            Assert.False(KemPublicKey.IsUsable(Sodium, low));
            Assert.False(Sodium.KemEncapsulate(low, new byte[1120], new byte[32]));
            var high = With(good, i, null, 0x10, 0xD0); // second coefficient 3329
            Assert.False(KemPublicKey.IsUsable(Sodium, high));
            Assert.False(Sodium.KemEncapsulate(high, new byte[1120], new byte[32]));
            var largest = With(good, i, 0x00, 0x0D, 0xD0); // 3328 and 3328
            Assert.True(KemPublicKey.IsUsable(Sodium, largest));
            Assert.True(Sodium.KemEncapsulate(largest, new byte[1120], new byte[32]));
        }

        static byte[] With(byte[] key, int at, byte? first, byte second, byte? third)
        {
            var changed = key.ToArray();
            changed[at] = first ?? (byte)0;
            changed[at + 1] = second;
            changed[at + 2] = third ?? (byte)0;
            return changed;
        }
    }

    [Theory]
    [InlineData(PrekeyType.Signed)]
    [InlineData(PrekeyType.OneTime)]
    [InlineData(PrekeyType.LastResort)]
    [InlineData(PrekeyType.Mailbox)]
    public void A_prekey_is_written_read_and_bound_to_type_id_and_key(PrekeyType type)
    {
        var bob = new Party();
        var prekey = Prekey.Create(Sodium, bob.Identity, type, 7);
        Assert.True(prekey.Public.Verify(Sodium, bob.Identity.Public));
        var read = SignedPrekey.TryRead(type, prekey.Public.ToBytes())!;
        Assert.True(read.Verify(Sodium, bob.Identity.Public));
        Assert.False(read.Verify(Sodium, new Party().Identity.Public));
        Assert.False((read with { Id = 8 }).Verify(Sodium, bob.Identity.Public));
        foreach (var other in Enum.GetValues<PrekeyType>().Where(other => other != type))
        {
            Assert.False((read with { Type = other }).Verify(Sodium, bob.Identity.Public));
        }

        Assert.False((read with { Type = (PrekeyType)4 }).Verify(Sodium, bob.Identity.Public));
        read.PublicKey[0] ^= 1;
        Assert.False(read.Verify(Sodium, bob.Identity.Public));
        Assert.Null(SignedPrekey.TryRead((PrekeyType)4, prekey.Public.ToBytes()));
        Assert.Null(SignedPrekey.TryRead(type, prekey.Public.ToBytes().AsSpan(1)));

        var stored = prekey.ToBytes();
        var again = Prekey.TryRead(Sodium, stored)!;
        Assert.Equal(stored, again.ToBytes());
        Assert.Equal(prekey.SecretKey, again.SecretKey);
        Assert.Null(Prekey.TryRead(Sodium, stored.AsSpan(0, stored.Length - 1)));
        Assert.Null(Prekey.TryRead(Sodium, []));
        stored[^5] ^= 1; // another secret key
        Assert.Null(Prekey.TryRead(Sodium, stored));
        prekey.Wipe();
        Assert.Equal(new byte[32], prekey.SecretKey);
    }

    [Fact]
    public void A_bundle_is_read_and_every_byte_of_it_counts()
    {
        var bob = new Party(PrekeyType.LastResort);
        var bytes = bob.Bundle.ToBytes();
        Assert.Equal(bytes, PrekeyBundle.TryRead(bytes)!.ToBytes());
        Assert.True(PrekeyBundle.TryRead(bytes)!.Verify(Sodium, bob.Fingerprint));
        Assert.False(PrekeyBundle.TryRead(bytes)!.Verify(Sodium, new Party().Fingerprint));
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!RunLength.Visits(i))
            {
                continue;
            }

            bytes[i] ^= 1;
            Assert.False(PrekeyBundle.TryRead(bytes)?.Verify(Sodium, bob.Fingerprint) ?? false);
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void The_prekeys_of_a_bundle_stand_in_their_places()
    {
        var bob = new Party();
        var bundle = bob.Bundle;
        Assert.True(bundle.Verify(Sodium, bob.Fingerprint));
        Assert.False((bundle with { Kem = bundle.Mailbox }).Verify(Sodium, bob.Fingerprint));
        Assert.False((bundle with { Mailbox = bundle.Kem }).Verify(Sodium, bob.Fingerprint));
        Assert.False((bundle with { Signed = bundle.Kem }).Verify(Sodium, bob.Fingerprint));
    }

    [Fact]
    public void Identity_keys_are_read_back_and_end_when_disposed()
    {
        var bob = new Party();
        var bytes = bob.Identity.ToBytes();
        using var again = IdentityKeys.TryRead(Sodium, bytes)!;
        Assert.Equal(bob.Fingerprint, again.Fingerprint);
        Assert.Equal(bytes, again.ToBytes());
        bytes[10] ^= 1; // a secret that does not belong to the public keys
        Assert.Null(IdentityKeys.TryRead(Sodium, bytes));

        bob.Identity.Dispose();
        Assert.Throws<ObjectDisposedException>(bob.Identity.ToBytes);
        Assert.Throws<ObjectDisposedException>(() => Prekey.Create(Sodium, bob.Identity, PrekeyType.Signed, 1));
    }

    private static SignedPrekey Sign(Party owner, PrekeyType type, byte[] publicKey)
    {
        var signature = new byte[KeySizes.Signature];
        var signed = SignedPrekey.ToBeSigned(new byte[SignedPrekey.MaxToBeSigned], type, 9, publicKey);
        Sodium.Sign(owner.Identity.SigningSecret, signed, signature);
        return new SignedPrekey(type, 9, publicKey, signature);
    }
}
