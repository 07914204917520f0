using System.Buffers.Binary;
using System.Text.Json;

namespace Rubaru.Sodium.Contract.Vectors;

/// <summary>
/// HPKE base mode (RFC 9180) with X-Wing, HKDF-SHA-256 and ChaCha20-Poly1305, the suite of the sealed envelope, made
/// here from the primitives alone. Entries of other suites are outside the API.
/// </summary>
internal static class HpkeVectors
{
    private const int XWing = 0x647A;
    private const int HkdfSha256 = 1;
    private const int ChaCha20Poly1305 = 3;

    internal static VectorCount Run(ISodium sodium, JsonElement root)
    {
        var (accepted, outside) = (0, 0);
        foreach (var entry in root.EnumerateArray())
        {
            if (
                entry.GetProperty("kem_id").GetInt32() == XWing
                && entry.GetProperty("kdf_id").GetInt32() == HkdfSha256
                && entry.GetProperty("aead_id").GetInt32() == ChaCha20Poly1305
            )
            {
                Check(sodium, entry);
                accepted++;
            }
            else
            {
                outside++;
            }
        }

        Expect.True(accepted == 1, "the envelope's suite is among the entries");
        return new VectorCount(accepted, 0, outside);
    }

    private static void Check(ISodium sodium, JsonElement entry)
    {
        Expect.True(entry.GetProperty("mode").GetInt32() == 0, "base mode");
        var sk = entry.Bytes("skRm");
        var (pk, same) = (new byte[KeySizes.KemPublic], new byte[KeySizes.KemSecret]);
        sodium.KemSeedKeyPair(sk, pk, same);
        Expect.Bytes(entry.Bytes("pkRm"), pk);

        var (enc, sent, got) = (
            new byte[KeySizes.KemCiphertext],
            new byte[KeySizes.KemShared],
            new byte[KeySizes.KemShared]
        );
        Expect.True(sodium.KemEncapsulate(pk, entry.Bytes("ikmE"), enc, sent));
        Expect.Bytes(entry.Bytes("enc"), enc);
        Expect.Bytes(entry.Bytes("shared_secret"), sent);
        Expect.True(sodium.KemDecapsulate(sk, enc, got));
        Expect.Bytes(sent, got);

        // RFC 9180 section 5.1: KeySchedule with an empty psk and psk_id.
        var suite = entry.Bytes("suite_id");
        byte[] context =
        [
            0,
            .. LabeledExtract(sodium, suite, [], "psk_id_hash"u8, []),
            .. LabeledExtract(sodium, suite, [], "info_hash"u8, entry.Bytes("info")),
        ];
        var secret = LabeledExtract(sodium, suite, got, "secret"u8, []);
        var key = LabeledExpand(sodium, suite, secret, "key"u8, context, KeySizes.AeadKey);
        var baseNonce = LabeledExpand(sodium, suite, secret, "base_nonce"u8, context, KeySizes.AeadNonce);
        var exporter = LabeledExpand(sodium, suite, secret, "exp"u8, context, KeySizes.Hash);
        Expect.Bytes(entry.Bytes("key"), key);
        Expect.Bytes(entry.Bytes("base_nonce"), baseNonce);
        Expect.Bytes(entry.Bytes("exporter_secret"), exporter);

        Encryptions(sodium, entry, key, baseNonce);
        foreach (var export in entry.GetProperty("exports").EnumerateArray())
        {
            var length = export.GetProperty("L").GetInt32();
            var value = LabeledExpand(sodium, suite, exporter, "sec"u8, export.Bytes("exporter_context"), length);
            Expect.Bytes(export.Bytes("exported_value"), value);
        }
    }

    private static void Encryptions(ISodium sodium, JsonElement entry, byte[] key, byte[] baseNonce)
    {
        ulong sequence = 0;
        foreach (var encryption in entry.GetProperty("encryptions").EnumerateArray())
        {
            // RFC 9180 section 5.2: the nonce is base_nonce XOR the sequence number.
            var nonce = baseNonce.ToArray();
            var low = nonce.AsSpan(4);
            BinaryPrimitives.WriteUInt64BigEndian(low, BinaryPrimitives.ReadUInt64BigEndian(low) ^ sequence++);
            Expect.Bytes(encryption.Bytes("nonce"), nonce);

            var plaintext = encryption.Bytes("pt");
            var (ct, opened) = (new byte[plaintext.Length + KeySizes.AeadTag], new byte[plaintext.Length]);
            sodium.AeadEncrypt(key, nonce, encryption.Bytes("aad"), plaintext, ct);
            Expect.Bytes(encryption.Bytes("ct"), ct);
            Expect.True(sodium.AeadDecrypt(key, nonce, encryption.Bytes("aad"), ct, opened));
            Expect.Bytes(plaintext, opened);
        }
    }

    private static byte[] LabeledExtract(
        ISodium sodium,
        ReadOnlySpan<byte> suite,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> inputKey
    )
    {
        var prk = new byte[KeySizes.Hash];
        sodium.HkdfExtract(salt, [.. "HPKE-v1"u8, .. suite, .. label, .. inputKey], prk);
        return prk;
    }

    private static byte[] LabeledExpand(
        ISodium sodium,
        ReadOnlySpan<byte> suite,
        ReadOnlySpan<byte> prk,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> info,
        int length
    )
    {
        var output = new byte[length];
        var size = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)length);
        sodium.HkdfExpand(prk, [.. size, .. "HPKE-v1"u8, .. suite, .. label, .. info], output);
        return output;
    }
}
