using Rubaru.Sodium;

namespace Rubaru.E2ee;

/// <summary>0x01 || ik.sig.pk(32) || ik.dh.pk(32) || ik.kem.pk(1216) = 1281 bytes (protocol section 2).</summary>
public sealed class IdentityPublic
{
    public const int Size = 1281;
    private const byte Version = 0x01;

    private IdentityPublic(byte[] bytes) => Bytes = bytes;

    /// <summary>The whole wire form; not to be changed.</summary>
    public byte[] Bytes { get; }
    public ReadOnlySpan<byte> SigningKey => Bytes.AsSpan(1, 32);
    public ReadOnlySpan<byte> DhKey => Bytes.AsSpan(33, 32);
    public ReadOnlySpan<byte> KemKey => Bytes.AsSpan(65, 1216);

    /// <returns><c>null</c> unless the size is 1281 and the version byte 0x01.</returns>
    public static IdentityPublic? TryRead(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size && bytes[0] == Version ? new IdentityPublic(bytes.ToArray()) : null;

    public Fingerprint Fingerprint(ISodium sodium)
    {
        Span<byte> input = stackalloc byte[11 + Size];
        Span<byte> hash = stackalloc byte[KeySizes.Hash];
        sodium.Sha256(new Concatenation(input).Add("Rubaru/1 id"u8).Add(Bytes).Bytes, hash);
        return E2ee.Fingerprint.Read(hash);
    }

    internal static IdentityPublic From(
        ReadOnlySpan<byte> signingKey,
        ReadOnlySpan<byte> dhKey,
        ReadOnlySpan<byte> kemKey
    )
    {
        var bytes = new byte[Size];
        _ = new Concatenation(bytes).Add(Version).Add(signingKey).Add(dhKey).Add(kemKey);
        return new IdentityPublic(bytes);
    }

    /// <summary>Both keys that others compute with are usable ones; see <see cref="KemPublicKey"/>.</summary>
    internal bool IsUsable(ISodium sodium) =>
        KemPublicKey.IsUsableX25519(sodium, DhKey) && KemPublicKey.IsUsable(sodium, KemKey);
}
