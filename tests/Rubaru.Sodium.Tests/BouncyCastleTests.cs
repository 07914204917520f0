using CsCheck;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>Random inputs through libsodium and through an independent implementation: the outputs are the same.</summary>
public sealed class BouncyCastleTests
{
    private static readonly NativeSodium Sodium = new();
    private static readonly Gen<byte[]> Message = Gen.Byte.Array[0, 300];
    private static readonly Gen<byte[]> Key = Gen.Byte.Array[32];

    [Fact]
    public void Sha_256_agrees() =>
        Message.Sample(message =>
        {
            var (ours, theirs) = (new byte[32], new byte[32]);
            Sodium.Sha256(message, ours);
            var digest = new Sha256Digest();
            digest.BlockUpdate(message);
            digest.DoFinal(theirs, 0);
            Assert.Equal(theirs, ours);
        });

    [Fact]
    public void Sha_512_agrees() =>
        Message.Sample(message =>
        {
            var (ours, theirs) = (new byte[64], new byte[64]);
            Sodium.Sha512(message, ours);
            var digest = new Sha512Digest();
            digest.BlockUpdate(message);
            digest.DoFinal(theirs, 0);
            Assert.Equal(theirs, ours);
        });

    [Fact]
    public void Hmac_agrees() =>
        Gen.Select(Message, Message)
            .Sample(
                (key, message) =>
                {
                    var (ours, theirs) = (new byte[32], new byte[32]);
                    Sodium.HkdfExtract(key, message, ours);
                    var mac = new HMac(new Sha256Digest());
                    mac.Init(new KeyParameter(key));
                    mac.BlockUpdate(message);
                    mac.DoFinal(theirs, 0);
                    Assert.Equal(theirs, ours);
                }
            );

    [Fact]
    public void Hkdf_agrees() =>
        Gen.Select(Message, Message, Message, Gen.Int[1, 500])
            .Sample(
                (salt, inputKey, info, length) =>
                {
                    var (prk, ours, theirs) = (new byte[32], new byte[length], new byte[length]);
                    Sodium.HkdfExtract(salt, inputKey, prk);
                    Sodium.HkdfExpand(prk, info, ours);
                    var hkdf = new HkdfBytesGenerator(new Sha256Digest());
                    hkdf.Init(new HkdfParameters(inputKey, salt, info));
                    hkdf.GenerateBytes(theirs);
                    Assert.Equal(theirs, ours);
                }
            );

    [Fact]
    public void X25519_agrees() =>
        Gen.Select(Key, Key)
            .Sample(
                (a, b) =>
                {
                    var (publicA, publicB, shared, theirs) = (new byte[32], new byte[32], new byte[32], new byte[32]);
                    Sodium.X25519Public(a, publicA);
                    Sodium.X25519Public(b, publicB);
                    Assert.True(Sodium.X25519(a, publicB, shared));

                    var theirB = new X25519PrivateKeyParameters(b);
                    Assert.Equal(theirB.GeneratePublicKey().GetEncoded(), publicB);
                    var agreement = new X25519Agreement();
                    agreement.Init(theirB);
                    agreement.CalculateAgreement(new X25519PublicKeyParameters(publicA), theirs);
                    Assert.Equal(theirs, shared);
                }
            );

    [Fact]
    public void Ed25519_agrees() =>
        Gen.Select(Key, Message)
            .Sample(
                (seed, message) =>
                {
                    var (pk, sk, ours) = (new byte[32], new byte[64], new byte[64]);
                    Sodium.SignSeedKeyPair(seed, pk, sk);
                    Sodium.Sign(sk, message, ours);

                    var theirKey = new Ed25519PrivateKeyParameters(seed);
                    Assert.Equal(theirKey.GeneratePublicKey().GetEncoded(), pk);
                    var signer = new Ed25519Signer();
                    signer.Init(forSigning: true, theirKey);
                    signer.BlockUpdate(message);
                    Assert.Equal(signer.GenerateSignature(), ours);
                }
            );

    [Fact]
    public void Aead_agrees_both_ways() =>
        Gen.Select(Key, Gen.Byte.Array[12], Message, Message)
            .Sample(
                (key, nonce, associatedData, plaintext) =>
                {
                    var ours = new byte[plaintext.Length + 16];
                    Sodium.AeadEncrypt(key, nonce, associatedData, plaintext, ours);
                    Assert.Equal(ChaCha20Poly1305(true, key, nonce, associatedData, plaintext), ours);
                    Assert.Equal(plaintext, ChaCha20Poly1305(false, key, nonce, associatedData, ours));
                }
            );

