using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// My current epoch (protocol section 5.1): e_s, N_s, PN, CK_s, the secret of my ratchet pair and the block that all its
/// messages carry. Immutable; the next state shares secret and block.
/// </summary>
internal sealed class SendingChain(
    uint epoch,
    uint counter,
    uint previousCount,
    ChainKey key,
    byte[] ratchetSecret,
    byte[] block
)
{
    public uint Epoch => epoch;

    /// <summary>N_s: messages sent in this epoch.</summary>
    public uint Counter => counter;
    public uint PreviousCount => previousCount;
    public ChainKey Key => key;

    /// <summary>Decapsulates what the peer sends to <see cref="RatchetKey"/>.</summary>
    public byte[] RatchetSecret => ratchetSecret;

    /// <summary>pk || HS, or pk || ct || ctA.</summary>
    public byte[] Block => block;
    public ReadOnlySpan<byte> RatchetKey => block.AsSpan(0, KeySizes.KemPublic);

    /// <summary>Section 5.5: the bytes of the next message, and this chain one step on.</summary>
    public (byte[] Message, SendingChain Next) Encrypt(
        ISodium sodium,
        SessionParties parties,
        ReadOnlySpan<byte> content
    )
    {
        if (counter == uint.MaxValue)
        {
            throw new InvalidOperationException("The epoch is full.");
        }

        var flags = RatchetMessage.FlagsOf(epoch);
        var message = new byte[Padding.MessageSize(content.Length, RatchetMessage.Overhead(flags))];
        RatchetMessage.WriteHead(sodium, message, flags, parties.Id, epoch, counter, previousCount);
        block.CopyTo(message, RatchetMessage.BlockOffset);

        Span<byte> messageKey = stackalloc byte[MessageKey.Size];
        key.MessageKey(sodium, messageKey);
        parties.Seal(sodium, messageKey, message, RatchetMessage.BlockOffset + block.Length, content);
        CryptographicOperations.ZeroMemory(messageKey);
        return (message, new SendingChain(epoch, counter + 1, previousCount, key.Next(sodium), ratchetSecret, block));
    }

    /// <summary>Wipes what <paramref name="live"/> does not hold too.</summary>
    public void Wipe(SendingChain? live = null)
    {
        if (!ReferenceEquals(key, live?.Key))
        {
            key.Wipe();
        }

        if (!ReferenceEquals(ratchetSecret, live?.RatchetSecret))
        {
            CryptographicOperations.ZeroMemory(ratchetSecret);
        }
    }
}
