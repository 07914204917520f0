using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static Rubaru.Sodium.Sizes;

namespace Rubaru.Sodium;

/// <summary>libsodium by P/Invoke. Stateless and safe to use from several threads.</summary>
public sealed class NativeSodium : ISodium
{
    /// <summary><c>crypto_pwhash_ALG_ARGON2ID13</c>.</summary>
    private const int Argon2id13 = 2;

    /// <summary>More than the polynomials of ML-KEM-768 and the hash states take, in bytes.</summary>
    private const int KemStack = 64 * 1024;

    public NativeSodium()
    {
        // 0 = initialised now, 1 = was initialised before; -1 means the library must not be used.
        if (Libsodium.sodium_init() < 0)
        {
            throw new InvalidOperationException("libsodium could not be initialised.");
        }
    }

    public void Random(Span<byte> buffer)
    {
        Libsodium.randombytes_buf(ref Out(buffer), (nuint)buffer.Length);
    }

    public void Sha256(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Require(hash.Length == KeySizes.Hash);
        Must(Libsodium.crypto_hash_sha256(ref Out(hash), in In(message), (ulong)message.Length));
    }

    public void Sha512(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Require(hash.Length == KeySizes.Hash512);
        Must(Libsodium.crypto_hash_sha512(ref Out(hash), in In(message), (ulong)message.Length));
    }

