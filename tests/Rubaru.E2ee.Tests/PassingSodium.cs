using Rubaru.Sodium;

namespace Rubaru.E2ee.Tests;

/// <summary>The real library, for a test to look at or change one call of it.</summary>
internal abstract class PassingSodium : ISodium
{
    private readonly NativeSodium _sodium = new();

    public virtual void AeadEncrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext
    ) => _sodium.AeadEncrypt(key, nonce, associatedData, plaintext, ciphertext);

    public virtual bool AeadDecrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext
    ) => _sodium.AeadDecrypt(key, nonce, associatedData, ciphertext, plaintext);

    public virtual bool PasswordHash(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> salt,
        uint passes,
        uint memoryKiB,
        Span<byte> key
    ) => _sodium.PasswordHash(passphrase, salt, passes, memoryKiB, key);

    public virtual void Random(Span<byte> buffer) => _sodium.Random(buffer);

    public virtual void Sha256(ReadOnlySpan<byte> message, Span<byte> hash) => _sodium.Sha256(message, hash);

    public virtual void Sha512(ReadOnlySpan<byte> message, Span<byte> hash) => _sodium.Sha512(message, hash);

    public virtual void HkdfExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey) =>
        _sodium.HkdfExtract(salt, inputKey, pseudorandomKey);

    public virtual void HkdfExpand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output) =>
        _sodium.HkdfExpand(pseudorandomKey, info, output);

    public virtual void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.X25519KeyPair(publicKey, secretKey);

    public virtual void X25519Public(ReadOnlySpan<byte> secretKey, Span<byte> publicKey) =>
        _sodium.X25519Public(secretKey, publicKey);

    public virtual bool X25519(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> shared) =>
        _sodium.X25519(secretKey, publicKey, shared);

    public virtual void SignKeyPair(Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.SignKeyPair(publicKey, secretKey);

    public virtual void SignSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.SignSeedKeyPair(seed, publicKey, secretKey);

    public virtual void Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature) =>
        _sodium.Sign(secretKey, message, signature);

    public virtual bool Verify(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    ) => _sodium.Verify(publicKey, message, signature);

    public virtual void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.KemKeyPair(publicKey, secretKey);

    public virtual void KemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.KemSeedKeyPair(seed, publicKey, secretKey);

    public virtual bool KemEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared) =>
        _sodium.KemEncapsulate(publicKey, ciphertext, shared);

    public virtual bool KemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    ) => _sodium.KemEncapsulate(publicKey, seed, ciphertext, shared);

    public virtual bool KemDecapsulate(
        ReadOnlySpan<byte> secretKey,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> shared
    ) => _sodium.KemDecapsulate(secretKey, ciphertext, shared);

    public virtual void MlKemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey) =>
        _sodium.MlKemSeedKeyPair(seed, publicKey, secretKey);

    public virtual bool MlKemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    ) => _sodium.MlKemEncapsulate(publicKey, seed, ciphertext, shared);

    public virtual bool MlKemDecapsulate(
        ReadOnlySpan<byte> secretKey,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> shared
    ) => _sodium.MlKemDecapsulate(secretKey, ciphertext, shared);
}
