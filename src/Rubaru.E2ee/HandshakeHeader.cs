using System.Buffers.Binary;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>HS of section 4: what the first messages of an initiator carry.</summary>
public sealed record HandshakeHeader(
    IdentityPublic Identity,
    uint SignedPrekeyId,
    PrekeyType KemType,
    uint KemId,
    ulong InviteId
)
{
    /// <summary>
    /// IdentityPublic(1281) || ek.pk(32) || spk_id(4) || kem_type(1) || kem_id(4) || invite_id(8) || ct1(1120) || ct2(1120).
    /// </summary>
    internal const int Size = 3570;

    private const int EphemeralOffset = IdentityPublic.Size;
    private const int SignedPrekeyIdOffset = EphemeralOffset + KeySizes.X25519;
    private const int KemTypeOffset = SignedPrekeyIdOffset + 4;
    private const int KemIdOffset = KemTypeOffset + 1;
    private const int InviteIdOffset = KemIdOffset + 4;
    private const int PrekeyCiphertextOffset = InviteIdOffset + 8;
    private const int IdentityCiphertextOffset = PrekeyCiphertextOffset + KeySizes.KemCiphertext;

    internal static ReadOnlySpan<byte> EphemeralKey(ReadOnlySpan<byte> header) =>
        header.Slice(EphemeralOffset, KeySizes.X25519);

    /// <summary>ct1, to the one-time or last-resort prekey.</summary>
    internal static ReadOnlySpan<byte> PrekeyCiphertext(ReadOnlySpan<byte> header) =>
        header.Slice(PrekeyCiphertextOffset, KeySizes.KemCiphertext);

    /// <summary>ct2, to ik.kem of the responder.</summary>
    internal static ReadOnlySpan<byte> IdentityCiphertext(ReadOnlySpan<byte> header) =>
        header.Slice(IdentityCiphertextOffset, KeySizes.KemCiphertext);

    /// <returns><c>null</c> unless the identity's version is known and kem_type is 1 or 2.</returns>
    internal static HandshakeHeader? TryRead(ReadOnlySpan<byte> header)
    {
        var kemType = (PrekeyType)header[KemTypeOffset];
        return
            kemType is PrekeyType.OneTime or PrekeyType.LastResort
            && IdentityPublic.TryRead(header[..IdentityPublic.Size]) is { } identity
            ? new HandshakeHeader(
                identity,
                BinaryPrimitives.ReadUInt32BigEndian(header[SignedPrekeyIdOffset..]),
                kemType,
                BinaryPrimitives.ReadUInt32BigEndian(header[KemIdOffset..]),
                BinaryPrimitives.ReadUInt64BigEndian(header[InviteIdOffset..])
            )
            : null;
    }

    internal void Write(
        Span<byte> header,
        ReadOnlySpan<byte> ephemeralKey,
        ReadOnlySpan<byte> prekeyCiphertext,
        ReadOnlySpan<byte> identityCiphertext
    ) =>
        new Concatenation(header)
            .Add(Identity.Bytes)
            .Add(ephemeralKey)
            .Add(SignedPrekeyId)
            .Add((byte)KemType)
            .Add(KemId)
            .Add(InviteId)
            .Add(prekeyCiphertext)
            .Add(identityCiphertext);
}
