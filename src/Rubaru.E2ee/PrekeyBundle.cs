using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>What the server hands out to start a session; 3,950 bytes (protocol section 2.1).</summary>
public sealed record PrekeyBundle(IdentityPublic Identity, SignedPrekey Signed, SignedPrekey Kem, SignedPrekey Mailbox)
{
    public const int Size = 3950;

    private const int SignedOffset = IdentityPublic.Size;
    private const int KemTypeOffset = SignedOffset + 100;
    private const int KemOffset = KemTypeOffset + 1;
    private const int MailboxOffset = KemOffset + 1284;

    /// <returns><c>null</c> unless the size is 3950, the identity's version 1 and kem_type 1 or 2. Nothing is verified.</returns>
    public static PrekeyBundle? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            return null;
        }

        var kemType = (PrekeyType)bytes[KemTypeOffset];
        return
            kemType is PrekeyType.OneTime or PrekeyType.LastResort
            && IdentityPublic.TryRead(bytes[..SignedOffset]) is { } identity
            && SignedPrekey.TryRead(PrekeyType.Signed, bytes[SignedOffset..KemTypeOffset]) is { } signed
            && SignedPrekey.TryRead(kemType, bytes[KemOffset..MailboxOffset]) is { } kem
            && SignedPrekey.TryRead(PrekeyType.Mailbox, bytes[MailboxOffset..]) is { } mailbox
            ? new PrekeyBundle(identity, signed, kem, mailbox)
            : null;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        _ = new Concatenation(bytes)
            .Add(Identity.Bytes)
            .Add(Signed.ToBytes())
            .Add((byte)Kem.Type)
            .Add(Kem.ToBytes())
            .Add(Mailbox.ToBytes());
        return bytes;
    }

    /// <summary>The fingerprint must be the one from the link or contact, and all three signatures must verify.</summary>
    public bool Verify(ISodium sodium, Fingerprint expected) =>
        Identity.Fingerprint(sodium) == expected
        && Identity.IsUsable(sodium)
        && Signed.Type == PrekeyType.Signed
        && Kem.Type is (PrekeyType.OneTime or PrekeyType.LastResort)
        && Mailbox.Type == PrekeyType.Mailbox
        && Signed.Verify(sodium, Identity)
        && Kem.Verify(sodium, Identity)
        && Mailbox.Verify(sodium, Identity);
}