    [Fact]
    public void Ml_kem_keys_agree_and_each_opens_what_the_other_made() =>
        Gen.Select(Gen.Byte.Array[64], Key)
            .Sample(
                (seed, message) =>
                {
                    var (pk, sk) = (new byte[KeySizes.MlKemPublic], new byte[KeySizes.MlKemSecret]);
                    Sodium.MlKemSeedKeyPair(seed, pk, sk);
                    var theirKey = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, seed);
                    Assert.Equal(theirKey.GetPublicKeyEncoded(), pk);

                    var (ct, ours, theirs) = (new byte[KeySizes.MlKemCiphertext], new byte[32], new byte[32]);
                    Assert.True(Sodium.MlKemEncapsulate(pk, message, ct, ours));
                    Decapsulate(theirKey, ct, theirs);
                    Assert.Equal(theirs, ours);

                    // Implicit rejection: for a changed ciphertext both derive the same wrong secret.
                    ct[seed[0]] ^= 1;
                    Assert.True(Sodium.MlKemDecapsulate(sk, ct, ours));
                    Decapsulate(theirKey, ct, theirs);
                    Assert.Equal(theirs, ours);

                    var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
                    encapsulator.Init(MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, pk));
                    encapsulator.Encapsulate(ct, 0, ct.Length, theirs, 0, theirs.Length);
                    Assert.True(Sodium.MlKemDecapsulate(sk, ct, ours));
                    Assert.Equal(theirs, ours);
                }
            );

    /// <summary>RFC 9106 section 5.3. libsodium takes neither its secret nor its lanes, so it is compared by way of this.</summary>
    [Fact]
    public void The_argon2id_that_libsodium_is_compared_with_gives_the_rfcs_tag() =>
        Assert.Equal(
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
            Convert.ToHexStringLower(
                Argon2id(
                    new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                        .WithVersion(Argon2Parameters.Version13)
                        .WithSecret(Fill(0x03, 8))
                        .WithAdditional(Fill(0x04, 12))
                        .WithSalt(Fill(0x02, 16))
                        .WithIterations(3)
                        .WithMemoryAsKB(32)
                        .WithParallelism(4),
                    Fill(0x01, 32)
                )
            )
        );

    [Fact]
    public void Argon2id_agrees() =>
        Gen.Select(Message, Gen.Byte.Array[16], Gen.UInt[1, 4], Gen.UInt[8, 300])
            .Sample(
                (passphrase, salt, passes, memory) =>
                {
                    var ours = new byte[KeySizes.PasswordKey];
                    Assert.True(Sodium.PasswordHash(passphrase, salt, passes, memory, ours));
                    var parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                        .WithVersion(Argon2Parameters.Version13)
                        .WithSalt(salt)
                        .WithIterations((int)passes)
                        .WithMemoryAsKB((int)memory)
                        .WithParallelism(1);
                    Assert.Equal(Argon2id(parameters, passphrase), ours);
                }
            );

    private static byte[] Argon2id(Argon2Parameters.Builder parameters, byte[] passphrase)
    {
        var generator = new Argon2BytesGenerator();
        generator.Init(parameters.Build());
        var tag = new byte[32];
        generator.GenerateBytes(passphrase, tag);
        return tag;
    }

    private static byte[] Fill(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static void Decapsulate(MLKemPrivateKeyParameters key, byte[] ciphertext, byte[] shared)
    {
        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        decapsulator.Init(key);
        decapsulator.Decapsulate(ciphertext, 0, ciphertext.Length, shared, 0, shared.Length);
    }

    private static byte[] ChaCha20Poly1305(bool encrypt, byte[] key, byte[] nonce, byte[] associatedData, byte[] input)
    {
        var cipher = new ChaCha20Poly1305();
        cipher.Init(encrypt, new AeadParameters(new KeyParameter(key), 128, nonce, associatedData));
        var output = new byte[cipher.GetOutputSize(input.Length)];
        var length = cipher.ProcessBytes(input, 0, input.Length, output, 0);
        cipher.DoFinal(output, length);
        return output;
    }
}
