using System.Runtime.InteropServices;
using System.Runtime.InteropServices.JavaScript;
using System.Security.Cryptography;
using Rubaru.Sodium;
using static Rubaru.Sodium.Sizes;
using KeySizes = Rubaru.Sodium.KeySizes;

namespace Rubaru.Web;

/// <summary>
/// libsodium compiled to WebAssembly (npm <c>libsodium-sumo</c>), called synchronously through <c>js/sodium.js</c>.
/// For the browser's one thread.
/// </summary>
internal sealed class BrowserSodium : ISodium
{
    /// <summary><c>crypto_pwhash_ALG_ARGON2ID13</c>.</summary>
    private const int Argon2id13 = 2;

    private BrowserSodium() { }

    /// <summary>Loads the module; fails with a <see cref="JSException"/> if the browser cannot run it.</summary>
    public static async Task<BrowserSodium> LoadAsync()
    {
        // The runtime imports relative to _framework/, wherever the app is mounted.
        await JSHost.ImportAsync(BrowserLibsodium.Module, "../js/sodium.js");
        return new BrowserSodium();
    }

    public void Random(Span<byte> buffer)
    {
        BrowserLibsodium.randombytes_buf(buffer);
    }

    public void Sha256(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Require(hash.Length == KeySizes.Hash);
        Must(BrowserLibsodium.crypto_hash_sha256(hash, In(message)));
    }

    public void Sha512(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Require(hash.Length == KeySizes.Hash512);
        Must(BrowserLibsodium.crypto_hash_sha512(hash, In(message)));
    }

