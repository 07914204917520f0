using System.Buffers.Binary;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>The public half of a <see cref="Prekey"/>: id(4) || pk || sig(64) on the wire (protocol section 2.1).</summary>
public sealed record SignedPrekey(PrekeyType Type, uint Id, byte[] PublicKey, byte[] Signature)
{
    internal const int MaxToBeSigned = 15 + 1 + 4 + KeySizes.KemPublic;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size(Type)];
        _ = new Concatenation(bytes).Add(Id).Add(PublicKey).Add(Signature);
        return bytes;
    }

    /// <returns><c>null</c> unless the type is known and the size is its own.</returns>
    public static SignedPrekey? TryRead(PrekeyType type, ReadOnlySpan<byte> bytes)
    {
        if (type > PrekeyType.Mailbox || bytes.Length != Size(type))
        {
            return null;
        }

        return new SignedPrekey(
            type,
            BinaryPrimitives.ReadUInt32BigEndian(bytes),
            bytes[4..^KeySizes.Signature].ToArray(),
            bytes[^KeySizes.Signature..].ToArray()
        );
    }

    /// <summary>
    /// sig over "Rubaru/1 prekey" || type(1) || id(4) || pk. A key that is signed but cannot be used (a low-order point, an
    /// ML-KEM key that is not reduced) is refused too, so that nothing after this check can fail.
    /// </summary>
    public bool Verify(ISodium sodium, IdentityPublic identity)
    {
        if (Type > PrekeyType.Mailbox || PublicKey.Length != KeySize(Type) || Signature.Length != KeySizes.Signature)
        {
            return false;
        }

        Span<byte> signed = stackalloc byte[MaxToBeSigned];
        return sodium.Verify(identity.SigningKey, ToBeSigned(signed, Type, Id, PublicKey), Signature)
            && (
                Type == PrekeyType.Signed
                    ? KemPublicKey.IsUsableX25519(sodium, PublicKey)
                    : KemPublicKey.IsUsable(sodium, PublicKey)
            );
    }

    /// <summary>32 for <see cref="PrekeyType.Signed"/>, 1216 for the X-Wing ones.</summary>
    internal static int KeySize(PrekeyType type) => type == PrekeyType.Signed ? KeySizes.X25519 : KeySizes.KemPublic;

    internal static int Size(PrekeyType type) => 4 + KeySize(type) + KeySizes.Signature;

    internal static ReadOnlySpan<byte> ToBeSigned(
        Span<byte> buffer,
        PrekeyType type,
        uint id,
        ReadOnlySpan<byte> publicKey
    ) => new Concatenation(buffer).Add("Rubaru/1 prekey"u8).Add((byte)type).Add(id).Add(publicKey).Bytes;
}
