using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Rubaru.E2ee.Tests;

/// <summary>The primitives of protocol section 1 once more, from BouncyCastle, written from the RFCs: no line is shared with the product.</summary>
internal static class Independent
{
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    public static byte[] Big(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Sha256(byte[] message)
    {
        var digest = new Sha256Digest();
        var hash = new byte[32];
        digest.BlockUpdate(message, 0, message.Length);
        digest.DoFinal(hash, 0);
        return hash;
    }

    public static byte[] Hmac(byte[] key, byte[] message)
    {
        var mac = new HMac(new Sha256Digest());
        var tag = new byte[32];
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(message, 0, message.Length);
        mac.DoFinal(tag, 0);
        return tag;
    }

    /// <summary>RFC 5869 section 2.3.</summary>
    public static byte[] Expand(byte[] prk, byte[] info, int length)
    {
        byte[] output = [],
            block = [];
        for (byte i = 1; output.Length < length; i++)
        {
            block = Hmac(prk, Join(block, info, [i]));
            output = Join(output, block);
        }

        return output[..length];
    }

    public static byte[] X25519Agree(byte[] secret, byte[] publicKey)
    {
        var shared = new byte[32];
        X25519.CalculateAgreement(secret, 0, publicKey, 0, shared, 0);
        return shared;
    }

    /// <summary>draft-connolly-cfrg-xwing-kem section 5: key expansion, both decapsulations, the SHA3-256 combiner.</summary>
    public static byte[] XWingDecapsulate(byte[] seed, byte[] ciphertext)
    {
        var shake = new ShakeDigest(256);
        var expanded = new byte[96];
        shake.BlockUpdate(seed, 0, seed.Length);
        shake.OutputFinal(expanded, 0, expanded.Length);

        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        decapsulator.Init(MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, expanded[..64]));
        var lattice = new byte[32];
        decapsulator.Decapsulate(ciphertext, 0, 1088, lattice, 0, 32);

        var curvePublic = new byte[32];
        X25519.GeneratePublicKey(expanded, 64, curvePublic, 0);
        var curve = X25519Agree(expanded[64..], ciphertext[1088..]);

        var combiner = new Sha3Digest(256);
        var shared = new byte[32];
        var input = Join(lattice, curve, ciphertext[1088..], curvePublic, Ascii("\\.//^\\"));
        combiner.BlockUpdate(input, 0, input.Length);
        combiner.DoFinal(shared, 0);
        return shared;
    }

    /// <returns>Throws when the tag is wrong.</returns>
    public static byte[] AeadOpen(byte[] key, byte[] nonce, byte[] associatedData, byte[] ciphertext)
    {
        var cipher = new ChaCha20Poly1305();
        cipher.Init(false, new AeadParameters(new KeyParameter(key), 128, nonce, associatedData));
        var plaintext = new byte[cipher.GetOutputSize(ciphertext.Length)];
        var length = cipher.ProcessBytes(ciphertext, 0, ciphertext.Length, plaintext, 0);
        cipher.DoFinal(plaintext, length);
        return plaintext;
    }
}
