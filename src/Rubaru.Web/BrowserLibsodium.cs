using System.Runtime.InteropServices.JavaScript;

namespace Rubaru.Web;

/// <summary>
/// The C functions of libsodium 1.0.22 as <c>js/sodium.js</c> binds them. Spans stand in the order of the C arguments;
/// their lengths and the null pointers are added there. Inputs are copied, never written.
/// </summary>
internal static partial class BrowserLibsodium
{
    internal const string Module = "sodium";

    [JSImport("functions.randombytes_buf", Module)]
    internal static partial void randombytes_buf([JSMarshalAs<JSType.MemoryView>] Span<byte> buffer);

    [JSImport("functions.crypto_hash_sha256", Module)]
    internal static partial int crypto_hash_sha256(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> hash,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> message
    );

    [JSImport("functions.crypto_hash_sha512", Module)]
    internal static partial int crypto_hash_sha512(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> hash,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> message
    );

    [JSImport("functions.crypto_kdf_hkdf_sha256_extract", Module)]
    internal static partial int crypto_kdf_hkdf_sha256_extract(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> prk,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> salt,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ikm
    );

    [JSImport("functions.crypto_kdf_hkdf_sha256_expand", Module)]
    internal static partial int crypto_kdf_hkdf_sha256_expand(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> output,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> context,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> prk
    );

    [JSImport("functions.crypto_box_keypair", Module)]
    internal static partial int crypto_box_keypair(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey
    );

    [JSImport("functions.crypto_scalarmult_base", Module)]
    internal static partial int crypto_scalarmult_base(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey
    );

    [JSImport("functions.crypto_scalarmult", Module)]
    internal static partial int crypto_scalarmult(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> shared,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey
    );

    [JSImport("functions.crypto_sign_keypair", Module)]
    internal static partial int crypto_sign_keypair(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey
    );

    [JSImport("functions.crypto_sign_seed_keypair", Module)]
    internal static partial int crypto_sign_seed_keypair(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> seed
    );

    [JSImport("functions.crypto_sign_detached", Module)]
    internal static partial int crypto_sign_detached(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> signature,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> message,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey
    );

    [JSImport("functions.crypto_sign_verify_detached", Module)]
    internal static partial int crypto_sign_verify_detached(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> signature,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> message,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey
    );

    [JSImport("functions.crypto_kem_xwing_keypair", Module)]
    internal static partial int crypto_kem_xwing_keypair(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey
    );

    [JSImport("functions.crypto_kem_xwing_seed_keypair", Module)]
    internal static partial int crypto_kem_xwing_seed_keypair(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> seed
    );

    [JSImport("functions.crypto_kem_xwing_enc", Module)]
    internal static partial int crypto_kem_xwing_enc(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ciphertext,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> shared,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey
    );

    [JSImport("functions.crypto_kem_xwing_enc_deterministic", Module)]
    internal static partial int crypto_kem_xwing_enc_deterministic(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ciphertext,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> shared,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> seed
    );

    [JSImport("functions.crypto_kem_xwing_dec", Module)]
    internal static partial int crypto_kem_xwing_dec(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> shared,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ciphertext,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey
    );

    [JSImport("functions.crypto_kem_mlkem768_seed_keypair", Module)]
    internal static partial int crypto_kem_mlkem768_seed_keypair(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> seed
    );

    [JSImport("functions.crypto_kem_mlkem768_enc_deterministic", Module)]
    internal static partial int crypto_kem_mlkem768_enc_deterministic(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ciphertext,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> shared,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> publicKey,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> seed
    );

    [JSImport("functions.crypto_kem_mlkem768_dec", Module)]
    internal static partial int crypto_kem_mlkem768_dec(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> shared,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ciphertext,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> secretKey
    );

    [JSImport("functions.crypto_aead_chacha20poly1305_ietf_encrypt", Module)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_encrypt(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ciphertext,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> message,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> associatedData,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> nonce,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> key
    );

    [JSImport("functions.crypto_aead_chacha20poly1305_ietf_decrypt", Module)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_decrypt(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> message,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> ciphertext,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> associatedData,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> nonce,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> key
    );

    [JSImport("functions.crypto_pwhash", Module)]
    internal static partial int crypto_pwhash(
        [JSMarshalAs<JSType.MemoryView>] Span<byte> output,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> password,
        [JSMarshalAs<JSType.MemoryView>] Span<byte> salt,
        double passes,
        double memory,
        int algorithm
    );
}
