using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>The two ways of section 5.6: a message whose key was derived before, and one that moves the session on.</summary>
public sealed partial class Session
{
    private Decrypted DecryptPassed(
        ISodium sodium,
        RatchetMessage message,
        ReadOnlySpan<byte> acceptedCommitment,
        long now
    )
    {
        if (CryptographicOperations.FixedTimeEquals(acceptedCommitment, message.Commitment))
        {
            return Refused(DecryptOutcome.Duplicate);
        }

        if (_skipped.Find(message.Epoch, message.Counter, now) is not { } key)
        {
            return Refused(DecryptOutcome.Lost);
        }

        if (_parties.Open(sodium, key.Key, message) is not { } content)
        {
            return Refused(DecryptOutcome.Rejected);
        }

        var next = Copy();
        next._skipped = _skipped.Without(key).WithoutExpired(now);
        return new Decrypted(DecryptOutcome.Accepted, next, content);
    }

    private Decrypted DecryptAhead(ISodium sodium, IdentityKeys identity, RatchetMessage message, long now)
    {
        var turned = message.Epoch > ReceivedEpoch;
        if (Refusal(message, turned) is { } outcome)
        {
            return Refused(outcome);
        }

        // Everything derived here is wiped again unless the message opens.
        var next = Copy();
        List<SkippedMessageKey> skipped = [];
        if (turned)
        {
            _receiving?.SkipTo(sodium, message.PreviousCount, now, skipped).Wipe(_receiving);
            if (!next.TakeTurn(sodium, identity, message))
            {
                skipped.ForEach(key => key.Wipe());
                return Refused(DecryptOutcome.Rejected);
            }
        }

        var first = next._receiving!;
        var chain = first.SkipTo(sodium, message.Counter, now, skipped);
        if (turned)
        {
            first.Wipe(chain);
        }

        Span<byte> messageKey = stackalloc byte[MessageKey.Size];
        chain.Key.MessageKey(sodium, messageKey);
        next._receiving = chain.Step(sodium);
        chain.Wipe(_receiving);
        var content = _parties.Open(sodium, messageKey, message);
        CryptographicOperations.ZeroMemory(messageKey);
        if (content is null)
        {
            skipped.ForEach(key => key.Wipe());
            next.Wipe(this);
            return Refused(DecryptOutcome.Rejected);
        }

        next._skipped = _skipped.WithoutExpired(now).With(skipped);
        return new Decrypted(DecryptOutcome.Accepted, next, content);
    }

    /// <summary>What the header alone decides, before any key is derived.</summary>
    private DecryptOutcome? Refusal(RatchetMessage message, bool turned)
    {
        if (!turned)
        {
            return _receiving!.CanSkipTo(message.Counter) ? null : DecryptOutcome.OutOfReach;
        }

        // run_id names a run of section 9; this version has none, so every run is unknown.
        if (message.Epoch != (ulong)SentEpoch + 1 || message.Flags.HasFlag(MessageFlags.Mix))
        {
            return DecryptOutcome.OutOfReach;
        }

        if (_receiving is null && message.PreviousCount != 0)
        {
            return DecryptOutcome.Rejected;
        }

        return _receiving?.CanSkipTo(message.PreviousCount) == false || message.Counter > Limits.Protocol.MaxJump
            ? DecryptOutcome.OutOfReach
            : null;
    }

    /// <summary>The receiver's half of a turn, on the copy that this is: root step, new receiving chain, my pair is spent.</summary>
    private bool TakeTurn(ISodium sodium, IdentityKeys identity, RatchetMessage message)
    {
        var mine = _sending!;
        Span<byte> secrets = stackalloc byte[2 * KeySizes.KemShared];
        var length = KeySizes.KemShared;
        var taken =
            KemPublicKey.IsUsable(sodium, message.RatchetKey)
            && sodium.KemDecapsulate(mine.RatchetSecret, message.Ciphertext, secrets[..length]);
        if (taken && message.Flags.HasFlag(MessageFlags.IdentityAuthentication))
        {
            taken = sodium.KemDecapsulate(identity.KemSecret, message.IdentityCiphertext, secrets[length..]);
            length += KeySizes.KemShared;
        }

        if (taken)
        {
            (_root, var key) = _root.Step(sodium, secrets[..length], message.Epoch, mine.RatchetKey, message.Block);
            _receiving = new ReceivingChain(message.Epoch, 0, key, message.RatchetKey.ToArray());
            _sent = (mine.Epoch, mine.Counter);
            _sending = null;
        }

        CryptographicOperations.ZeroMemory(secrets);
        return taken;
    }
}