    public void HkdfExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey)
    {
        Require(pseudorandomKey.Length == KeySizes.Hash);
        Must(BrowserLibsodium.crypto_kdf_hkdf_sha256_extract(pseudorandomKey, In(salt), In(inputKey)));
    }

    public void HkdfExpand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Require(pseudorandomKey.Length == KeySizes.Hash && output.Length is > 0 and <= 255 * KeySizes.Hash);
        Must(BrowserLibsodium.crypto_kdf_hkdf_sha256_expand(output, In(info), In(pseudorandomKey)));
    }

    public void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.X25519 && secretKey.Length == KeySizes.X25519);
        Must(BrowserLibsodium.crypto_box_keypair(publicKey, secretKey));
    }

    public void X25519Public(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        Require(publicKey.Length == KeySizes.X25519 && secretKey.Length == KeySizes.X25519);
        Must(BrowserLibsodium.crypto_scalarmult_base(publicKey, In(secretKey)));
    }

    public bool X25519(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        Require(
            publicKey.Length == KeySizes.X25519
                && secretKey.Length == KeySizes.X25519
                && shared.Length == KeySizes.X25519
        );
        return Succeeded(BrowserLibsodium.crypto_scalarmult(shared, In(secretKey), In(publicKey)), shared);
    }

    public void SignKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.Ed25519Public && secretKey.Length == KeySizes.Ed25519Secret);
        Must(BrowserLibsodium.crypto_sign_keypair(publicKey, secretKey));
    }

    public void SignSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.Ed25519Seed
                && publicKey.Length == KeySizes.Ed25519Public
                && secretKey.Length == KeySizes.Ed25519Secret
        );
        Must(BrowserLibsodium.crypto_sign_seed_keypair(publicKey, secretKey, In(seed)));
    }

    public void Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Require(secretKey.Length == KeySizes.Ed25519Secret && signature.Length == KeySizes.Signature);
        Must(BrowserLibsodium.crypto_sign_detached(signature, In(message), In(secretKey)));
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Require(publicKey.Length == KeySizes.Ed25519Public && signature.Length == KeySizes.Signature);
        return BrowserLibsodium.crypto_sign_verify_detached(In(signature), In(message), In(publicKey)) == 0;
    }

    public void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.KemPublic && secretKey.Length == KeySizes.KemSecret);
        Must(BrowserLibsodium.crypto_kem_xwing_keypair(publicKey, secretKey));
    }

    public void KemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.KemSecret
                && publicKey.Length == KeySizes.KemPublic
                && secretKey.Length == KeySizes.KemSecret
        );
        Must(BrowserLibsodium.crypto_kem_xwing_seed_keypair(publicKey, secretKey, In(seed)));
    }

    public bool KemEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared)
    {
        Require(IsKem(publicKey, ciphertext, shared));
        return Succeeded(BrowserLibsodium.crypto_kem_xwing_enc(ciphertext, shared, In(publicKey)), shared);
    }

    public bool KemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    )
    {
        Require(IsKem(publicKey, ciphertext, shared) && seed.Length == KeySizes.KemEncapsulationSeed);
        return Succeeded(
            BrowserLibsodium.crypto_kem_xwing_enc_deterministic(ciphertext, shared, In(publicKey), In(seed)),
            shared
        );
    }

    public bool KemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        Require(
            secretKey.Length == KeySizes.KemSecret
                && ciphertext.Length == KeySizes.KemCiphertext
                && shared.Length == KeySizes.KemShared
        );
        return Succeeded(BrowserLibsodium.crypto_kem_xwing_dec(shared, In(ciphertext), In(secretKey)), shared);
    }

    public void MlKemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.MlKemSeed
                && publicKey.Length == KeySizes.MlKemPublic
                && secretKey.Length == KeySizes.MlKemSecret
        );
        Must(BrowserLibsodium.crypto_kem_mlkem768_seed_keypair(publicKey, secretKey, In(seed)));
    }

    public bool MlKemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    )
    {
        Require(
            publicKey.Length == KeySizes.MlKemPublic
                && seed.Length == KeySizes.MlKemShared
                && ciphertext.Length == KeySizes.MlKemCiphertext
                && shared.Length == KeySizes.MlKemShared
        );
        return Succeeded(
            BrowserLibsodium.crypto_kem_mlkem768_enc_deterministic(ciphertext, shared, In(publicKey), In(seed)),
            shared
        );
    }

    public bool MlKemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        Require(
            secretKey.Length == KeySizes.MlKemSecret
                && ciphertext.Length == KeySizes.MlKemCiphertext
                && shared.Length == KeySizes.MlKemShared
        );
        return Succeeded(BrowserLibsodium.crypto_kem_mlkem768_dec(shared, In(ciphertext), In(secretKey)), shared);
    }

    public void AeadEncrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext
    )
    {
        Require(
            key.Length == KeySizes.AeadKey
                && nonce.Length == KeySizes.AeadNonce
                && ciphertext.Length == plaintext.Length + KeySizes.AeadTag
        );
        Must(
            BrowserLibsodium.crypto_aead_chacha20poly1305_ietf_encrypt(
                ciphertext,
                In(plaintext),
                In(associatedData),
                In(nonce),
                In(key)
            )
        );
    }

    public bool AeadDecrypt(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext
    )
    {
        Require(
            key.Length == KeySizes.AeadKey
                && nonce.Length == KeySizes.AeadNonce
                && ciphertext.Length == plaintext.Length + KeySizes.AeadTag
        );
        return Succeeded(
            BrowserLibsodium.crypto_aead_chacha20poly1305_ietf_decrypt(
                plaintext,
                In(ciphertext),
                In(associatedData),
                In(nonce),
                In(key)
            ),
            plaintext
        );
    }

    public bool PasswordHash(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> salt,
        uint passes,
        uint memoryKiB,
        Span<byte> key
    )
    {
        Require(
            salt.Length == KeySizes.PasswordSalt
                && passes >= 1
                && memoryKiB is >= 8 and < 1 << 22
                && key.Length == KeySizes.PasswordKey
        );
        return Succeeded(
            BrowserLibsodium.crypto_pwhash(key, In(passphrase), In(salt), passes, memoryKiB * 1024.0, Argon2id13),
            key
        );
    }

    private static bool IsKem(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> shared) =>
        publicKey.Length == KeySizes.KemPublic
        && ciphertext.Length == KeySizes.KemCiphertext
        && shared.Length == KeySizes.KemShared;

    /// <summary>On failure no half-made secret stays in the output for a caller who forgets to look.</summary>
    private static bool Succeeded(int result, Span<byte> output)
    {
        if (result != 0)
        {
            CryptographicOperations.ZeroMemory(output);
        }

        return result == 0;
    }

    private static void Must(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException("libsodium failed.");
        }
    }

    /// <summary>The generator wants a writable span; an input's span is only read (sodium.js, <c>in</c>).</summary>
    private static Span<byte> In(ReadOnlySpan<byte> input) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(input), input.Length);
}
