using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>The peer's current epoch (protocol section 5.1): e_r, N_r, CK_r and its ratchet key. Immutable.</summary>
/// <param name="counter">N_r: the smallest counter whose key was not derived yet.</param>
internal sealed class ReceivingChain(uint epoch, uint counter, ChainKey key, byte[] peerKey)
{
    public uint Epoch => epoch;
    public uint Counter => counter;
    public ChainKey Key => key;
    public byte[] PeerKey => peerKey;

    /// <summary>u - N_r is at most 5000, compared as 64-bit: no sum of an attacker's numbers may wrap.</summary>
    public bool CanSkipTo(uint target) => (long)target - counter <= Limits.Protocol.MaxJump;

    /// <summary>
    /// SkipTo(u) of section 5.6: derives up to u and adds the last 1,000 keys of the jump to <paramref name="skipped"/>.
    /// Does nothing when u is not ahead. The caller checked <see cref="CanSkipTo"/>.
    /// </summary>
    public ReceivingChain SkipTo(ISodium sodium, uint target, long now, List<SkippedMessageKey> skipped)
    {
        var chain = this;
        for (var n = counter; n < target; n++)
        {
            if (target - n <= Limits.Protocol.StoredPerJump)
            {
                var messageKey = new byte[MessageKey.Size];
                chain.Key.MessageKey(sodium, messageKey);
                skipped.Add(new SkippedMessageKey(epoch, n, now, messageKey));
            }

            var next = chain.Step(sodium);
            chain.Wipe(this);
            chain = next;
        }

        return chain;
    }

    /// <summary>CK one step on, N_r + 1.</summary>
    public ReceivingChain Step(ISodium sodium) => new(epoch, counter + 1, key.Next(sodium), peerKey);

    /// <summary>Wipes the chain key unless <paramref name="live"/> holds it too.</summary>
    public void Wipe(ReceivingChain? live = null)
    {
        if (!ReferenceEquals(key, live?.Key))
        {
            key.Wipe();
        }
    }
}
