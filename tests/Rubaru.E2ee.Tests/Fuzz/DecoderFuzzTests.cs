using CsCheck;
using Rubaru.Sodium;
using Xunit;

namespace Rubaru.E2ee.Tests.Fuzz;

/// <summary>
/// Every reader of bytes that somebody else made: whatever comes, nothing is thrown; and what is read is written back as
/// the same bytes, so that no two forms mean one thing.
/// </summary>
public class DecoderFuzzTests
{
    private static readonly ISodium Sodium = Party.Sodium;
    private static readonly Party Bob = new();

    [Fact]
    public void Heads_of_messages() =>
        Each(
            Messages(),
            300_000,
            bytes =>
                RatchetMessage.TryRead(bytes) is not { } message
                || message.Header.Length + RatchetMessage.CommitmentSize + message.Sealed.Length == bytes.Length
        );

    [Fact]
    public void Identities_bundles_and_prekeys() =>
        Each(
            [
                Bob.Bundle.ToBytes(),
                Bob.Identity.Public.Bytes,
                Bob.Signed.Public.ToBytes(),
                Bob.Mailbox.Public.ToBytes(),
            ],
            100_000,
            bytes =>
                Same(PrekeyBundle.TryRead(bytes)?.ToBytes(), bytes)
                && Same(IdentityPublic.TryRead(bytes)?.Bytes, bytes)
                && Enum.GetValues<PrekeyType>().All(type => Same(SignedPrekey.TryRead(type, bytes)?.ToBytes(), bytes))
        );

    [Fact]
    public void Safety_codes() =>
        Each(
            [new SafetyCode(Bob.Fingerprint, new Party().Fingerprint).ToBytes()],
            100_000,
            bytes => Same(SafetyCode.TryRead(bytes)?.ToBytes(), bytes)
        );

    [Fact]
    public void Own_records_of_sessions()
    {
        var pairs = Enumerable.Range(0, 4).Select(Pair.After).ToArray();
        pairs[3].FromB([1]);
        pairs[3].ToA(pairs[3].FromB([2])); // with a key that was skipped
        Each(
            [.. pairs.SelectMany(pair => new[] { pair.A.ToBytes(), pair.B.ToBytes() })],
            3_000,
            bytes =>
            {
                if (Session.TryRead(bytes) is not { } session)
                {
                    return true;
                }

                // Unknown keys are dropped, so it is the second writing that must stay.
                var written = session.ToBytes();
                return Session.TryRead(written)!.ToBytes().AsSpan().SequenceEqual(written);
            }
        );
    }

    [Fact]
    public void Own_records_of_keys() =>
        Each(
            [Bob.Identity.ToBytes(), Bob.Signed.ToBytes(), Bob.Kem.ToBytes(), Bob.Mailbox.ToBytes()],
            2_000,
            bytes =>
            {
                _ = IdentityKeys.TryRead(Sodium, bytes);
                return Same(Prekey.TryRead(Sodium, bytes)?.ToBytes(), bytes);
            }
        );

    [Fact]
    public void Envelopes_open_as_they_were_sealed_or_not_at_all()
    {
        var mailbox = new byte[16];
        var sealedOnes = Enumerable
            .Range(0, 3)
            .Select(i =>
                SealedEnvelope.Seal(Sodium, Bob.Mailbox.Public, mailbox, Bob.Fingerprint, new byte[100 * (i + 1)])
            )
            .ToArray();
        Each(
            sealedOnes,
            3_000,
            bytes =>
                !SealedEnvelope.TryOpen(Sodium, Bob.Mailbox, mailbox, bytes, out _, out _) || IsOneOf(sealedOnes, bytes)
        );
    }

    [Fact]
    public void Boxes_open_as_they_were_sealed_or_not_at_all()
    {
        var boxes = Enumerable
            .Range(0, 3)
            .Select(i => CommittingAead.Seal(Sodium, new byte[32], "rec"u8, [1], new byte[40 * i]))
            .ToArray();
        Each(
            boxes,
            30_000,
            bytes => CommittingAead.TryOpen(Sodium, new byte[32], "rec"u8, [1], bytes) is null || IsOneOf(boxes, bytes)
        );
    }

    [Fact]
    public void Link_frames_open_as_they_were_sealed_or_not_at_all()
    {
        var (a, b) = (new byte[32], new byte[32]);
        LinkCipher New(bool offerer) => new(Sodium, offerer, a, b, new byte[16], a, b);
        byte[][] frames = [New(true).Seal([1]), New(true).Seal(new byte[100])];
        Each(frames, 30_000, bytes => New(false).TryOpen(bytes) is null || IsOneOf(frames, bytes));
    }

    [Fact]
    public void First_messages_are_accepted_as_they_were_sent_or_not_at_all()
    {
        var alice = new Party();
        var first = alice.Initiate(Bob).Encrypt(Sodium, [1]);
        byte[][] messages = [first.Message, first.Next.Encrypt(Sodium, [2]).Message];
        Each(messages, 1_500, bytes => Bob.Accept(alice, bytes) is null || IsOneOf(messages, bytes));
    }

    [Fact]
    public void Messages_are_accepted_as_they_were_sent_or_not_at_all_and_refused_ones_change_nothing()
    {
        var pair = Pair.After(2);
        var sent = new[] { pair.FromB([1]), pair.FromB([2]), pair.FromB([3]) };
        pair.ToA(sent[1]);
        var before = pair.A.ToBytes();
        Each(
            sent,
            1_500,
            bytes =>
            {
                var outcome = pair.Alice.Decrypt(pair.A, bytes).Outcome;
                return (outcome != DecryptOutcome.Accepted || IsOneOf(sent, bytes))
                    && pair.A.ToBytes().AsSpan().SequenceEqual(before);
            }
        );
    }

    private static byte[][] Messages()
    {
        var (alice, pair) = (new Party(), Pair.After(2));
        var mixed = pair.FromB([1]);
        mixed[1] |= 4;
        return
        [
            alice.Initiate(Bob).Encrypt(Sodium, [1]).Message,
            Pair.Accepted().FromB([1]),
            Pair.After(1).FromA([1]),
            mixed,
        ];
    }

    private static bool Same(byte[]? written, byte[] read) => written is null || written.AsSpan().SequenceEqual(read);

    private static bool IsOneOf(byte[][] samples, byte[] bytes) =>
        Array.Exists(samples, sample => sample.AsSpan().SequenceEqual(bytes));

    private static void Each(IReadOnlyList<byte[]> samples, int longRuns, Func<byte[], bool> holds) =>
        Mutant.Of(samples).Sample(holds, iter: RunLength.OfLong(longRuns));
}
