using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>Who talks in a session: what never changes in it and is authenticated by every message.</summary>
internal sealed record SessionParties(SessionId Id, Fingerprint Initiator, Fingerprint Responder, bool IsInitiator)
{
    private const int AssociatedDataPrefix = 12 + 2 * Fingerprint.Size;
    private const int MaxHeader = RatchetMessage.BlockOffset + KeySizes.KemPublic + HandshakeHeader.Size;

    public Fingerprint Me => IsInitiator ? Initiator : Responder;
    public Fingerprint Peer => IsInitiator ? Responder : Initiator;

    /// <summary>Odd epochs are the initiator's (section 3).</summary>
    public bool IsMine(uint epoch) => (epoch % 2 == 1) == IsInitiator;

    /// <summary>Fills in commitment and AEAD of a message whose header stands (section 5.4).</summary>
    public void Seal(
        ISodium sodium,
        ReadOnlySpan<byte> messageKey,
        Span<byte> message,
        int headerLength,
        ReadOnlySpan<byte> content
    )
    {
        Span<byte> okm = stackalloc byte[MessageKey.OkmSize];
        var key = new MessageKey(sodium, okm, messageKey, RatchetMessage.RandomOf(message));
        key.Commitment.CopyTo(message[headerLength..]);

        var ciphertext = message[(headerLength + RatchetMessage.CommitmentSize)..];
        var padded = new byte[ciphertext.Length - KeySizes.AeadTag];
        Padding.Pad(content, padded);
        Span<byte> associatedData = stackalloc byte[AssociatedDataPrefix + MaxHeader];
        sodium.AeadEncrypt(
            key.Key,
            key.Nonce,
            AssociatedData(associatedData, message[..headerLength]),
            padded,
            ciphertext
        );
        key.Wipe();
        CryptographicOperations.ZeroMemory(padded);
    }

    /// <summary>Compares the commitment, opens and unpads; <c>null</c> when any of it fails (section 5.6).</summary>
    public byte[]? Open(ISodium sodium, ReadOnlySpan<byte> messageKey, RatchetMessage message)
    {
        Span<byte> okm = stackalloc byte[MessageKey.OkmSize];
        var key = new MessageKey(sodium, okm, messageKey, message.Random);
        byte[]? content = null;
        if (CryptographicOperations.FixedTimeEquals(key.Commitment, message.Commitment))
        {
            var padded = new byte[message.Sealed.Length - KeySizes.AeadTag];
            Span<byte> associatedData = stackalloc byte[AssociatedDataPrefix + MaxHeader];
            var opened = sodium.AeadDecrypt(
                key.Key,
                key.Nonce,
                AssociatedData(associatedData, message.Header),
                message.Sealed,
                padded
            );
            if (opened && Padding.ContentLength(padded) is >= 0 and var length)
            {
                content = padded[..length];
            }

            CryptographicOperations.ZeroMemory(padded);
        }

        key.Wipe();
        return content;
    }

    private ReadOnlySpan<byte> AssociatedData(Span<byte> buffer, ReadOnlySpan<byte> header) =>
        new Concatenation(buffer).Add("Rubaru/1 msg"u8).Add(Initiator).Add(Responder).Add(header).Bytes;
}
