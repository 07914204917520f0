using System.Runtime.InteropServices;

namespace Rubaru.Sodium;

/// <summary>
/// The C functions of libsodium 1.0.22, as the NuGet package <c>libsodium</c> ships them. A reference is the first byte
/// of a span, pinned during the call; an empty span's is a null pointer, which libsodium allows where the length is 0.
/// </summary>
internal static partial class Libsodium
{
    private const string Library = "libsodium";

    [LibraryImport(Library)]
    internal static partial int sodium_init();

    [LibraryImport(Library)]
    internal static partial void randombytes_buf(ref byte buffer, nuint size);

    [LibraryImport(Library)]
    internal static partial int crypto_hash_sha256(ref byte hash, in byte message, ulong length);

    [LibraryImport(Library)]
    internal static partial int crypto_hash_sha512(ref byte hash, in byte message, ulong length);

    [LibraryImport(Library)]
    internal static partial int crypto_kdf_hkdf_sha256_extract(
        ref byte prk,
        in byte salt,
        nuint saltLength,
        in byte ikm,
        nuint ikmLength
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kdf_hkdf_sha256_expand(
        ref byte output,
        nuint outputLength,
        in byte context,
        nuint contextLength,
        in byte prk
    );

    [LibraryImport(Library)]
    internal static partial int crypto_box_keypair(ref byte publicKey, ref byte secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_scalarmult_base(ref byte publicKey, in byte secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_scalarmult(ref byte shared, in byte secretKey, in byte publicKey);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_keypair(ref byte publicKey, ref byte secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_seed_keypair(ref byte publicKey, ref byte secretKey, in byte seed);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_detached(
        ref byte signature,
        nint signatureLength,
        in byte message,
        ulong length,
        in byte secretKey
    );

    [LibraryImport(Library)]
    internal static partial int crypto_sign_verify_detached(
        in byte signature,
        in byte message,
        ulong length,
        in byte publicKey
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_keypair(ref byte publicKey, ref byte secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_seed_keypair(ref byte publicKey, ref byte secretKey, in byte seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_enc(ref byte ciphertext, ref byte shared, in byte publicKey);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_enc_deterministic(
        ref byte ciphertext,
        ref byte shared,
        in byte publicKey,
        in byte seed
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_dec(ref byte shared, in byte ciphertext, in byte secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_seed_keypair(ref byte publicKey, ref byte secretKey, in byte seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_enc_deterministic(
        ref byte ciphertext,
        ref byte shared,
        in byte publicKey,
        in byte seed
    );

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_dec(ref byte shared, in byte ciphertext, in byte secretKey);

    [LibraryImport(Library)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_encrypt(
        ref byte ciphertext,
        nint ciphertextLength,
        in byte message,
        ulong length,
        in byte associatedData,
        ulong associatedDataLength,
        nint secretNonce,
        in byte nonce,
        in byte key
    );

    [LibraryImport(Library)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_decrypt(
        ref byte message,
        nint length,
        nint secretNonce,
        in byte ciphertext,
        ulong ciphertextLength,
        in byte associatedData,
        ulong associatedDataLength,
        in byte nonce,
        in byte key
    );

    [LibraryImport(Library)]
    internal static partial int crypto_pwhash(
        ref byte output,
        ulong outputLength,
        in byte password,
        ulong passwordLength,
        in byte salt,
        ulong passes,
        nuint memory,
        int algorithm
    );
}
