using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>
/// KeySchedule of RFC 9180 section 5.1, mode base, suite KEM 0x647A (X-Wing), KDF 0x0001 (HKDF-SHA-256), AEAD 0x0003
/// (ChaCha20-Poly1305). Single shot: one message a key, sequence number 0, so the nonce is base_nonce.
/// </summary>
internal static class HpkeKeySchedule
{
    private const byte ModeBase = 0x00;

    private static ReadOnlySpan<byte> SuiteId => "HPKE\x64\x7A\0\x01\0\x03"u8;
    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    /// <param name="info">At most 64 bytes.</param>
    public static void Derive(
        ISodium sodium,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> info,
        Span<byte> key,
        Span<byte> nonce
    )
    {
        Span<byte> context = stackalloc byte[1 + KeySizes.Hash + KeySizes.Hash];
        Span<byte> secret = stackalloc byte[KeySizes.Hash];
        context[0] = ModeBase;
        LabeledExtract(sodium, [], "psk_id_hash"u8, [], context.Slice(1, KeySizes.Hash));
        LabeledExtract(sodium, [], "info_hash"u8, info, context[(1 + KeySizes.Hash)..]);
        LabeledExtract(sodium, sharedSecret, "secret"u8, [], secret);
        LabeledExpand(sodium, secret, "key"u8, context, key);
        LabeledExpand(sodium, secret, "base_nonce"u8, context, nonce);
        CryptographicOperations.ZeroMemory(secret);
    }

    private static void LabeledExtract(
        ISodium sodium,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> input,
        Span<byte> prk
    )
    {
        Span<byte> buffer = stackalloc byte[128];
        var labeled = new Concatenation(buffer).Add(Version).Add(SuiteId).Add(label).Add(input);
        sodium.HkdfExtract(salt, labeled.Bytes, prk);
    }

    private static void LabeledExpand(
        ISodium sodium,
        ReadOnlySpan<byte> prk,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> info,
        Span<byte> output
    )
    {
        Span<byte> buffer = stackalloc byte[128];
        var labeled = new Concatenation(buffer)
            .Add((ushort)output.Length)
            .Add(Version)
            .Add(SuiteId)
            .Add(label)
            .Add(info);
        sodium.HkdfExpand(prk, labeled.Bytes, output);
    }
}
