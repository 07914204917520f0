using CsCheck;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>Section 5.4 and 2.1 byte by byte, with the numbers of the text.</summary>
public class LayoutTests
{
    [Fact]
    public void Identity_and_bundle_have_their_bytes_where_the_text_says()
    {
        var bob = new Party();
        var identity = bob.Identity.Public;
        Assert.Equal(1281, identity.Bytes.Length);
        Assert.Equal(0x01, identity.Bytes[0]);
        Assert.Equal(
            Independent.Sha256(Independent.Join(Independent.Ascii("Rubaru/1 id"), identity.Bytes)),
            bob.Fingerprint.ToBytes()
        );

        var bundle = bob.Bundle.ToBytes();
        Assert.Equal(3950, bundle.Length);
        Assert.Equal(identity.Bytes, bundle[..1281]);
        Assert.Equal([1, 2, 3, 4], bundle[1281..1285]);
        Assert.Equal(bob.Signed.PublicKey, bundle[1285..1317]);
        Assert.Equal(bob.Signed.Signature, bundle[1317..1381]);
        Assert.Equal(1, bundle[1381]);
        Assert.Equal([0x11, 0x12, 0x13, 0x14], bundle[1382..1386]);
        Assert.Equal(bob.Kem.PublicKey, bundle[1386..2602]);
        Assert.Equal(bob.Kem.Signature, bundle[2602..2666]);
        Assert.Equal([0x21, 0x22, 0x23, 0x24], bundle[2666..2670]);
        Assert.Equal(bob.Mailbox.PublicKey, bundle[2670..3886]);
        Assert.Equal(bob.Mailbox.Signature, bundle[3886..]);
    }

    [Fact]
    public void A_message_of_epoch_1_carries_the_handshake()
    {
        var (alice, bob) = (new Party(), new Party());
        var first = alice
            .Initiate(bob, new HandshakeInvite(0x4142434445464748, new byte[32]))
            .Encrypt(Party.Sodium, []);
        var message = first.Next.Encrypt(Party.Sodium, []).Message;
        Assert.Equal(7019, message.Length);
        Assert.Equal([0x01, 0x01], message[..2]);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], message[18..30]);
        var hs = message[1262..4832];
        Assert.Equal(alice.Identity.Public.Bytes, hs[..1281]);
        Assert.Equal([1, 2, 3, 4, 1, 0x11, 0x12, 0x13, 0x14], hs[1313..1322]);
        Assert.Equal([0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48], hs[1322..1330]);
        Assert.Equal(message[46..4832], first.Message[46..4832]); // the block of the epoch
        Assert.NotEqual(message[30..46], first.Message[30..46]); // r is fresh
    }

    [Fact]
    public void Messages_of_later_epochs_have_their_kind_of_head()
    {
        var pair = Pair.Accepted();
        var second = pair.FromB([]);
        Assert.Equal([0x01, 0x02], second[..2]);
        Assert.Equal([0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0], second[18..30]);
        Assert.Equal(7019, second.Length); // 3550 do not fit the smallest size
        pair.ToA(second);
        var third = pair.FromA([]);
        Assert.Equal([0x01, 0x00], third[..2]);
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1], third[18..30]); // PN: one message in epoch 1
        Assert.Equal(2923, third.Length);
        Assert.Equal(second[2..18], third[2..18]);
    }

    [Fact]
    public void Overheads_are_those_of_the_text()
    {
        Assert.Equal(2430, RatchetMessage.Overhead(MessageFlags.None));
        Assert.Equal(3550, RatchetMessage.Overhead(MessageFlags.IdentityAuthentication));
        Assert.Equal(4880, RatchetMessage.Overhead(MessageFlags.Handshake));
        Assert.Equal(2446, RatchetMessage.Overhead(MessageFlags.Mix));
    }

    [Fact]
    public void Only_heads_that_fit_are_read()
    {
        var pair = Pair.After(1);
        var good = pair.FromA([1]); // epoch 3
        Assert.NotNull(RatchetMessage.TryRead(good));
        Assert.Null(With(0, 2)); // version
        Assert.Null(With(1, 1)); // HS outside epoch 1
        Assert.Null(With(1, 2)); // IA outside epoch 2
        Assert.NotNull(With(1, 4)); // MIX parses
        Assert.Null(With(1, 8));
        Assert.Null(With(1, 0x80));
        Assert.Null(With(21, 0)); // epoch 0
        Assert.Null(With(21, 1)); // epoch 1 without HS
        Assert.Null(With(21, 2)); // epoch 2 without IA
        Assert.Null(RatchetMessage.TryRead(good.AsMemory(1)));
        Assert.Null(RatchetMessage.TryRead((byte[])[.. good, 0]));
        Assert.Null(RatchetMessage.TryRead(default));

        var second = Pair.Accepted().FromB([1]);
        second[1] |= 4; // IA and MIX never meet
        Assert.Null(RatchetMessage.TryRead(second));
        second[1] = 4; // nor does MIX take IA's place in epoch 2
        Assert.Null(RatchetMessage.TryRead(second));

        RatchetMessage? With(int offset, byte value)
        {
            var changed = good.ToArray();
            changed[offset] = value;
            return RatchetMessage.TryRead(changed);
        }
    }

    [Fact]
    public void A_handshake_with_an_unknown_kem_type_or_identity_version_is_not_read()
    {
        var (alice, bob) = (new Party(), new Party());
        var message = alice.Initiate(bob).Encrypt(Party.Sodium, [1]).Message;
        foreach (var (offset, value) in new (int, byte)[] { (1262, 2), (1262 + 1317, 0), (1262 + 1317, 3) })
        {
            var changed = message.ToArray();
            changed[offset] = value;
            Assert.Null(RatchetMessage.TryRead(changed));
        }
    }

    [Fact]
    public void No_bytes_make_a_reader_throw()
    {
        int[] sizes = [0, 1, 29, 2922, 2923, 2924, 7019, 15211, 31595, 64363];
        var lengths = Gen.Int[0, sizes.Length - 1].Select(i => sizes[i]);
        Gen.Select(lengths, Gen.Byte, Gen.Byte, Gen.Byte.Array[48])
            .Sample(
                (length, flags, epoch, noise) =>
                {
                    var bytes = new byte[length];
                    noise.AsSpan(0, Math.Min(48, length)).CopyTo(bytes);
                    if (length > 30)
                    {
                        bytes[0] = 1;
                        bytes[1] = (byte)(flags % 8);
                        bytes.AsSpan(18, 3).Clear();
                        bytes[21] = (byte)(epoch % 5);
                    }

                    _ = RatchetMessage.TryRead(bytes);
                    _ = PrekeyBundle.TryRead(bytes);
                    _ = IdentityPublic.TryRead(bytes);
                    _ = SignedPrekey.TryRead((PrekeyType)epoch, bytes);
                    _ = SealedEnvelope.MailboxKeyId(bytes);
                },
                iter: RunLength.Of(3000)
            );
    }
}
