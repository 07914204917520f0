// RFC 8291 prescribes P-256 and AES-128-GCM, which libsodium does not have (decision 0010). What is encrypted here is one
// byte that says nothing; the secrecy of messages stays with libsodium.
#pragma warning disable RS0030
using System.Buffers.Binary;
using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.Server.Push;

/// <summary>
/// Message encryption for Web Push: RFC 8291 over one record of aes128gcm (RFC 8188). A fresh key pair and salt for every
/// message, so the two lines of key derivation give a key and a nonce that are used once.
/// </summary>
internal static class PushEncryption
{
    private const int SaltSize = 16;
    private const int KeySize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>RFC 8291 section 4: one record only, so its size just has to be larger than what is in it.</summary>
    private const int RecordSize = 4096;
    private const byte LastRecord = 2;

    /// <summary>salt(16) || rs(4) || idlen(1) || keyid(65)</summary>
    private const int HeaderSize = SaltSize + 4 + 1 + P256.PointSize;

    /// <param name="size">Bytes of plaintext, delimiter and padding together; the body is 102 bytes longer.</param>
    /// <exception cref="CryptographicException">The subscription's key is not a point of P-256.</exception>
    public static byte[] Encrypt(ISodium sodium, PushSubscription to, ReadOnlySpan<byte> plaintext, int size)
    {
        using var sender = ECDiffieHellman.Create(P256.Curve);
        Span<byte> salt = stackalloc byte[SaltSize];
        sodium.Random(salt);
        return Encrypt(sodium, to, plaintext, size, sender, salt);
    }

    internal static byte[] Encrypt(
        ISodium sodium,
        PushSubscription to,
        ReadOnlySpan<byte> plaintext,
        int size,
        ECDiffieHellman sender,
        ReadOnlySpan<byte> salt
    )
    {
        var senderPublic = P256.Write(sender.ExportParameters(includePrivateParameters: false).Q);
        var body = new byte[HeaderSize + size + TagSize];
        salt.CopyTo(body);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(SaltSize), RecordSize);
        body[SaltSize + 4] = P256.PointSize;
        senderPublic.CopyTo(body, SaltSize + 5);

        Span<byte> key = stackalloc byte[KeySize];
        Span<byte> nonce = stackalloc byte[NonceSize];
        Derive(sodium, to, sender, senderPublic, salt, key, nonce);
        var record = new byte[size];
        plaintext.CopyTo(record);
        record[plaintext.Length] = LastRecord;
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(nonce, record, body.AsSpan(HeaderSize, size), body.AsSpan(HeaderSize + size));
        CryptographicOperations.ZeroMemory(key);
        return body;
    }

    private static void Derive(
        ISodium sodium,
        PushSubscription to,
        ECDiffieHellman sender,
        byte[] senderPublic,
        ReadOnlySpan<byte> salt,
        Span<byte> key,
        Span<byte> nonce
    )
    {
        using var receiver = P256.ReadPublic(to.PublicKey);
        var shared = sender.DeriveRawSecretAgreement(receiver.PublicKey);
        Span<byte> pseudorandomKey = stackalloc byte[32];
        Span<byte> inputKey = stackalloc byte[32];
        sodium.HkdfExtract(to.Secret, shared, pseudorandomKey);
        sodium.HkdfExpand(pseudorandomKey, [.. "WebPush: info\0"u8, .. to.PublicKey, .. senderPublic], inputKey);
        sodium.HkdfExtract(salt, inputKey, pseudorandomKey);
        sodium.HkdfExpand(pseudorandomKey, "Content-Encoding: aes128gcm\0"u8, key);
        sodium.HkdfExpand(pseudorandomKey, "Content-Encoding: nonce\0"u8, nonce);
        CryptographicOperations.ZeroMemory(shared);
        CryptographicOperations.ZeroMemory(pseudorandomKey);
        CryptographicOperations.ZeroMemory(inputKey);
    }
}
