namespace Rubaru.Sodium;

/// <summary>
/// The primitives of protocol section 1, from libsodium 1.0.22 and nothing else. Two implementations ship: native
/// (<see cref="NativeSodium"/>) and the browser's (the same library compiled to WebAssembly).
/// Spans must have exactly the sizes of <see cref="KeySizes"/>; another size is a programming error and throws
/// <see cref="ArgumentException"/>. Bad input from outside is normal and returns <c>false</c>; the secret output is then
/// zeroed.
/// </summary>
public interface ISodium
{
    void Random(Span<byte> buffer);

    void Sha256(ReadOnlySpan<byte> message, Span<byte> hash);

    void Sha512(ReadOnlySpan<byte> message, Span<byte> hash);

    /// <summary>HKDF-SHA-256 Extract (RFC 5869); also HMAC-SHA-256 with <paramref name="salt"/> as the key.</summary>
    void HkdfExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey);

    /// <summary>HKDF-SHA-256 Expand (RFC 5869); output 1 to 8,160 bytes.</summary>
    void HkdfExpand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output);

    void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey);

    /// <summary>Public key of a secret key (scalar multiplication of the base point, RFC 7748).</summary>
    void X25519Public(ReadOnlySpan<byte> secretKey, Span<byte> publicKey);

    /// <returns><c>false</c> if the shared secret is all zero (a low-order point); the caller must abort.</returns>
    bool X25519(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> shared);

    void SignKeyPair(Span<byte> publicKey, Span<byte> secretKey);

    void SignSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey);

    void Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature);

    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>X-Wing key pair; the secret key is its 32-byte seed.</summary>
    void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey);

    void KemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey);

    /// <returns><c>false</c> if the public key is not a valid one.</returns>
    bool KemEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared);

    /// <summary>For test vectors only; the product always encapsulates with fresh randomness.</summary>
    bool KemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    );

    bool KemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared);

    void MlKemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey);

    /// <summary>ML-KEM-768 with a given 32-byte message, for test vectors only.</summary>
    bool MlKemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    );

    bool MlKemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared);

    /// <summary>ChaCha20-Poly1305 (RFC 8439). <paramref name="ciphertext"/> is 16 bytes longer than the plaintext.</summary>
    void AeadEncrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext
    );

    /// <returns><c>false</c> if the tag does not verify; <paramref name="plaintext"/> is then zeroed.</returns>
    bool AeadDecrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext
    );

    /// <summary>
    /// Argon2id v1.3 with one lane (RFC 9106; libsodium's <c>crypto_pwhash</c>). Takes the time and the memory it is told
    /// to take: whoever reads the two costs from a file bounds them first.
    /// </summary>
    /// <param name="salt">16 bytes.</param>
    /// <param name="passes">At least 1.</param>
    /// <param name="memoryKiB">At least 8, below 4 GiB.</param>
    /// <param name="key">32 bytes.</param>
    /// <returns><c>false</c> if the device does not give that much memory; <paramref name="key"/> is then zeroed.</returns>
    bool PasswordHash(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> salt,
        uint passes,
        uint memoryKiB,
        Span<byte> key
    );
}
