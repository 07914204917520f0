using System.Security.Cryptography;
using Xunit;

namespace Rubaru.E2ee.Tests.Memory;

/// <summary>
/// Protocol section 1, "wiped after use": of all secrets that libsodium gave out during an operation, only those that the
/// live state holds are left in the memory of the process, stacks included.
/// </summary>
[Collection(nameof(Alone))]
public class MemoryTests
{
    [Fact]
    public void What_is_not_wiped_is_found_on_the_heap_and_on_the_stack()
    {
        var (kept, left) = Inspection.After(sodium =>
        {
            var heap = new byte[32];
            sodium.Random(heap);
            Span<byte> stack = stackalloc byte[32];
            sodium.Random(stack);
            var wiped = new byte[32];
            sodium.Random(wiped);
            CryptographicOperations.ZeroMemory(wiped);
            return heap;
        });
        Assert.NotEmpty(kept);
        Assert.Equal(
            ["Random number 0, from byte 0", "Random number 1, from byte 0"],
            left.Select(found => found.Secret.Name).Distinct().Order()
        );
    }

    [Fact]
    public void Identity_keys_and_prekeys_leave_nothing_when_they_end() =>
        Inspection.LeavesNothing(sodium =>
        {
            using var identity = IdentityKeys.Create(sodium);
            var stored = identity.ToBytes();
            using var again = IdentityKeys.TryRead(sodium, stored);
            stored[12] ^= 1;
            Assert.Null(IdentityKeys.TryRead(sodium, stored));
            CryptographicOperations.ZeroMemory(stored);
            foreach (var type in Enum.GetValues<PrekeyType>())
            {
                var prekey = Prekey.Create(sodium, identity, type, 7);
                var bytes = prekey.ToBytes();
                Prekey.TryRead(sodium, bytes)!.Wipe();
                bytes[20] ^= 1; // a public key that does not belong to it
                Assert.Null(Prekey.TryRead(sodium, bytes));
                CryptographicOperations.ZeroMemory(bytes);
                prekey.Wipe();
            }
        });

    [Fact]
    public void A_handshake_leaves_only_the_two_sessions() =>
        Inspection.LeavesOnly(sodium => new Couple(sodium).WithoutPeople().Records);

    [Fact]
    public void A_handshake_that_is_refused_leaves_nothing() =>
        Inspection.LeavesNothing(sodium =>
        {
            using var alice = IdentityKeys.Create(sodium);
            using var bob = IdentityKeys.Create(sodium);
            var (signed, kem, mailbox) = (
                Prekey.Create(sodium, bob, PrekeyType.Signed, 1),
                Prekey.Create(sodium, bob, PrekeyType.OneTime, 2),
                Prekey.Create(sodium, bob, PrekeyType.Mailbox, 3)
            );
            var bundle = new PrekeyBundle(bob.Public, signed.Public, kem.Public, mailbox.Public);
            var session = Handshake.Initiate(sodium, alice, bundle, bob.Fingerprint, null);
            var (next, message, _) = session.Encrypt(sodium, [1]);
            message[^1] ^= 1;
            Assert.Null(
                Handshake.TryAccept(
                    sodium,
                    bob,
                    alice.Fingerprint,
                    RatchetMessage.TryRead(message)!,
                    signed,
                    kem,
                    Party.NoPsk,
                    Party.Now
                )
            );
            next.Wipe();
            session.Wipe();
            signed.Wipe();
            kem.Wipe();
            mailbox.Wipe();
        });

    [Fact]
    public void A_conversation_leaves_only_the_live_states() => Inspection.LeavesOnly(sodium => Talk(sodium).Records);

    [Fact]
    public void Refused_messages_leave_only_the_live_states() =>
        Inspection.LeavesOnly(sodium =>
        {
            var couple = Talk(sodium);
            foreach (var message in new[] { couple.FromA(), couple.FromA() })
            {
                var changed = message.ToArray();
                changed[^1] ^= 1;
                Assert.Equal(DecryptOutcome.Rejected, couple.ToB(changed));
                Assert.Equal(DecryptOutcome.Accepted, couple.ToB(message));
            }

            return couple.Records;
        });

    [Fact]
    public void Sessions_that_are_deleted_leave_nothing() =>
        Inspection.LeavesNothing(sodium =>
        {
            var couple = Talk(sodium);
            couple.A.Wipe();
            couple.B.Wipe();
        });

