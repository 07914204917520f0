using System.Runtime.InteropServices;

namespace Rubaru.Sodium;

/// <summary>The C functions of libsodium 1.0.22, as the NuGet package <c>libsodium</c> ships them.</summary>
internal static unsafe partial class Libsodium
{
    private const string Library = "libsodium";

    [LibraryImport(Library)]
    internal static partial int sodium_init();

    [LibraryImport(Library)]
    internal static partial void randombytes_buf(byte* buffer, nuint size);

    [LibraryImport(Library)]
    internal static partial int crypto_hash_sha256(byte* hash, byte* message, ulong length);

    [LibraryImport(Library)]
    internal static partial int crypto_hash_sha512(byte* hash, byte* message, ulong length);

    [LibraryImport(Library)]
    internal static partial int crypto_kdf_hkdf_sha256_extract(
        byte* prk,
        byte* salt,
        nuint saltLength,
        byte* ikm,
        nuint ikmLength
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kdf_hkdf_sha256_expand(
        byte* output,
        nuint outputLength,
        byte* context,
        nuint contextLength,
        byte* prk
    );

    [LibraryImport(Library)]
    internal static partial int crypto_box_keypair(byte* publicKey, byte* secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_scalarmult_base(byte* publicKey, byte* secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_scalarmult(byte* shared, byte* secretKey, byte* publicKey);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_keypair(byte* publicKey, byte* secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_seed_keypair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_detached(
        byte* signature,
        ulong* signatureLength,
        byte* message,
        ulong length,
        byte* secretKey
    );

    [LibraryImport(Library)]
    internal static partial int crypto_sign_verify_detached(
        byte* signature,
        byte* message,
        ulong length,
        byte* publicKey
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_keypair(byte* publicKey, byte* secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_seed_keypair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_enc(byte* ciphertext, byte* shared, byte* publicKey);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_enc_deterministic(
        byte* ciphertext,
        byte* shared,
        byte* publicKey,
        byte* seed
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_dec(byte* shared, byte* ciphertext, byte* secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_seed_keypair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_enc_deterministic(
        byte* ciphertext,
        byte* shared,
        byte* publicKey,
        byte* seed
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_dec(byte* shared, byte* ciphertext, byte* secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_encrypt(
        byte* ciphertext,
        ulong* ciphertextLength,
        byte* message,
        ulong length,
        byte* associatedData,
        ulong associatedDataLength,
        byte* secretNonce,
        byte* nonce,
        byte* key
    );

    [LibraryImport(Library)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_decrypt(
        byte* message,
        ulong* length,
        byte* secretNonce,
        byte* ciphertext,
        ulong ciphertextLength,
        byte* associatedData,
        ulong associatedDataLength,
        byte* nonce,
        byte* key
    );
}