    public void HkdfExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey)
    {
        Require(pseudorandomKey.Length == KeySizes.Hash);
        Must(
            Libsodium.crypto_kdf_hkdf_sha256_extract(
                ref Out(pseudorandomKey),
                in In(salt),
                (nuint)salt.Length,
                in In(inputKey),
                (nuint)inputKey.Length
            )
        );
    }

    public void HkdfExpand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Require(pseudorandomKey.Length == KeySizes.Hash && output.Length is > 0 and <= 255 * KeySizes.Hash);
        Must(
            Libsodium.crypto_kdf_hkdf_sha256_expand(
                ref Out(output),
                (nuint)output.Length,
                in In(info),
                (nuint)info.Length,
                in In(pseudorandomKey)
            )
        );
    }

    public void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.X25519 && secretKey.Length == KeySizes.X25519);
        Must(Libsodium.crypto_box_keypair(ref Out(publicKey), ref Out(secretKey)));
    }

    public void X25519Public(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        Require(publicKey.Length == KeySizes.X25519 && secretKey.Length == KeySizes.X25519);
        Must(Libsodium.crypto_scalarmult_base(ref Out(publicKey), in In(secretKey)));
    }

    public bool X25519(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        Require(
            publicKey.Length == KeySizes.X25519
                && secretKey.Length == KeySizes.X25519
                && shared.Length == KeySizes.X25519
        );
        return Succeeded(Libsodium.crypto_scalarmult(ref Out(shared), in In(secretKey), in In(publicKey)), shared);
    }

    public void SignKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.Ed25519Public && secretKey.Length == KeySizes.Ed25519Secret);
        Must(Libsodium.crypto_sign_keypair(ref Out(publicKey), ref Out(secretKey)));
    }

    public void SignSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.Ed25519Seed
                && publicKey.Length == KeySizes.Ed25519Public
                && secretKey.Length == KeySizes.Ed25519Secret
        );
        Must(Libsodium.crypto_sign_seed_keypair(ref Out(publicKey), ref Out(secretKey), in In(seed)));
    }

    public void Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Require(secretKey.Length == KeySizes.Ed25519Secret && signature.Length == KeySizes.Signature);
        Must(
            Libsodium.crypto_sign_detached(
                ref Out(signature),
                0,
                in In(message),
                (ulong)message.Length,
                in In(secretKey)
            )
        );
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Require(publicKey.Length == KeySizes.Ed25519Public && signature.Length == KeySizes.Signature);
        return Libsodium.crypto_sign_verify_detached(
                in In(signature),
                in In(message),
                (ulong)message.Length,
                in In(publicKey)
            ) == 0;
    }

    public void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.KemPublic && secretKey.Length == KeySizes.KemSecret);
        Must(Libsodium.crypto_kem_xwing_keypair(ref Out(publicKey), ref Out(secretKey)));
    }

    public void KemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.KemSecret
                && publicKey.Length == KeySizes.KemPublic
                && secretKey.Length == KeySizes.KemSecret
        );
        Must(Libsodium.crypto_kem_xwing_seed_keypair(ref Out(publicKey), ref Out(secretKey), in In(seed)));
    }

    public bool KemEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared)
    {
        Require(IsKem(publicKey, ciphertext, shared));
        return Agreed(Libsodium.crypto_kem_xwing_enc(ref Out(ciphertext), ref Out(shared), in In(publicKey)), shared);
    }

    public bool KemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    )
    {
        Require(IsKem(publicKey, ciphertext, shared) && seed.Length == KeySizes.KemEncapsulationSeed);
        return Agreed(
            Libsodium.crypto_kem_xwing_enc_deterministic(
                ref Out(ciphertext),
                ref Out(shared),
                in In(publicKey),
                in In(seed)
            ),
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
        return Agreed(Libsodium.crypto_kem_xwing_dec(ref Out(shared), in In(ciphertext), in In(secretKey)), shared);
    }

    public void MlKemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.MlKemSeed
                && publicKey.Length == KeySizes.MlKemPublic
                && secretKey.Length == KeySizes.MlKemSecret
        );
        Must(Libsodium.crypto_kem_mlkem768_seed_keypair(ref Out(publicKey), ref Out(secretKey), in In(seed)));
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
        return Agreed(
            Libsodium.crypto_kem_mlkem768_enc_deterministic(
                ref Out(ciphertext),
                ref Out(shared),
                in In(publicKey),
                in In(seed)
            ),
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
        return Agreed(Libsodium.crypto_kem_mlkem768_dec(ref Out(shared), in In(ciphertext), in In(secretKey)), shared);
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
            Libsodium.crypto_aead_chacha20poly1305_ietf_encrypt(
                ref Out(ciphertext),
                0,
                in In(plaintext),
                (ulong)plaintext.Length,
                in In(associatedData),
                (ulong)associatedData.Length,
                0,
                in In(nonce),
                in In(key)
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
            Libsodium.crypto_aead_chacha20poly1305_ietf_decrypt(
                ref Out(plaintext),
                0,
                0,
                in In(ciphertext),
                (ulong)ciphertext.Length,
                in In(associatedData),
                (ulong)associatedData.Length,
                in In(nonce),
                in In(key)
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
            Libsodium.crypto_pwhash(
                ref Out(key),
                (ulong)key.Length,
                in In(passphrase),
                (ulong)passphrase.Length,
                in In(salt),
                passes,
                (nuint)memoryKiB * 1024,
                Argon2id13
            ),
            key
        );
    }

    private static bool IsKem(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> shared) =>
        publicKey.Length == KeySizes.KemPublic
        && ciphertext.Length == KeySizes.KemCiphertext
        && shared.Length == KeySizes.KemShared;

    /// <summary>
    /// libsodium 1.0.22 leaves the shared secret of an encapsulation and of a decapsulation on the stack (MemoryTests found
    /// it there, and its own sodium_stackzero does nothing in this build). What its frames took is overwritten.
    /// </summary>
    private static bool Agreed(int result, Span<byte> shared)
    {
        OverwriteStack();
        return Succeeded(result, shared);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OverwriteStack()
    {
        Span<byte> stack = stackalloc byte[KemStack];
        CryptographicOperations.ZeroMemory(stack);
    }

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

    private static ref readonly byte In(ReadOnlySpan<byte> input) => ref MemoryMarshal.GetReference(input);

    private static ref byte Out(Span<byte> output) => ref MemoryMarshal.GetReference(output);
}
