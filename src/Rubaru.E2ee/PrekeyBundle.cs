using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>What the server hands out to start a session; 3,950 bytes (protocol section 2.1).</summary>
public sealed record PrekeyBundle(IdentityPublic Identity, SignedPrekey Signed, SignedPrekey Kem, SignedPrekey Mailbox)
{
    public const int Size = 3950;

    public static PrekeyBundle? TryRead(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    public byte[] ToBytes() => throw new NotImplementedException();

    /// <summary>The fingerprint must be the one from the link or contact, and all three signatures must verify.</summary>
    public bool Verify(ISodium sodium, Fingerprint expected) => throw new NotImplementedException();
}
