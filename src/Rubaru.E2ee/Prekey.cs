using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>The type byte of a signed prekey separates domains (protocol section 2.1).</summary>
public enum PrekeyType : byte
{
    Signed = 0,
    OneTime = 1,
    LastResort = 2,
    Mailbox = 3,
}

/// <summary>A prekey with its secret, as its owner keeps it. X25519 for <see cref="PrekeyType.Signed"/>, else X-Wing.</summary>
public sealed record Prekey(PrekeyType Type, uint Id, byte[] PublicKey, byte[] SecretKey, byte[] Signature)
{
    public SignedPrekey Public => new(Type, Id, PublicKey, Signature);

    public static Prekey Create(ISodium sodium, IdentityKeys identity, PrekeyType type, uint id) =>
        throw new NotImplementedException();

    public void Wipe() => throw new NotImplementedException();
}

/// <summary>The public half: id(4) || pk || sig(64) on the wire.</summary>
public sealed record SignedPrekey(PrekeyType Type, uint Id, byte[] PublicKey, byte[] Signature)
{
    public byte[] ToBytes() => throw new NotImplementedException();

    public static SignedPrekey? TryRead(PrekeyType type, ReadOnlySpan<byte> bytes) =>
        throw new NotImplementedException();

    /// <summary>sig over "Rubaru/1 prekey" || type(1) || id(4) || pk.</summary>
    public bool Verify(ISodium sodium, IdentityPublic identity) => throw new NotImplementedException();
}