    [Fact]
    public void A_record_of_a_session_leaves_nothing_when_it_was_sealed() =>
        Inspection.LeavesNothing(sodium =>
        {
            var couple = Talk(sodium);
            foreach (var session in new[] { couple.A, couple.B })
            {
                var bytes = session.ToBytes();
                Session.TryRead(bytes)!.Wipe();
                Assert.Null(Session.TryRead(bytes.AsSpan(0, bytes.Length - 1)));
                CryptographicOperations.ZeroMemory(bytes);
                session.Wipe();
            }
        });

    [Fact]
    public void An_envelope_leaves_nothing_when_its_mailbox_key_ends() =>
        Inspection.LeavesNothing(sodium =>
        {
            using var bob = IdentityKeys.Create(sodium);
            var key = Prekey.Create(sodium, bob, PrekeyType.Mailbox, 3);
            var mailbox = new byte[16];
            var envelope = SealedEnvelope.Seal(sodium, key.Public, mailbox, bob.Fingerprint, new byte[100]);
            Assert.True(SealedEnvelope.TryOpen(sodium, key, mailbox, envelope, out _, out _));
            envelope[^1] ^= 1;
            Assert.False(SealedEnvelope.TryOpen(sodium, key, mailbox, envelope, out _, out _));
            key.Wipe();
        });

    [Fact]
    public void A_box_leaves_only_its_commitment() =>
        Inspection.LeavesOnly(sodium =>
        {
            var box = CommittingAead.Seal(sodium, "key"u8, "label"u8, [], new byte[100]);
            Assert.NotNull(CommittingAead.TryOpen(sodium, "key"u8, "label"u8, [], box));
            Assert.Null(CommittingAead.TryOpen(sodium, "key"u8, "label"u8, [1], box));
            return () => [box];
        });

    [Fact]
    public void A_box_that_was_only_sealed_leaves_only_its_commitment() =>
        Inspection.LeavesOnly(sodium =>
        {
            var box = CommittingAead.Seal(sodium, "key"u8, "label"u8, [], []);
            return () => [box];
        });

    [Fact]
    public void A_file_leaves_nothing_when_its_cipher_writer_and_reader_end() =>
        Inspection.LeavesNothing(sodium =>
        {
            var (key, text) = (new byte[32], new byte[100]);
            sodium.Random(key);
            sodium.Random(text);
            using var file = new MemoryStream();
            using (var cipher = new FileCipher(sodium, key, new byte[16], "what"u8))
            {
                CryptographicOperations.ZeroMemory(key);
                using var writer = new SealedFileWriter(cipher, Written);
                writer.WriteAsync(text).GetAwaiter().GetResult();
                writer.FinishAsync().GetAwaiter().GetResult();
                CryptographicOperations.ZeroMemory(text);
                file.Position = 0;
                using var reader = new SealedFileReader(cipher, file);
                Assert.Equal(100, reader.ReadChunkAsync().AsTask().GetAwaiter().GetResult()!.Value.Length);
            }

            Task Written(ReadOnlyMemory<byte> bytes)
            {
                file.Write(bytes.Span);
                return Task.CompletedTask;
            }
        });

    [Fact]
    public void A_link_leaves_nothing_when_it_ends() =>
        Inspection.LeavesNothing(sodium =>
        {
            var (a, b) = (new byte[32], new byte[32]);
            using var offerer = new LinkCipher(sodium, true, a, b, new byte[16], a, b);
            using var answerer = new LinkCipher(sodium, false, a, b, new byte[16], a, b);
            var frame = offerer.Seal([1]);
            Assert.NotNull(answerer.TryOpen(frame));
            Assert.Null(answerer.TryOpen(frame));
        });

    /// <summary>Six epochs, with messages that come late and some that never come; the identities end at the end.</summary>
    private static Couple Talk(WitnessSodium sodium)
    {
        var couple = new Couple(sodium);
        for (var turn = 0; turn < 3; turn++)
        {
            var (late, lost, last) = (couple.FromB(), couple.FromB(), couple.FromB());
            Assert.Equal(DecryptOutcome.Accepted, couple.ToA(last));
            Assert.Equal(DecryptOutcome.Accepted, couple.ToA(late));
            Assert.NotEmpty(lost);
            Assert.Equal(DecryptOutcome.Accepted, couple.ToB(couple.FromA()));
        }

        return couple.WithoutPeople();
    }
}
