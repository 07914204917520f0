using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Rubaru.Sodium;

/// <summary>libsodium by P/Invoke. Stateless and safe to use from several threads.</summary>
public sealed unsafe class NativeSodium : ISodium
{
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
        fixed (byte* b = buffer)
        {
            Libsodium.randombytes_buf(b, (nuint)buffer.Length);
        }
    }

    public void Sha256(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Require(hash.Length == KeySizes.Hash);
        fixed (
            byte* h = hash,
                m = message
        )
        {
            Must(Libsodium.crypto_hash_sha256(h, m, (ulong)message.Length));
        }
    }

    public void Sha512(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Require(hash.Length == KeySizes.Hash512);
        fixed (
            byte* h = hash,
                m = message
        )
        {
            Must(Libsodium.crypto_hash_sha512(h, m, (ulong)message.Length));
        }
    }

    public void HkdfExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> pseudorandomKey)
    {
        Require(pseudorandomKey.Length == KeySizes.Hash);
        fixed (
            byte* p = pseudorandomKey,
                s = salt,
                i = inputKey
        )
        {
            Must(Libsodium.crypto_kdf_hkdf_sha256_extract(p, s, (nuint)salt.Length, i, (nuint)inputKey.Length));
        }
    }

    public void HkdfExpand(ReadOnlySpan<byte> pseudorandomKey, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Require(pseudorandomKey.Length == KeySizes.Hash && output.Length is > 0 and <= 255 * KeySizes.Hash);
        fixed (
            byte* o = output,
                i = info,
                p = pseudorandomKey
        )
        {
            Must(Libsodium.crypto_kdf_hkdf_sha256_expand(o, (nuint)output.Length, i, (nuint)info.Length, p));
        }
    }

    public void X25519KeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.X25519 && secretKey.Length == KeySizes.X25519);
        fixed (
            byte* p = publicKey,
                s = secretKey
        )
        {
            Must(Libsodium.crypto_box_keypair(p, s));
        }
    }

    public void X25519Public(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        Require(publicKey.Length == KeySizes.X25519 && secretKey.Length == KeySizes.X25519);
        fixed (
            byte* p = publicKey,
                s = secretKey
        )
        {
            Must(Libsodium.crypto_scalarmult_base(p, s));
        }
    }

    public bool X25519(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        Require(
            publicKey.Length == KeySizes.X25519
                && secretKey.Length == KeySizes.X25519
                && shared.Length == KeySizes.X25519
        );
        fixed (
            byte* q = shared,
                s = secretKey,
                p = publicKey
        )
        {
            return Libsodium.crypto_scalarmult(q, s, p) == 0;
        }
    }

    public void SignKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.Ed25519Public && secretKey.Length == KeySizes.Ed25519Secret);
        fixed (
            byte* p = publicKey,
                s = secretKey
        )
        {
            Must(Libsodium.crypto_sign_keypair(p, s));
        }
    }

    public void SignSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.Ed25519Seed
                && publicKey.Length == KeySizes.Ed25519Public
                && secretKey.Length == KeySizes.Ed25519Secret
        );
        fixed (
            byte* p = publicKey,
                s = secretKey,
                d = seed
        )
        {
            Must(Libsodium.crypto_sign_seed_keypair(p, s, d));
        }
    }

    public void Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Require(secretKey.Length == KeySizes.Ed25519Secret && signature.Length == KeySizes.Signature);
        fixed (
            byte* g = signature,
                m = message,
                s = secretKey
        )
        {
            Must(Libsodium.crypto_sign_detached(g, null, m, (ulong)message.Length, s));
        }
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Require(publicKey.Length == KeySizes.Ed25519Public && signature.Length == KeySizes.Signature);
        fixed (
            byte* g = signature,
                m = message,
                p = publicKey
        )
        {
            return Libsodium.crypto_sign_verify_detached(g, m, (ulong)message.Length, p) == 0;
        }
    }

    public void KemKeyPair(Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(publicKey.Length == KeySizes.KemPublic && secretKey.Length == KeySizes.KemSecret);
        fixed (
            byte* p = publicKey,
                s = secretKey
        )
        {
            Must(Libsodium.crypto_kem_xwing_keypair(p, s));
        }
    }

    public void KemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.KemSecret
                && publicKey.Length == KeySizes.KemPublic
                && secretKey.Length == KeySizes.KemSecret
        );
        fixed (
            byte* p = publicKey,
                s = secretKey,
                d = seed
        )
        {
            Must(Libsodium.crypto_kem_xwing_seed_keypair(p, s, d));
        }
    }

    public bool KemEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> ciphertext, Span<byte> shared)
    {
        Require(IsKem(publicKey, ciphertext, shared));
        fixed (
            byte* c = ciphertext,
                k = shared,
                p = publicKey
        )
        {
            return Libsodium.crypto_kem_xwing_enc(c, k, p) == 0;
        }
    }

    public bool KemEncapsulate(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared
    )
    {
        Require(IsKem(publicKey, ciphertext, shared) && seed.Length == KeySizes.KemEncapsulationSeed);
        fixed (
            byte* c = ciphertext,
                k = shared,
                p = publicKey,
                d = seed
        )
        {
            return Libsodium.crypto_kem_xwing_enc_deterministic(c, k, p, d) == 0;
        }
    }

    public bool KemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        Require(
            secretKey.Length == KeySizes.KemSecret
                && ciphertext.Length == KeySizes.KemCiphertext
                && shared.Length == KeySizes.KemShared
        );
        fixed (
            byte* k = shared,
                c = ciphertext,
                s = secretKey
        )
        {
            return Libsodium.crypto_kem_xwing_dec(k, c, s) == 0;
        }
    }

    public void MlKemSeedKeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(
            seed.Length == KeySizes.MlKemSeed
                && publicKey.Length == KeySizes.MlKemPublic
                && secretKey.Length == KeySizes.MlKemSecret
        );
        fixed (
            byte* p = publicKey,
                s = secretKey,
                d = seed
        )
        {
            Must(Libsodium.crypto_kem_mlkem768_seed_keypair(p, s, d));
        }
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
        fixed (
            byte* c = ciphertext,
                k = shared,
                p = publicKey,
                d = seed
        )
        {
            return Libsodium.crypto_kem_mlkem768_enc_deterministic(c, k, p, d) == 0;
        }
    }

    public bool MlKemDecapsulate(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> ciphertext, Span<byte> shared)
    {
        Require(
            secretKey.Length == KeySizes.MlKemSecret
                && ciphertext.Length == KeySizes.MlKemCiphertext
                && shared.Length == KeySizes.MlKemShared
        );
        fixed (
            byte* k = shared,
                c = ciphertext,
                s = secretKey
        )
        {
            return Libsodium.crypto_kem_mlkem768_dec(k, c, s) == 0;
        }
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
        fixed (
            byte* c = ciphertext,
                m = plaintext,
                a = associatedData,
                n = nonce,
                k = key
        )
        {
            Must(
                Libsodium.crypto_aead_chacha20poly1305_ietf_encrypt(
                    c,
                    null,
                    m,
                    (ulong)plaintext.Length,
                    a,
                    (ulong)associatedData.Length,
                    null,
                    n,
                    k
                )
            );
        }
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
        bool opened;
        fixed (
            byte* m = plaintext,
                c = ciphertext,
                a = associatedData,
                n = nonce,
                k = key
        )
        {
            opened =
                Libsodium.crypto_aead_chacha20poly1305_ietf_decrypt(
                    m,
                    null,
                    null,
                    c,
                    (ulong)ciphertext.Length,
                    a,
                    (ulong)associatedData.Length,
                    n,
                    k
                ) == 0;
        }

        if (!opened)
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }

        return opened;
    }

    private static bool IsKem(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> shared) =>
        publicKey.Length == KeySizes.KemPublic
        && ciphertext.Length == KeySizes.KemCiphertext
        && shared.Length == KeySizes.KemShared;

    private static void Require(bool sizes, [CallerArgumentExpression(nameof(sizes))] string? rule = null)
    {
        if (!sizes)
        {
            throw new ArgumentException($"Wrong size: {rule}");
        }
    }

    private static void Must(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException("libsodium failed.");
        }
    }
}
