using System.Buffers.Binary;
using System.Formats.Cbor;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests;

/// <summary>Records of states that cannot be: each rule by itself makes them unreadable.</summary>
public sealed class ImpossibleStateTests
{
    private const ulong Role = 5;
    private const ulong SentEpoch = 7;
    private const ulong ReceivedEpoch = 13;
    private const ulong ReceivedCount = 14;
    private const int RecordSize = 4 + 4 + 8 + 32;

    [Fact]
    public void Without_anything_received_only_an_initiator_in_its_first_epoch_can_be()
    {
        var first = new Party().Initiate(new Party());
        Assert.NotNull(SessionFields.With(first, SessionFields.PreviousCount, 0));

        Assert.Null(SessionFields.With(first, Role, 0));
        Assert.Null(SessionFields.With(first, SentEpoch, 3));
        Assert.Null(SessionFields.With(first, SessionFields.Skipped, Keys((1, 0))));
        // The same without a chain to send with.
        Assert.Null(SessionFields.With(first, SessionFields.SendingKey, new byte[1]));
    }

    [Fact]
    public void The_peer_s_epoch_is_the_other_s_turn_and_next_to_mine()
    {
        var pair = Pair.After(3);
        foreach (var session in new[] { pair.A, pair.B })
        {
            var peers = Number(session, ReceivedEpoch);
            Assert.NotNull(SessionFields.With(session, ReceivedEpoch, peers));
            foreach (var other in new[] { 0u, peers - 1, peers + 1, peers + 2, peers + 4 })
            {
                Assert.Null(SessionFields.With(session, ReceivedEpoch, other));
            }

            // The other's role makes the peer's epoch mine.
            Assert.Null(SessionFields.With(session, Role, ReferenceEquals(session, pair.A) ? 0u : 1u));
        }
    }

    [Fact]
    public void Nothing_is_skipped_that_has_not_been_reached()
    {
        var session = Pair.After(3).A;
        var (epoch, count) = (Number(session, ReceivedEpoch), Number(session, ReceivedCount));
        Assert.NotNull(SessionFields.With(session, SessionFields.Skipped, Keys((epoch, count - 1))));
        Assert.Null(SessionFields.With(session, SessionFields.Skipped, Keys((epoch, count))));
        Assert.Null(SessionFields.With(session, SessionFields.Skipped, Keys((epoch + 2, 0))));
    }

    [Fact]
    public void Skipped_keys_are_whole_ascending_and_at_most_2000()
    {
        var most = Keys([.. Enumerable.Range(0, 2_000).Select(i => (1u, (uint)i))]);
        Assert.Equal(2_000, SkippedMessageKeys.TryRead(most)!.Count);
        Assert.Equal(most, SkippedMessageKeys.TryRead(most)!.ToBytes());
        Assert.Null(SkippedMessageKeys.TryRead([.. most, .. Keys((2, 0))]));
        Assert.Null(SkippedMessageKeys.TryRead(most.AsSpan(0, RecordSize - 1)));
        Assert.Null(SkippedMessageKeys.TryRead(most.AsSpan(0, RecordSize + 1)));

        Assert.Null(SkippedMessageKeys.TryRead(Keys((1, 5), (1, 5))));
        Assert.Null(SkippedMessageKeys.TryRead(Keys((1, 5), (1, 4))));
        Assert.Null(SkippedMessageKeys.TryRead(Keys((3, 0), (1, 7))));
        Assert.NotNull(SkippedMessageKeys.TryRead(Keys((1, 7), (3, 0))));
    }

    [Fact]
    public void A_skipped_key_is_not_from_before_1970()
    {
        var record = Keys((1, 5));
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(8), 0);
        Assert.NotNull(SkippedMessageKeys.TryRead(record));
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(8), -1);
        Assert.Null(SkippedMessageKeys.TryRead(record));
    }

    [Fact]
    public void A_prekey_of_another_type_or_size_does_not_verify_although_it_is_signed()
    {
        var party = new Party();
        var good = party.Signed.Public;
        Assert.True(good.Verify(Party.Sodium, party.Identity.Public));
        Assert.False(Signed(PrekeyType.OneTime, good.PublicKey).Verify(Party.Sodium, party.Identity.Public));
        Assert.False(Signed((PrekeyType)4, party.Kem.PublicKey).Verify(Party.Sodium, party.Identity.Public));
        Assert.False((good with { Signature = [.. good.Signature, 0] }).Verify(Party.Sodium, party.Identity.Public));
        Assert.False((good with { Signature = good.Signature[..^1] }).Verify(Party.Sodium, party.Identity.Public));

        SignedPrekey Signed(PrekeyType type, byte[] publicKey)
        {
            var (buffer, signature) = (new byte[2_000], new byte[KeySizes.Signature]);
            var signed = SignedPrekey.ToBeSigned(buffer, type, 7, publicKey);
            Party.Sodium.Sign(party.Identity.SigningSecret, signed, signature);
            return new(type, 7, publicKey, signature);
        }
    }

    [Fact]
    public void Every_identity_has_a_DH_key_of_its_own()
    {
        var (first, second) = (new Party().Identity, new Party().Identity);
        Assert.False(first.Public.DhKey.SequenceEqual(second.Public.DhKey));
        var again = IdentityKeys.TryRead(Party.Sodium, first.ToBytes())!;
        Assert.True(first.Public.DhKey.SequenceEqual(again.Public.DhKey));
    }

    [Fact]
    public void A_record_of_exactly_its_limit_is_read_and_one_byte_more_is_not()
    {
        var bytes = Pair.After(2).A.ToBytes();
        Assert.NotNull(CborRecord.TryRead(bytes, bytes.Length));
        Assert.Null(CborRecord.TryRead(bytes, bytes.Length - 1));
    }

    private static uint Number(Session session, ulong key)
    {
        var reader = new CborReader(session.ToBytes());
        var entries = reader.ReadStartMap()!.Value;
        for (var i = 0; i < entries; i++)
        {
            if (reader.ReadUInt64() == key)
            {
                return reader.ReadUInt32();
            }

            reader.SkipValue();
        }

        throw new InvalidOperationException("No such key.");
    }

    private static byte[] Keys(params (uint Epoch, uint Counter)[] positions)
    {
        var bytes = new byte[positions.Length * RecordSize];
        foreach (var (i, (epoch, counter)) in positions.Index())
        {
            var record = bytes.AsSpan(i * RecordSize, RecordSize);
            BinaryPrimitives.WriteUInt32BigEndian(record, epoch);
            BinaryPrimitives.WriteUInt32BigEndian(record[4..], counter);
            BinaryPrimitives.WriteInt64BigEndian(record[8..], 1_790_000_000_000);
        }

        return bytes;
    }
}
