using System.Security.Cryptography;
using System.Text;
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

    public static Prekey Create(ISodium sodium, IdentityKeys identity, PrekeyType type, uint id)
    {
        var publicKey = new byte[SignedPrekey.KeySize(type)];
        var secretKey = new byte[32];
        if (type == PrekeyType.Signed)
        {
            sodium.X25519KeyPair(publicKey, secretKey);
        }
        else
        {
            sodium.KemKeyPair(publicKey, secretKey);
        }

        Span<byte> signed = stackalloc byte[SignedPrekey.MaxToBeSigned];
        var signature = new byte[KeySizes.Signature];
        sodium.Sign(identity.SigningSecret, SignedPrekey.ToBeSigned(signed, type, id, publicKey), signature);
        return new Prekey(type, id, publicKey, secretKey, signature);
    }

    /// <summary>type(1) || id(4) || pk || sig(64) || sk(32) for the vault; the caller wipes the array.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[1 + SignedPrekey.Size(Type) + SecretKey.Length];
        _ = new Concatenation(bytes).Add((byte)Type).Add(Public.ToBytes()).Add(SecretKey);
        return bytes;
    }

    /// <returns><c>null</c> unless the size is right and the secret key belongs to the public one.</returns>
    public static Prekey? TryRead(ISodium sodium, ReadOnlySpan<byte> bytes)
    {
        if (
            bytes.Length < 1 + KeySizes.X25519
            || SignedPrekey.TryRead((PrekeyType)bytes[0], bytes[1..^KeySizes.X25519]) is not { } prekey
        )
        {
            return null;
        }

        var secretKey = bytes[^KeySizes.X25519..].ToArray();
        var publicKey = new byte[prekey.PublicKey.Length];
        if (prekey.Type == PrekeyType.Signed)
        {
            sodium.X25519Public(secretKey, publicKey);
        }
        else
        {
            Span<byte> again = stackalloc byte[KeySizes.KemSecret];
            sodium.KemSeedKeyPair(secretKey, publicKey, again);
            CryptographicOperations.ZeroMemory(again);
        }

        if (publicKey.AsSpan().SequenceEqual(prekey.PublicKey))
        {
            return new Prekey(prekey.Type, prekey.Id, publicKey, secretKey, prekey.Signature);
        }

        CryptographicOperations.ZeroMemory(secretKey);
        return null;
    }

    public void Wipe() => CryptographicOperations.ZeroMemory(SecretKey);

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Type).Append(' ').Append(Id);
        return true;
    }
}
