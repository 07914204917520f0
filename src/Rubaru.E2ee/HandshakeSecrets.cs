using System.Security.Cryptography;
using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>0xFF^32 || DH1 || DH2 || DH3 || ss1 || ss2 || psk of section 4, in a buffer on the caller's stack.</summary>
internal readonly ref struct HandshakeSecrets
{
    public const int Size = 7 * 32;

    private readonly Span<byte> _secrets;

    /// <param name="secrets">224 bytes; psk stays zero unless written.</param>
    public HandshakeSecrets(Span<byte> secrets)
    {
        _secrets = secrets;
        _secrets[..32].Fill(0xFF);
        _secrets[32..].Clear();
    }

    public Span<byte> Dh1 => _secrets.Slice(32, 32);
    public Span<byte> Dh2 => _secrets.Slice(64, 32);
    public Span<byte> Dh3 => _secrets.Slice(96, 32);

    /// <summary>ss1, of the one-time or last-resort prekey.</summary>
    public Span<byte> PrekeyShared => _secrets.Slice(128, 32);

    /// <summary>ss2, of ik.kem of the responder.</summary>
    public Span<byte> IdentityShared => _secrets.Slice(160, 32);
    public Span<byte> Psk => _secrets.Slice(192, 32);

    /// <summary>prk = HKDF.Extract(0^32, ...); okm = HKDF.Expand(prk, "Rubaru/1 sk" || th, 64) = RK_1 || CK_1.</summary>
    public (RootKey Root, ChainKey Chain) Derive(ISodium sodium, ReadOnlySpan<byte> transcriptHash)
    {
        ReadOnlySpan<byte> salt = stackalloc byte[32];
        Span<byte> info = stackalloc byte[11 + KeySizes.Hash];
        Span<byte> prk = stackalloc byte[KeySizes.Hash];
        Span<byte> okm = stackalloc byte[RootKey.Size + ChainKey.Size];
        sodium.HkdfExtract(salt, _secrets, prk);
        sodium.HkdfExpand(prk, new Concatenation(info).Add("Rubaru/1 sk"u8).Add(transcriptHash).Bytes, okm);
        var keys = (new RootKey(okm[..RootKey.Size].ToArray()), new ChainKey(okm[RootKey.Size..].ToArray()));
        CryptographicOperations.ZeroMemory(prk);
        CryptographicOperations.ZeroMemory(okm);
        return keys;
    }

    public void Wipe() => CryptographicOperations.ZeroMemory(_secrets);
}
