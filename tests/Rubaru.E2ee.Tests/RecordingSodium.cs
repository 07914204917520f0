using System.Collections.Concurrent;
using Rubaru.Sodium;

namespace Rubaru.E2ee.Tests;

/// <summary>The real library, remembering every AEAD key and nonce: encrypting twice under the same pair throws.</summary>
internal class RecordingSodium : ISodium
{
    private readonly NativeSodium _sodium = new();
    private readonly ConcurrentDictionary<string, bool> _used = new();

    public int Encryptions => _used.Count;

    public void AeadEncrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext
    )
    {
        if (!_used.TryAdd(Convert.ToHexString(key) + Convert.ToHexString(nonce), true))
        {
            throw new InvalidOperationException("An AEAD key and nonce were used twice.");
        }

        _sodium.AeadEncrypt(key, nonce, associatedData, plaintext, ciphertext);
    }

    public bool AeadDecrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext
    ) => _sodium.AeadDecrypt(key, nonce, associatedData, ciphertext, plaintext);

    public bool PasswordHash(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> salt,
        uint passes,
        uint memoryKiB,
        Span<byte> key
    ) => _sodium.PasswordHash(passphrase, salt, passes, memoryKiB, key);

    public void Random(Span<byte> buffer) => _sodium.Random(buffer);

    public void Sha256(ReadOnlySpan<byte> message, Span<byte> hash) => _sodium.Sha256(message, hash);

    public void Sha512(ReadOnlySpan<byte> message, Span<byte> hash) => _sodium.Sha512(message, hash);

    public void HkdfExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey) =>
        _sodium.HkdfExtract(salt, inputKey, pseudorandomKey);

    public void HkdfExpand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output) =>
        _sodium.HkdfExpand(pseudorandomKey, info, output);

    public virtual void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.X25519KeyPair(publicKey, secretKey);

    public virtual void X25519Public(ReadOnlySpan<byte> secretKey, Span<byte> publicKey) =>
        _sodium.X25519Public(secretKey, publicKey);

    public bool X25519(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> shared) =>
        _sodium.X25519(secretKey, publicKey, shared);

    public void SignKeyPair(Span<byte> publicKey, Span<byte> secretKey) => _sodium.SignKeyPair(publicKey, secretKey);

    public void SignSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.SignSeedKeyPair(seed, publicKey, secretKey);

    public void Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature) =>
        _sodium.Sign(secretKey, message, signature);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        _sodium.Verify(publicKey, message, signature);

    public virtual void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.KemKeyPair(publicKey, secretKey);

    public virtual void KemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.KemSeedKeyPair(seed, publicKey, secretKey);

    public bool KemEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared) =>
        _sodium.KemEncapsulate(publicKey, ciphertext, shared);

    public bool KemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    ) => _sodium.KemEncapsulate(publicKey, seed, ciphertext, shared);

    public bool KemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared) =>
        _sodium.KemDecapsulate(secretKey, ciphertext, shared);

    public void MlKemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.MlKemSeedKeyPair(seed, publicKey, secretKey);

    public bool MlKemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    ) => _sodium.MlKemEncapsulate(publicKey, seed, ciphertext, shared);

    public bool MlKemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared) =>
        _sodium.MlKemDecapsulate(secretKey, ciphertext, shared);
}
