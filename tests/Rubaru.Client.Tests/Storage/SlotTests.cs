using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Client.Storage;
using Rubaru.E2ee;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.Client.Tests.Storage;

public sealed class SlotTests
{
    private static readonly NativeSodium _sodium = new();
    private static readonly PassphraseCost _cheap = new(1, Limits.LeastPassphraseMemoryKiB);
    private static readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void A_passphrase_opens_its_own_slot_and_another_does_not()
    {
        var slot = PassphraseSlot.Create(_sodium, SlotType.Passphrase, "banyan tree"u8, _cheap, _secret);

        Assert.Equal(_secret, PassphraseSlot.TryOpen(_sodium, SlotType.Passphrase, "banyan tree"u8, slot));
        Assert.Null(PassphraseSlot.TryOpen(_sodium, SlotType.Passphrase, "banyan trees"u8, slot));
        Assert.Null(PassphraseSlot.TryOpen(_sodium, SlotType.Passphrase, ""u8, slot));
        Assert.Null(PassphraseSlot.TryOpen(_sodium, SlotType.Panic, "banyan tree"u8, slot));
    }

    [Fact]
    public void Two_slots_of_one_passphrase_have_nothing_in_common_but_their_costs()
    {
        var one = PassphraseSlot.Create(_sodium, SlotType.Passphrase, "banyan"u8, _cheap, _secret);
        var two = PassphraseSlot.Create(_sodium, SlotType.Passphrase, "banyan"u8, _cheap, _secret);
        Assert.Equal(one[..9], two[..9]);
        Assert.NotEqual(one[9..25], two[9..25]);
        Assert.NotEqual(one[25..], two[25..]);
    }

    [Fact]
    public void A_changed_slot_opens_nothing()
    {
        var slot = PassphraseSlot.Create(_sodium, SlotType.Passphrase, "banyan"u8, _cheap, _secret);
        // The costs are tried below: here they would only make Argon2id slow.
        foreach (var i in Enumerable.Range(0, slot.Length).Where(i => i is 0 or >= 9).Where(i => i % 7 == 0))
        {
            var changed = slot.ToArray();
            changed[i] ^= 1;
            Assert.Null(PassphraseSlot.TryOpen(_sodium, SlotType.Passphrase, "banyan"u8, changed));
        }
        Assert.Null(PassphraseSlot.TryOpen(_sodium, SlotType.Passphrase, "banyan"u8, [.. slot, 0]));
        for (var length = 0; length < slot.Length; length += 11)
            Assert.Null(PassphraseSlot.TryOpen(_sodium, SlotType.Passphrase, "banyan"u8, slot.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(0, 8 * 1024)]
    [InlineData(17, 8 * 1024)]
    [InlineData(uint.MaxValue, 8 * 1024)]
    [InlineData(1, 8 * 1024 - 1)]
    [InlineData(1, 0)]
    [InlineData(1, uint.MaxValue)]
    public void A_slot_that_asks_for_absurd_costs_is_not_even_tried(uint passes, uint memory)
    {
        var slot = PassphraseSlot.Create(_sodium, SlotType.Passphrase, "banyan"u8, _cheap, _secret);
        BinaryPrimitives.WriteUInt32BigEndian(slot.AsSpan(1), passes);
        BinaryPrimitives.WriteUInt32BigEndian(slot.AsSpan(5), memory);
        Assert.Null(PassphraseSlot.TryOpen(_sodium, SlotType.Passphrase, "banyan"u8, slot));
    }

    /// <summary>Protocol section 11, computed again from its text.</summary>
    [Fact]
    public void The_layout_is_the_one_of_the_protocol()
    {
        var slot = PassphraseSlot.Create(_sodium, SlotType.Passphrase, "banyan"u8, new(2, 9000), _secret);
        Assert.Equal([2, 0, 0, 0, 2, 0, 0, 0x23, 0x28], slot[..9]);
        var key = new byte[32];
        Assert.True(_sodium.PasswordHash("banyan"u8, slot.AsSpan(9, 16), 2, 9000, key));
        Assert.Equal(
            _secret,
            CommittingAead.TryOpen(_sodium, key, "slot\u0002"u8, slot.AsSpan(1, 24), slot.AsSpan(25))
        );

        var recovery = RecoverySlot.Create(_sodium, "vault"u8, key, _secret);
        var (pseudorandom, derived) = (new byte[32], new byte[32]);
        _sodium.HkdfExtract("Rubaru/1 slot"u8, key, pseudorandom);
        _sodium.HkdfExpand(pseudorandom, "\u0004vault"u8, derived);
        Assert.Equal(_secret, CommittingAead.TryOpen(_sodium, derived, "slot\u0004"u8, [], recovery.AsSpan(1)));
    }

    [Fact]
    public void The_recovery_key_opens_the_slot_of_its_use_only()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var slot = RecoverySlot.Create(_sodium, "vault"u8, key, _secret);
        Assert.Equal(_secret, RecoverySlot.TryOpen(_sodium, "vault"u8, key, slot));
        Assert.Null(RecoverySlot.TryOpen(_sodium, "backup"u8, key, slot));
        key[31] ^= 1;
        Assert.Null(RecoverySlot.TryOpen(_sodium, "vault"u8, key, slot));
    }
}
